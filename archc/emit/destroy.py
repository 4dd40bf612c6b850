"""Stack → the shell script that deletes it."""

from __future__ import annotations

from archc.emit.deploy import needs_bucket, opening
from archc.stack.resource import Stack

SUFFIX = ".destroy.sh"
NEEDS = "stack"


def emit(stack: Stack) -> bytes:
    """The exact commands: delete the stack, wait, remove what was uploaded for it."""
    lines = [
        *opening("Deletes", stack, needs_bucket(stack))[:4],
        *opening("Deletes", stack, needs_bucket(stack))[5:],
        'aws cloudformation delete-stack --stack-name "$STACK" --region "$REGION"',
        'aws cloudformation wait stack-delete-complete --stack-name "$STACK" --region "$REGION"',
    ]
    lines += [
        f'aws s3 rm "s3://$BUCKET/{archive.name}" --region "$REGION"' for archive in stack.archives
    ]
    kept = [r.logical_id for r in stack.resources.values() if _outlives(r.body)]
    if kept:
        lines.append(f"echo 'Kept on purpose, delete by hand: {', '.join(kept)}'")
    return ("\n".join([*lines, 'echo "Deleted $STACK."']) + "\n").encode()


def _outlives(body: object) -> bool:
    return isinstance(body, dict) and body.get("DeletionPolicy") in ("Retain", "Snapshot")
