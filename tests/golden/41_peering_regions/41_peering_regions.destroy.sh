#!/bin/sh
# Deletes the stacks of the design peered-regions. STACK may be set outside.
set -eu
cd "$(dirname "$0")"
STACK="${STACK:-peered-regions}"

REGION=eu-central-1
aws cloudformation delete-stack --stack-name "$STACK" --region "$REGION"
aws cloudformation wait stack-delete-complete --stack-name "$STACK" --region "$REGION"

REGION=eu-west-1
aws cloudformation delete-stack --stack-name "$STACK" --region "$REGION"
aws cloudformation wait stack-delete-complete --stack-name "$STACK" --region "$REGION"
echo "Deleted $STACK."
