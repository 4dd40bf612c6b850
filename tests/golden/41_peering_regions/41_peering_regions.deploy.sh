#!/bin/sh
# Deploys the stacks of the design peered-regions. STACK may be set outside.
set -eu
cd "$(dirname "$0")"
STACK="${STACK:-peered-regions}"
output() {
    aws cloudformation describe-stacks --stack-name "$STACK" --region "$REGION" \
        --query "Stacks[0].Outputs[?OutputKey=='$1'].OutputValue" --output text
}

REGION=eu-west-1
TEMPLATE=$(basename "$0" | sed "s/\.[a-z]*\.sh$/.eu-west-1.yaml/")
aws cloudformation deploy \
  --template-file "$TEMPLATE" --stack-name "$STACK" --region "$REGION" \
  --no-fail-on-empty-changeset
RightId=$(output RightId)
StockSecretId=$(output StockSecretId)

REGION=eu-central-1
TEMPLATE=$(basename "$0" | sed "s/\.[a-z]*\.sh$/.eu-central-1.yaml/")
aws cloudformation deploy \
  --template-file "$TEMPLATE" --stack-name "$STACK" --region "$REGION" \
  --capabilities CAPABILITY_IAM \
  --parameter-overrides RightId="${RightId:?the stack in eu-west-1 has no output RightId}" StockSecretId="${StockSecretId:?the stack in eu-west-1 has no output StockSecretId}" \
  --no-fail-on-empty-changeset
BridgeId=$(output BridgeId)

REGION=eu-west-1
TEMPLATE=$(basename "$0" | sed "s/\.[a-z]*\.sh$/.eu-west-1.yaml/")
aws cloudformation deploy \
  --template-file "$TEMPLATE" --stack-name "$STACK" --region "$REGION" \
  --parameter-overrides BridgeId="${BridgeId:?the stack in eu-central-1 has no output BridgeId}" \
  --no-fail-on-empty-changeset
RightId=$(output RightId)
StockSecretId=$(output StockSecretId)

REGION=eu-west-1
aws cloudformation describe-stacks --stack-name "$STACK" --region "$REGION" \
  --query 'Stacks[0].Outputs[].[OutputKey,OutputValue,Description]' --output table

REGION=eu-central-1
aws cloudformation describe-stacks --stack-name "$STACK" --region "$REGION" \
  --query 'Stacks[0].Outputs[].[OutputKey,OutputValue,Description]' --output table
