#!/bin/sh
# Deletes the stack of the design two-tiers. STACK and REGION may be set outside.
set -eu
cd "$(dirname "$0")"
STACK="${STACK:-two-tiers}"
REGION="${REGION:-eu-central-1}"
physical() {
    aws cloudformation describe-stack-resource \
        --stack-name "$STACK" --region "$REGION" --logical-resource-id "$1" \
        --query StackResourceDetail.PhysicalResourceId --output text
}
if [ "${UNPROTECT:-no}" != yes ]; then
    echo "These refuse to be deleted: Front, Middle, Stock."
    echo "If they may go: UNPROTECT=yes sh $0"
    exit 1
fi
aws elbv2 modify-load-balancer-attributes --load-balancer-arn "$(physical Front)" --attributes Key=deletion_protection.enabled,Value=false --region "$REGION"
aws elbv2 modify-load-balancer-attributes --load-balancer-arn "$(physical Middle)" --attributes Key=deletion_protection.enabled,Value=false --region "$REGION"
aws rds modify-db-instance --db-instance-identifier "$(physical Stock)" --no-deletion-protection --apply-immediately --region "$REGION"
aws cloudformation delete-stack --stack-name "$STACK" --region "$REGION"
aws cloudformation wait stack-delete-complete --stack-name "$STACK" --region "$REGION"
echo 'Kept on purpose (itself or a snapshot), delete by hand: Stock'
echo "Deleted $STACK."
