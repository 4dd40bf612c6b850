#!/bin/sh
# Deploys the stack of the design page-and-api. STACK and REGION may be set outside.
set -eu
cd "$(dirname "$0")"
STACK="${STACK:-page-and-api}"
REGION="${REGION:-eu-central-1}"
TEMPLATE=$(basename "$0" | sed "s/\.[a-z]*\.sh$/.yaml/")
aws cloudformation deploy \
  --template-file "$TEMPLATE" --stack-name "$STACK" --region "$REGION" \
  --capabilities CAPABILITY_IAM \
  --no-fail-on-empty-changeset
physical() {
    aws cloudformation describe-stack-resource \
        --stack-name "$STACK" --region "$REGION" --logical-resource-id "$1" \
        --query StackResourceDetail.PhysicalResourceId --output text
}
output() {
    aws cloudformation describe-stacks --stack-name "$STACK" --region "$REGION" \
        --query "Stacks[0].Outputs[?OutputKey=='$1'].OutputValue" --output text
}
UPLOAD=$(physical Page)
aws s3 cp "page-f32c52125b41" "s3://$UPLOAD" --region "$REGION" --exclude config.js --recursive
aws s3 sync "page-f32c52125b41" "s3://$UPLOAD" --region "$REGION" --exclude config.js --delete
PageTellsApiUrl=$(output PageTellsApiUrl)
printf 'window.CONFIG = {"API_URL": "%s"};\n' "$PageTellsApiUrl" |
    aws s3 cp - "s3://$UPLOAD/config.js" --region "$REGION" \
    --content-type text/javascript --cache-control no-cache
aws cloudformation describe-stacks --stack-name "$STACK" --region "$REGION" \
  --query 'Stacks[0].Outputs[].[OutputKey,OutputValue,Description]' --output table
