"""Statements: the policies of a template, as far as they are wrong whoever they are for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from archc.diagnostics import Diagnostic, Fault, Severity
from archc.foreign import Item, Reference, Resource, Template, Text
from archc.policies import flat
from archc.values import did_you_mean

_ROLE = (
    "Resources:\n  Store:\n    Type: AWS::S3::Bucket\n  Acts:\n    Type: AWS::IAM::Role\n"
    "    Properties:\n      AssumeRolePolicyDocument:\n        Version: '2012-10-17'\n"
    "        Statement: [{Effect: Allow, Principal: {Service: ec2.amazonaws.com}, "
    "Action: 'sts:AssumeRole'}]\n"
    "      Policies:\n        - PolicyName: store\n          PolicyDocument:\n"
    "            Version: '2012-10-17'\n            Statement:\n"
)
REFUSED = Fault(
    "CFN126",
    "refused_policy",
    "A policy that IAM refuses",
    "The language of policies has few words; one that is missing or misspelt is refused when the "
    "stack is made.",
    _ROLE + "              - Action: s3:ListAllMyBuckets\n                Resource: '*'\n",
    _ROLE + "              - Effect: Allow\n                Action: s3:ListAllMyBuckets\n"
    "                Resource: '*'\n",
    Severity.ERROR,
    "correctness",
)
POINTLESS = Fault(
    "CFN127",
    "pointless_statement",
    "A statement that never applies",
    "IAM takes it, and what it seems to allow is refused: an action belongs to one kind of thing, "
    "and its ARN has to be one of these.",
    _ROLE + "              - Effect: Allow\n                Action: s3:GetObject\n"
    "                Resource: !GetAtt Store.Arn\n",
    _ROLE + "              - Effect: Allow\n                Action: s3:GetObject\n"
    '                Resource: !Sub "${Store.Arn}/*"\n',
    Severity.WARNING,
    "correctness",
)
_TOPIC = (
    "Resources:\n  News:\n    Type: AWS::SNS::Topic\n  Admits:\n    Type: AWS::SNS::TopicPolicy\n"
    "    Properties:\n      Topics: [!Ref News]\n      PolicyDocument:\n"
    "        Version: '2012-10-17'\n        Statement:\n          - Effect: Allow\n"
    "            Action: sns:Publish\n            Resource: !Ref News\n            Principal: "
)
EVERYBODY = Fault(
    "CFN133",
    "open_to_everybody",
    "A queue, topic or function that everybody may use",
    "`*` without a condition is every account of AWS, and who is not asked to sign at all.",
    _TOPIC + "'*'\n",
    _TOPIC + "{ Service: s3.amazonaws.com }\n",
    Severity.WARNING,
    "security",
)
FAULTS = (REFUSED, POINTLESS, EVERYBODY)

_VERSIONS = ("2012-10-17", "2008-10-17")
_TRUST, _IDENTITY, _RESOURCE = "trust", "identity", "resource"
_RESOURCE_POLICIES = (
    "AWS::S3::BucketPolicy",
    "AWS::SNS::TopicPolicy",
    "AWS::SNS::TopicInlinePolicy",
    "AWS::SQS::QueuePolicy",
    "AWS::SQS::QueueInlinePolicy",
)
_IDENTITY_POLICIES = (
    "AWS::IAM::GroupPolicy",
    "AWS::IAM::ManagedPolicy",
    "AWS::IAM::Policy",
    "AWS::IAM::RolePolicy",
    "AWS::IAM::UserPolicy",
)
_OWNERS = ("AWS::IAM::Role", "AWS::IAM::User", "AWS::IAM::Group")
_SERVICE = re.compile(r"[\w.-]+\.(?:amazonaws\.com(?:\.cn)?|aws\.internal|amazon\.com)")
_NO_SERVICES = re.compile(r"(?:ec2|lambda|s3|sns|sqs|events|cloudfront|apigateway)\.amazon\.com")
_TAKEN_ON = ("sts:AssumeRole", "sts:AssumeRoleWithSAML", "sts:AssumeRoleWithWebIdentity",
             "sts:SetContext", "sts:SetSourceIdentity", "sts:TagSession")  # fmt: skip
_ACTION = re.compile(r"\*|[A-Za-z0-9-]+:[A-Za-z0-9*?]+")
_OBJECTS = re.compile(r"s3:(?:Get|Put|Delete|Restore|Abort)Object\w*", re.IGNORECASE)
_BUCKETS = re.compile(
    r"s3:(?:ListBucket\w*|GetBucket\w+|PutBucket\w+|DeleteBucket\w*)", re.IGNORECASE
)
# Types whose name, id or URL is given by `!Ref`, and never begins an ARN.
_NAMED = (
    "AWS::DynamoDB::Table",
    "AWS::IAM::Role",
    "AWS::Kinesis::Stream",
    "AWS::Lambda::Function",
    "AWS::Logs::LogGroup",
    "AWS::S3::Bucket",
    "AWS::SQS::Queue",
)
# What `!Ref` gives that is no part of an ARN.
_NO_NAMES = {"AWS::SQS::Queue": "its URL", "AWS::SNS::Topic": "its ARN"}
# Managed policies that stand in a folder of AWS's.
_SERVICE_ROLES = re.compile(r"AWSLambda\w+ExecutionRole|AmazonEC2ContainerServiceforEC2Role"
                            r"|AmazonECSTaskExecutionRolePolicy|AWSLambdaRole")  # fmt: skip
_AMAZON = re.compile(r"arn:[^:]*:iam::aws:policy/(.*)")


class _Policy(NamedTuple):
    owner: Resource
    sort: str
    document: Item


def odd(template: Template) -> Iterator[Diagnostic]:
    """Everything that is wrong in policies."""
    for one in template.resources.values():
        for policy in _policies(one):
            yield from _document(template, policy)
        yield from _managed(one)
        yield from _permission(one)


def _policies(one: Resource) -> Iterator[_Policy]:
    trust = one.properties.get("AssumeRolePolicyDocument")
    if trust is not None and one.type == "AWS::IAM::Role":
        yield _Policy(one, _TRUST, trust)
    inline = one.properties.get("Policies") if one.type in _OWNERS else None
    for policy in inline.entries if inline is not None else ():
        document = policy.get("PolicyDocument")
        if document is not None:
            yield _Policy(one, _IDENTITY, document)
    document = one.properties.get("PolicyDocument")
    if document is not None and one.type in _IDENTITY_POLICIES:
        yield _Policy(one, _IDENTITY, document)
    if document is not None and one.type in _RESOURCE_POLICIES:
        yield _Policy(one, _RESOURCE, document)


def _document(template: Template, policy: _Policy) -> Iterator[Diagnostic]:
    document, name = policy.document, policy.owner.id
    if not document.is_map:
        return
    version = document.get("Version")
    if version is not None and isinstance(version.value, str) and version.value not in _VERSIONS:
        yield REFUSED.found(
            f"a policy of '{name}' has the version {version.value}",
            'write "2012-10-17": it is the version of the language',
            version.span,
        )
    written = document.get("Statement")
    statements = [one for one in written.entries if one.is_map] if written is not None else []
    for one in statements:
        yield from _statement(template, policy, one)
    if policy.sort == _TRUST and statements:
        yield from _trusts(policy, statements)


def _trusts(policy: _Policy, statements: list[Item]) -> Iterator[Diagnostic]:
    effects = [flat(one.get("Effect")) for one in statements]
    if "Allow" not in effects and "" not in effects:
        yield POINTLESS.found(
            f"nothing may take on the role '{policy.owner.id}'",
            "write `Effect: Allow`",
            statements[0].span,
        )


def _statement(template: Template, policy: _Policy, one: Item) -> Iterator[Diagnostic]:
    name = policy.owner.id
    needed = {
        _TRUST: (("Effect",), ("Action", "NotAction"), ("Principal", "NotPrincipal")),
        _IDENTITY: (("Effect",), ("Action", "NotAction"), ("Resource", "NotResource")),
        _RESOURCE: (
            ("Effect",),
            ("Action", "NotAction"),
            ("Principal", "NotPrincipal"),
            ("Resource", "NotResource"),
        ),
    }[policy.sort]
    for keys in needed:
        if not any(one.get(key) is not None for key in keys):
            yield REFUSED.found(
                f"a statement of '{name}' has no {keys[0]}", f"write `{keys[0]}:`", one.span
            )
    effect = one.get("Effect")
    said = effect.value if effect is not None else ""
    if effect is not None and isinstance(said, str) and said not in ("Allow", "Deny"):
        yield REFUSED.found(
            f"a statement of '{name}' has the effect {said}", "write `Allow` or `Deny`", effect.span
        )
    yield from _principals(policy, one)
    yield from _actions(policy, one)
    yield from _resources(template, policy, one)


def _principals(policy: _Policy, one: Item) -> Iterator[Diagnostic]:
    item, name = one.get("Principal"), policy.owner.id
    if item is None:
        return
    if policy.sort == _IDENTITY:
        yield REFUSED.found(
            f"a policy of the role or user '{name}' names a principal",
            "leave it out: whoever has the policy is meant",
            item.span,
        )
        return
    named = item.get("AWS")
    everybody = item.value == "*" or (named is not None and named.value == "*")
    allows = flat(one.get("Effect")) == "Allow" and one.get("Condition") is None
    closed = policy.sort == _RESOURCE and policy.owner.type != "AWS::S3::BucketPolicy"
    if everybody and allows and closed:  # the pages of a bucket may be for everybody
        yield EVERYBODY.found(
            f"'{name}' lets in everybody",
            "name the service or account, and a condition such as `aws:SourceArn`",
            item.span,
        )
    if isinstance(item.value, str) and item.value != "*":
        yield REFUSED.found(
            f"a statement of '{name}' has the principal {item.value} without its kind",
            f"write `Principal: {{ Service: {item.value} }}`",
            item.span,
        )
    service = item.get("Service")
    for named in service.entries if service is not None else ():
        text = named.value
        if isinstance(text, str) and text != "*" and not _is_service(text):
            yield REFUSED.found(
                f"there is no service {text}",
                "write its name as in `lambda.amazonaws.com`",
                named.span,
            )


def _is_service(text: str) -> bool:
    return _SERVICE.fullmatch(text) is not None and _NO_SERVICES.fullmatch(text) is None


def _actions(policy: _Policy, one: Item) -> Iterator[Diagnostic]:
    item, name = one.get("Action"), policy.owner.id
    for action in item.entries if item is not None else ():
        text = action.value
        if not isinstance(text, str):
            continue
        if not _ACTION.fullmatch(text):
            yield REFUSED.found(
                f"'{name}' names an action {text} without its service",
                "write it as in `s3:GetObject`",
                action.span,
            )
        elif policy.sort == _TRUST and "*" not in text and text not in _TAKEN_ON:
            yield REFUSED.found(
                f"'{name}' is taken on by {text}, which is no action for that",
                did_you_mean(text, _TAKEN_ON),
                action.span,
            )


def _resources(template: Template, policy: _Policy, one: Item) -> Iterator[Diagnostic]:
    item = one.get("Resource")
    listed = item.entries if item is not None else []
    for resource in listed:
        yield from _resource(template, policy, resource)
    actions = [flat(a) for a in (one.get("Action").entries if one.get("Action") else ())]  # type: ignore[union-attr]
    if not actions or not listed or flat(one.get("Effect")) != "Allow":
        return
    buckets = [_bucket_part(template, resource) for resource in listed]
    if None in buckets or item is None:
        return
    if all(_OBJECTS.fullmatch(action) for action in actions) and not any(buckets):
        yield POINTLESS.found(
            f"'{policy.owner.id}' allows {actions[0]} on a bucket, and not on what is in it",
            'write the ARN with "/*" at its end',
            item.span,
        )
    if all(_BUCKETS.fullmatch(action) for action in actions) and all(buckets):
        yield POINTLESS.found(
            f"'{policy.owner.id}' allows {actions[0]} on objects, and not on their bucket",
            'write the ARN of the bucket, without "/*"',
            item.span,
        )


def _bucket_part(template: Template, item: Item) -> str | None:
    """What follows the bucket in an ARN; None where it is no bucket that is known."""
    text = flat(item)
    match = re.fullmatch(r"\$\{(\w+)\.Arn\}(.*)", text, re.DOTALL)
    if match is not None:
        one = template.resources.get(match[1])
        return match[2] if one is not None and one.type == "AWS::S3::Bucket" else None
    match = re.fullmatch(r"arn:[^:]*:s3:::([^/*]+)(.*)", text, re.DOTALL)
    return match[2] if match is not None else None


def _resource(template: Template, policy: _Policy, item: Item) -> Iterator[Diagnostic]:
    value = item.value
    first = value.parts[0] if isinstance(value, Text) else value
    name = policy.owner.id
    if isinstance(first, Reference):
        target = template.resources.get(first.resource)
        is_named = target is not None and target.type in _NAMED and not first.attribute
        other = (
            first.attribute
            and target is not None
            and target.type.startswith("AWS::S")
            and (first.attribute in ("TopicName", "QueueName", "QueueUrl"))
        )
        if is_named or other:
            yield REFUSED.found(
                f"'{name}' names '{first.resource}' and not its ARN",
                f"write `!GetAtt {first.resource}.Arn`"
                if target is not None and target.type != "AWS::SNS::Topic"
                else f"write `!Ref {first.resource}`",
                item.span,
            )
    elif isinstance(value, Text) and isinstance(first, str) and first.startswith("arn:"):
        yield from _no_name(template, policy, item)
    elif isinstance(first, str) and not re.match(r"arn:|\*|\$\{", first):
        yield REFUSED.found(
            f"'{name}' names '{first[:60]}', which is no ARN", "write an ARN or `*`", item.span
        )


def _no_name(template: Template, policy: _Policy, item: Item) -> Iterator[Diagnostic]:
    """URLs and ARNs where an ARN has a name."""
    for part in item.value.parts:
        target = template.resources.get(part.resource) if isinstance(part, Reference) else None
        if target is not None and not part.attribute and target.type in _NO_NAMES:
            yield REFUSED.found(
                f"'{policy.owner.id}' names '{target.id}' in an ARN by {_NO_NAMES[target.type]}",
                f"write the name: `!GetAtt {target.id}.{target.type.rpartition('::')[2]}Name`",
                item.span,
            )


def _permission(one: Resource) -> Iterator[Diagnostic]:
    principal = one.properties.get("Principal")
    narrow = ("FunctionUrlAuthType", "PrincipalOrgID", "SourceAccount", "SourceArn")
    if one.type != "AWS::Lambda::Permission" or principal is None or principal.value != "*":
        return
    if not any(one.properties.get(key) is not None for key in narrow):
        yield EVERYBODY.found(
            f"'{one.id}' lets everybody call the function",
            "name the service, and what calls as `SourceArn`",
            principal.span,
        )


def _managed(one: Resource) -> Iterator[Diagnostic]:
    item = one.properties.get("ManagedPolicyArns")
    for arn in item.entries if item is not None else ():
        match = _AMAZON.fullmatch(flat(arn))
        if match is None:
            continue
        folder, _, policy = match[1].rpartition("/")
        named = "policy/" in arn.span.text  # SAM knows the folder of a bare name
        if named and _SERVICE_ROLES.fullmatch(policy) and folder != "service-role":
            yield REFUSED.found(
                f"there is no managed policy {match[1]}",
                f"write `arn:aws:iam::aws:policy/service-role/{policy}`",
                arn.span,
            )
