"""Stacks → the shell script that deploys them, region by region."""

from __future__ import annotations

from collections.abc import Sequence

from archc.emit import yaml
from archc.stack.resource import Stack

SUFFIX = ".deploy.sh"
NEEDS = "stacks"

INLINE_LIMIT = 51_200  # bytes of a template that CloudFormation takes without S3


def needs_bucket(stack: Stack) -> bool:
    """Whether something must be uploaded first: code, or a template too large to be sent."""
    return bool(stack.archives) or len(yaml.emit(stack)) > INLINE_LIMIT


def emit(stacks: Sequence[Stack]) -> bytes:
    """The exact commands: upload, deploy with the capabilities needed, show the outputs.

    Where regions need each other, the outputs of one go to the other as parameters, and a region
    that had to wait for some of them is deployed again.
    """
    several = len(stacks) > 1
    lines = opening("Deploys", stacks)
    lines += _functions(stacks) if several else ()
    for number in range(max(max(stack.rounds) for stack in stacks) + 1):
        for stack in stacks:
            if number in stack.rounds:
                lines += [*there(stack, stacks), *_deployment(stack, stacks, number)]
    lines += _functions(stacks) if not several else ()
    for stack in stacks:
        lines += [*there(stack, stacks), *_uploads(stack)] if stack.uploads else ()
    for stack in stacks:
        lines += [*there(stack, stacks), *_SHOWN]
    if stacks[0].steps:
        # `$STACK` is filled in; what a person is to run is only printed.
        steps = (f"- {step}".replace("$(", "\\$(").replace("`", "\\`") for step in stacks[0].steps)
        lines += ["cat <<STEPS", "By hand:", *steps, "STEPS"]
    return ("\n".join(lines) + "\n").encode()


def _deployment(stack: Stack, stacks: Sequence[Stack], number: int) -> list[str]:
    """One deployment of a stack; the first time its code goes before it."""
    bucket = needs_bucket(stack)
    region = f".{stack.region}" if len(stacks) > 1 else ""
    lines = [f'TEMPLATE=$(basename "$0" | sed "s/\\.[a-z]*\\.sh$/{region}.yaml/")']
    lines += [
        f'aws s3 cp "{archive.name}" "s3://$BUCKET/{archive.name}" --region "$REGION"'
        for archive in stack.archives
        if not number
    ]
    lines += [
        "aws cloudformation deploy \\",
        '  --template-file "$TEMPLATE" --stack-name "$STACK" --region "$REGION" \\',
    ]
    lines += ['  --s3-bucket "$BUCKET" \\'] if bucket else []
    lines += [f"  --capabilities {' '.join(stack.capabilities)} \\"] if stack.capabilities else []
    lines += _overrides(stack, number)
    handed = {one.name for other in stacks for one in other.taken if one.region == stack.region}
    return [
        *lines,
        "  --no-fail-on-empty-changeset",
        *(f"{name}=$(output {name})" for name in stack.outputs if name in handed),
    ]


PHYSICAL = (
    "physical() {",
    "    aws cloudformation describe-stack-resource \\",
    '        --stack-name "$STACK" --region "$REGION" --logical-resource-id "$1" \\',
    "        --query StackResourceDetail.PhysicalResourceId --output text",
    "}",
)
_OUTPUT = (
    "output() {",
    '    aws cloudformation describe-stacks --stack-name "$STACK" --region "$REGION" \\',
    "        --query \"Stacks[0].Outputs[?OutputKey=='$1'].OutputValue\" --output text",
    "}",
)


_SHOWN = (
    'aws cloudformation describe-stacks --stack-name "$STACK" --region "$REGION" \\',
    "  --query 'Stacks[0].Outputs[].[OutputKey,OutputValue,Description]' --output table",
)


def _functions(stacks: Sequence[Stack]) -> list[str]:
    """What the script asks the stacks."""
    uploads = [upload for stack in stacks for upload in stack.uploads]
    told = any(upload.settings for upload in uploads) or any(stack.taken for stack in stacks)
    return [*(PHYSICAL if uploads else ()), *(_OUTPUT if told else ())]


