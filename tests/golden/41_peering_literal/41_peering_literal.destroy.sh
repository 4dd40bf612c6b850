#!/bin/sh
# Deletes the stack of the design peered-by-hand. STACK and REGION may be set outside.
set -eu
cd "$(dirname "$0")"
STACK="${STACK:-peered-by-hand}"
REGION="${REGION:-eu-central-1}"
aws cloudformation delete-stack --stack-name "$STACK" --region "$REGION"
aws cloudformation wait stack-delete-complete --stack-name "$STACK" --region "$REGION"
echo "Deleted $STACK."
