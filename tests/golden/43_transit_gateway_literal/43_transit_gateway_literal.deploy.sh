#!/bin/sh
# Deploys the stack of the design hub-by-hand. STACK and REGION may be set outside.
set -eu
cd "$(dirname "$0")"
STACK="${STACK:-hub-by-hand}"
REGION="${REGION:-eu-central-1}"
TEMPLATE=$(basename "$0" | sed "s/\.[a-z]*\.sh$/.yaml/")
aws cloudformation deploy \
  --template-file "$TEMPLATE" --stack-name "$STACK" --region "$REGION" \
  --no-fail-on-empty-changeset
aws cloudformation describe-stacks --stack-name "$STACK" --region "$REGION" \
  --query 'Stacks[0].Outputs[].[OutputKey,OutputValue,Description]' --output table
