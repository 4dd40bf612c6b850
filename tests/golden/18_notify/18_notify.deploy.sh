#!/bin/sh
# Deploys the stack of the design notify. STACK and REGION may be set outside.
set -eu
cd "$(dirname "$0")"
STACK="${STACK:-notify}"
REGION="${REGION:-eu-central-1}"
TEMPLATE=$(basename "$0" | sed "s/\.[a-z]*\.sh$/.yaml/")
aws cloudformation deploy \
  --template-file "$TEMPLATE" --stack-name "$STACK" --region "$REGION" \
  --capabilities CAPABILITY_IAM \
  --parameter-overrides AccountingMail="${AccountingMail:?set AccountingMail in the environment}" \
  --no-fail-on-empty-changeset
aws cloudformation describe-stacks --stack-name "$STACK" --region "$REGION" \
  --query 'Stacks[0].Outputs[].[OutputKey,OutputValue,Description]' --output table
cat <<STEPS
By hand:
- Open the mail that AWS sends to 'accounting' and confirm the subscription.
- Verify the number of 'on_call' in the console (SNS, Text messaging): a new account sends text messages to verified numbers only.
STEPS
