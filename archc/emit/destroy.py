"""Stacks → the shell script that deletes them, the last one first."""

from __future__ import annotations

from collections.abc import Sequence

from archc.emit.deploy import PHYSICAL, opening, there
from archc.stack.resource import Stack

SUFFIX = ".destroy.sh"
NEEDS = "stacks"


def emit(stacks: Sequence[Stack]) -> bytes:
    """The exact commands: lift protection if asked to, delete, wait, remove what was uploaded.

    Where there are several regions, everything is asked before the first of them is touched.
    """
    lines = [*opening("Deletes", stacks), *_functions(stacks)]
    if len(stacks) == 1:
        [stack] = stacks
        lines += [*_ask_protected(stack), *_unprotect(stack)]
        lines += [*(_EMPTY.splitlines() if _to_empty(stack) else ()), *_ask_emptied(stack)]
        lines += [*_emptied(stack), *_deletion(stack)]
    else:
        lines += _EMPTY.splitlines() if any(map(_to_empty, stacks)) else ()
        for stack in stacks:
            asked = [*_ask_protected(stack), *_ask_emptied(stack)]
            lines += [*there(stack, stacks), *asked] if asked else ()
        for stack in reversed(stacks):
            lines += [
                *there(stack, stacks),
                *_unprotect(stack),
                *_emptied(stack),
                *_deletion(stack),
            ]
    return ("\n".join([*lines, 'echo "Deleted $STACK."']) + "\n").encode()


def _deletion(stack: Stack) -> list[str]:
    lines = [
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
    return lines


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


def _functions(stacks: Sequence[Stack]) -> tuple[str, ...]:
    return PHYSICAL if any(stack.protected or _to_empty(stack) for stack in stacks) else ()


def _to_empty(stack: Stack) -> list[str]:
    """The buckets that go with the stack."""
    return [name for name in stack.buckets if not _outlives(stack.resources[name].body)]


def _ask_emptied(stack: Stack) -> list[str]:
    """What the deployment did not put into a bucket goes only if asked to."""
    own = {upload.bucket for upload in stack.uploads if upload.mirrored}
    asked = [name for name in _to_empty(stack) if name not in own]
    if not asked:
        return []
    return [
        f"for name in {' '.join(asked)}; do",
        '    case "${EMPTY:-no} $(versions "$(physical "$name")")" in',
        '        "no "*VersionId*)',
        '            echo "The bucket $name holds objects, and would be deleted with them."',
        '            echo "If they may go: EMPTY=yes sh $0"',
        "            exit 1 ;;",
        "    esac",
        "done",
    ]


def _emptied(stack: Stack) -> list[str]:
    """Buckets are emptied first."""
    return [f'empty "$(physical {name})"' for name in _to_empty(stack)]


def _ask_protected(stack: Stack) -> list[str]:
    """Protected resources stop the deletion, unless UNPROTECT=yes says that they may go."""
    if not stack.protected:
        return []
    names = ", ".join(name for name, _ in stack.protected)
    return [
        'if [ "${UNPROTECT:-no}" != yes ]; then',
        f'    echo "These refuse to be deleted: {names}."',
        '    echo "If they may go: UNPROTECT=yes sh $0"',
        "    exit 1",
        "fi",
    ]


def _unprotect(stack: Stack) -> list[str]:
    lifted = (command.replace("@", f'"$(physical {name})"') for name, command in stack.protected)
    return [f'aws {command} --region "$REGION"' for command in lifted]


def _outlives(body: object) -> bool:
    return isinstance(body, dict) and body.get("DeletionPolicy") in ("Retain", "Snapshot")