def _uploads(stack: Stack) -> list[str]:
    """What belongs into the stack's buckets, and what pages are told about the stack."""
    lines = []
    for upload in stack.uploads:
        lines.append(f"UPLOAD=$(physical {upload.bucket})")
        if upload.files:
            kept = " --exclude config.js" if upload.settings else ""
            where = f'"{upload.folder}" "s3://$UPLOAD" --region "$REGION"{kept}'
            lines.append(f"aws s3 cp {where} --recursive")  # `sync` would go by size and time
            # The whole content of a website is what was built; other buckets hold more than that.
            lines += [f"aws s3 sync {where} --delete"] if upload.mirrored else []
        if upload.settings:
            entries = ", ".join(f'"{name}": "%s"' for name in upload.settings)
            values = " ".join(f'"${wanted}"' for wanted in upload.settings.values())
            lines += [f"{wanted}=$(output {wanted})" for wanted in upload.settings.values()]
            lines += [
                f"printf 'window.CONFIG = {{{entries}}};\\n' {values} |",
                '    aws s3 cp - "s3://$UPLOAD/config.js" --region "$REGION" \\',
                "    --content-type text/javascript --cache-control no-cache",
            ]
    return lines


def opening(does: str, stacks: Sequence[Stack]) -> list[str]:
    """The head of a script: where it works and on which stacks."""
    first, *others = stacks
    each, given = ("stacks", "STACK") if others else ("stack", "STACK and REGION")
    return [
        "#!/bin/sh",
        f"# {does} the {each} of the design {first.name}. {given} may be set outside.",
        "set -eu",
        'cd "$(dirname "$0")"',
        f'STACK="${{STACK:-{first.name}}}"',
        *([] if others else [f'REGION="${{REGION:-{first.region}}}"']),
        *_buckets(stacks),
    ]


def _buckets(stacks: Sequence[Stack]) -> list[str]:
    """What has to be said when the script is called: a bucket in each region that needs one."""
    if len(stacks) == 1:
        usage = '"usage: $0 BUCKET (an S3 bucket of yours in the same region)"'
        return [f"BUCKET=${{1:?{usage}}}"] if needs_bucket(stacks[0]) else []
    names = arguments(stacks)
    usage = f'"usage: $0 {" ".join(names)} (S3 buckets of yours in these regions)"'
    return [f": ${{{len(names)}:?{usage}}}"] if names else []


def arguments(stacks: Sequence[Stack]) -> list[str]:
    """What to call the scripts with, in this order."""
    needing = [stack for stack in stacks if needs_bucket(stack)]
    return [f"BUCKET_IN_{stack.region}" if len(stacks) > 1 else "BUCKET" for stack in needing]


def there(stack: Stack, stacks: Sequence[Stack]) -> list[str]:
    """Goes to the region of a stack, where there are several."""
    if len(stacks) == 1:
        return []
    needing = [other.region for other in stacks if needs_bucket(other)]
    number = needing.index(stack.region) + 1 if stack.region in needing else 0
    return ["", f"REGION={stack.region}", *([f'BUCKET="${{{number}}}"'] if number else [])]


def _overrides(stack: Stack, number: int) -> list[str]:
    """What other regions hand on; what else has no default is asked for in the environment."""
    taken = {one.name: one for one in stack.taken}
    given = []
    for name, body in stack.parameters.items():
        if name == "CodeBucket":
            given.append('CodeBucket="$BUCKET"')
        elif name in taken:
            missing = f"the stack in {taken[name].region} has no output {name}"
            known = taken[name].since <= number
            given += [f'{name}="${{{name}:?{missing}}}"'] if known else []
        elif "Default" not in body:
            given.append(f'{name}="${{{name}:?set {name} in the environment}}"')
    return [f"  --parameter-overrides {' '.join(given)} \\"] if given else []
