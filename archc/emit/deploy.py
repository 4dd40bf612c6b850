"""Stack → the shell script that deploys it."""

from __future__ import annotations

from archc.emit import yaml
from archc.stack.resource import Stack

SUFFIX = ".deploy.sh"
NEEDS = "stack"

INLINE_LIMIT = 51_200  # bytes of a template that CloudFormation takes without S3


def needs_bucket(stack: Stack) -> bool:
    """Whether something must be uploaded first: code, or a template too large to be sent."""
    return bool(stack.archives) or len(yaml.emit(stack)) > INLINE_LIMIT


def emit(stack: Stack) -> bytes:
    """The exact commands: upload, deploy with the capabilities needed, show the outputs."""
    bucket = needs_bucket(stack)
    lines = [*opening("Deploys", stack, bucket)]
    lines.append('TEMPLATE=$(basename "$0" | sed "s/\\.[a-z]*\\.sh$/.yaml/")')
    lines += [
        f'aws s3 cp "{archive.name}" "s3://$BUCKET/{archive.name}" --region "$REGION"'
        for archive in stack.archives
    ]
    lines += [
        "aws cloudformation deploy \\",
        '  --template-file "$TEMPLATE" --stack-name "$STACK" --region "$REGION" \\',
    ]
    lines += ['  --s3-bucket "$BUCKET" \\'] if bucket else []
    lines += [f"  --capabilities {' '.join(stack.capabilities)} \\"] if stack.capabilities else []
    lines += _overrides(stack)
    lines += [
        "  --no-fail-on-empty-changeset",
        *_uploads(stack),
        'aws cloudformation describe-stacks --stack-name "$STACK" --region "$REGION" \\',
        "  --query 'Stacks[0].Outputs[].[OutputKey,OutputValue,Description]' --output table",
    ]
    if stack.steps:
        # `$STACK` is filled in; what a person is to run is only printed.
        steps = (f"- {step}".replace("$(", "\\$(").replace("`", "\\`") for step in stack.steps)
        lines += ["cat <<STEPS", "By hand:", *steps, "STEPS"]
    return ("\n".join(lines) + "\n").encode()


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


def _uploads(stack: Stack) -> list[str]:
    """What belongs into the stack's buckets, and what pages are told about the stack."""
    if not stack.uploads:
        return []
    told = any(upload.settings for upload in stack.uploads)
    lines = [*PHYSICAL, *(_OUTPUT if told else ())]
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


def opening(does: str, stack: Stack, bucket: bool) -> list[str]:
    """The head of a script: where it works and on which stack."""
    usage = '"usage: $0 BUCKET (an S3 bucket of yours in the same region)"'
    return [
        "#!/bin/sh",
        f"# {does} the stack of the design {stack.name}. STACK and REGION may be set outside.",
        "set -eu",
        'cd "$(dirname "$0")"',
        f'STACK="${{STACK:-{stack.name}}}"',
        f'REGION="${{REGION:-{stack.region}}}"',
        *([f"BUCKET=${{1:?{usage}}}"] if bucket else []),
    ]


def _overrides(stack: Stack) -> list[str]:
    """Parameters without a default are asked for in the environment, under their own names."""
    given = []
    for name, body in stack.parameters.items():
        if name == "CodeBucket":
            given.append('CodeBucket="$BUCKET"')
        elif "Default" not in body:
            given.append(f'{name}="${{{name}:?set {name} in the environment}}"')
    return [f"  --parameter-overrides {' '.join(given)} \\"] if given else []
