#!/bin/sh
# Deletes the stack of the design endpoints. STACK and REGION may be set outside.
set -eu
cd "$(dirname "$0")"
STACK="${STACK:-endpoints}"
REGION="${REGION:-eu-central-1}"
physical() {
    aws cloudformation describe-stack-resource \
        --stack-name "$STACK" --region "$REGION" --logical-resource-id "$1" \
        --query StackResourceDetail.PhysicalResourceId --output text
}
versions() {
    aws s3api list-object-versions --bucket "$1" --region "$REGION" --no-paginate --max-keys 100 \
        --output json --query \
        '{Objects: [Versions, DeleteMarkers][].{Key: Key, VersionId: VersionId}, Quiet: `true`}'
}
empty() {
    while found=$(versions "$1") && case "$found" in *VersionId*) ;; *) false ;; esac; do
        # It names only what it could not delete.
        left=$(aws s3api delete-objects --bucket "$1" --region "$REGION" --delete "$found")
        case "$left" in *Code*) echo "Not deleted: $left"; exit 1 ;; esac
    done
}
for name in Reports; do
    case "${EMPTY:-no} $(versions "$(physical "$name")")" in
        "no "*VersionId*)
            echo "The bucket $name holds objects, and would be deleted with them."
            echo "If they may go: EMPTY=yes sh $0"
            exit 1 ;;
    esac
done
empty "$(physical Reports)"
aws cloudformation delete-stack --stack-name "$STACK" --region "$REGION"
aws cloudformation wait stack-delete-complete --stack-name "$STACK" --region "$REGION"
echo "Deleted $STACK."
