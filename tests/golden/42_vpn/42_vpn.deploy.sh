#!/bin/sh
# Deploys the stack of the design cloud-hub. STACK and REGION may be set outside.
set -eu
cd "$(dirname "$0")"
STACK="${STACK:-cloud-hub}"
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
- Set up the device of 'munich' for the VPN 'munich_line': \`aws ec2 get-vpn-connection-device-sample-configuration\` writes its settings.
- Set up the device of 'lab' for the VPN 'lab_line': \`aws ec2 get-vpn-connection-device-sample-configuration\` writes its settings.
STEPS
