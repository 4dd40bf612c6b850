"""Stack → the shell script that deletes it."""

from __future__ import annotations

from archc.emit.deploy import PHYSICAL, needs_bucket, opening
from archc.stack.resource import Stack

SUFFIX = ".destroy.sh"
NEEDS = "stack"


def emit(stack: Stack) -> bytes:
    """The exact commands: lift protection if asked to, delete, wait, remove what was uploaded."""
    lines = [
        *opening("Deletes", stack, needs_bucket(stack)),
        *_physical(stack),
        *_unprotect(stack),
        *_emptied(stack),
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


# A versioned bucket holds older versions and marks of what was deleted: all of them have to go.
# A hundred at a time, because all their keys are one argument.
_EMPTY = """\
versions() {
    aws s3api list-object-versions --bucket "$1" --region "$REGION" --no-paginate --max-keys 100 \\
        --output json --query \\
        '{Objects: [Versions, DeleteMarkers][].{Key: Key, VersionId: VersionId}, Quiet: `true`}'
}
empty() {
    while found=$(versions "$1") && case "$found" in *VersionId*) ;; *) false ;; esac; do
        # It names only what it could not delete.
        left=$(aws s3api delete-objects --bucket "$1" --region "$REGION" --delete "$found")
        case "$left" in *Code*) echo "Not deleted: $left"; exit 1 ;; esac
    done
}"""


def _physical(stack: Stack) -> tuple[str, ...]:
    return PHYSICAL if stack.protected or _to_empty(stack) else ()


def _to_empty(stack: Stack) -> list[str]:
    """The buckets that go with the stack."""
    return [name for name in stack.buckets if not _outlives(stack.resources[name].body)]


def _emptied(stack: Stack) -> list[str]:
    """Buckets are emptied first; what the deployment did not put there, only if asked to."""
    names = _to_empty(stack)
    if not names:
        return []
    own = {upload.bucket for upload in stack.uploads if upload.mirrored}
    lines = _EMPTY.splitlines()
    asked = [name for name in names if name not in own]
    if asked:
        lines += [
            f"for name in {' '.join(asked)}; do",
            '    case "${EMPTY:-no} $(versions "$(physical "$name")")" in',
            '        "no "*VersionId*)',
            '            echo "The bucket $name holds objects, and would be deleted with them."',
            '            echo "If they may go: EMPTY=yes sh $0"',
            "            exit 1 ;;",
            "    esac",
            "done",
        ]
    return [*lines, *(f'empty "$(physical {name})"' for name in names)]


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
    ]
    for name, command in stack.protected:
        lifted = command.replace("@", f'"$(physical {name})"')
        lines.append(f'aws {lifted} --region "$REGION"')
    return lines


def _outlives(body: object) -> bool:
    return isinstance(body, dict) and body.get("DeletionPolicy") in ("Retain", "Snapshot")
