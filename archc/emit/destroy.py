"""Stack → the shell script that deletes it."""

from __future__ import annotations

from archc.emit.deploy import needs_bucket, opening
from archc.stack.resource import Stack

SUFFIX = ".destroy.sh"
NEEDS = "stack"


def emit(stack: Stack) -> bytes:
    """The exact commands: lift protection if asked to, delete, wait, remove what was uploaded."""
    lines = [
        *opening("Deletes", stack, needs_bucket(stack)),
        *_unprotect(stack),
        'aws cloudformation delete-stack --stack-name "$STACK" --region "$REGION"',
        'aws cloudformation wait stack-delete-complete --stack-name "$STACK" --region "$REGION"',
    ]
    lines += [
        f'aws s3 rm "s3://$BUCKET/{archive.name}" --region "$REGION"' for archive in stack.archives
    ]
    kept = [r.logical_id for r in stack.resources.values() if _outlives(r.body)]
    if kept:
        lines.append(
            f"echo 'Kept on purpose (itself or a snapshot), delete by hand: {', '.join(kept)}'"
        )
    return ("\n".join([*lines, 'echo "Deleted $STACK."']) + "\n").encode()


def _unprotect(stack: Stack) -> list[str]:
    """Protected resources stop the deletion, unless UNPROTECT=yes says that they may go."""
    if not stack.protected:
        return []
    names = ", ".join(name for name, _ in stack.protected)
    lines = [
        'if [ "${UNPROTECT:-no}" != yes ]; then',
        f'    echo "These refuse to be deleted: {names}."',
        '    echo "If they may go: UNPROTECT=yes sh $0"',
        "    exit 1",
        "fi",
        "physical() {",
        "    aws cloudformation describe-stack-resource \\",
        '        --stack-name "$STACK" --region "$REGION" --logical-resource-id "$1" \\',
        "        --query StackResourceDetail.PhysicalResourceId --output text",
        "}",
    ]
    for name, command in stack.protected:
        lifted = command.replace("@", f'"$(physical {name})"')
        lines.append(f'aws {lifted} --region "$REGION"')
    return lines


def _outlives(body: object) -> bool:
    return isinstance(body, dict) and body.get("DeletionPolicy") in ("Retain", "Snapshot")
