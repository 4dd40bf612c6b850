#!/bin/sh
# Deploys the stack of the design static-website. STACK and REGION may be set outside.
set -eu
cd "$(dirname "$0")"
STACK="${STACK:-static-website}"
REGION="${REGION:-eu-central-1}"
TEMPLATE=$(basename "$0" | sed "s/\.[a-z]*\.sh$/.yaml/")
aws cloudformation deploy \
  --template-file "$TEMPLATE" --stack-name "$STACK" --region "$REGION" \
  --no-fail-on-empty-changeset
physical() {
    aws cloudformation describe-stack-resource \
        --stack-name "$STACK" --region "$REGION" --logical-resource-id "$1" \
        --query StackResourceDetail.PhysicalResourceId --output text
}
UPLOAD=$(physical Page)
aws s3 cp "page-553aa968b997" "s3://$UPLOAD" --region "$REGION" --recursive
aws s3 sync "page-553aa968b997" "s3://$UPLOAD" --region "$REGION" --delete
aws cloudformation describe-stacks --stack-name "$STACK" --region "$REGION" \
  --query 'Stacks[0].Outputs[].[OutputKey,OutputValue,Description]' --output table
