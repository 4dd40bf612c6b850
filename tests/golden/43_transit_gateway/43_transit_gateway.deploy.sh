#!/bin/sh
# Deploys the stack of the design hub-and-spokes. STACK and REGION may be set outside.
set -eu
cd "$(dirname "$0")"
STACK="${STACK:-hub-and-spokes}"
REGION="${REGION:-eu-central-1}"
TEMPLATE=$(basename "$0" | sed "s/\.[a-z]*\.sh$/.yaml/")
aws cloudformation deploy \
  --template-file "$TEMPLATE" --stack-name "$STACK" --region "$REGION" \
  --no-fail-on-empty-changeset
aws cloudformation describe-stacks --stack-name "$STACK" --region "$REGION" \
  --query 'Stacks[0].Outputs[].[OutputKey,OutputValue,Description]' --output table
cat <<STEPS
By hand:
- Set up the device of 'berlin' for the VPN 'berlin_line': \`aws ec2 get-vpn-connection-device-sample-configuration\` writes its settings.
- Associate the attachment that 'berlin_line' makes at 'hub' with the table 'shared', and let it propagate into shop, lab, shared: CloudFormation cannot name the attachment of a VPN.
STEPS
