#!/bin/sh
# Deploys the stack of the design filters. STACK and REGION may be set outside.
set -eu
cd "$(dirname "$0")"
STACK="${STACK:-filters}"
REGION="${REGION:-eu-central-1}"
TEMPLATE=$(basename "$0" | sed "s/\.[a-z]*\.sh$/.yaml/")
aws cloudformation deploy \
  --template-file "$TEMPLATE" --stack-name "$STACK" --region "$REGION" \
  --no-fail-on-empty-changeset
aws cloudformation describe-stacks --stack-name "$STACK" --region "$REGION" \
  --query 'Stacks[0].Outputs[].[OutputKey,OutputValue,Description]' --output table
cat <<STEPS
By hand:
- fetch the private key: aws ssm get-parameter --name /ec2/keypair/\$(aws ec2 describe-key-pairs --key-names $STACK-lab_key --query 'KeyPairs[0].KeyPairId' --output text) --with-decryption --query Parameter.Value --output text > lab_key.pem; chmod 600 lab_key.pem
STEPS
