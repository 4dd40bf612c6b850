"""Statements: the policies of a template, as far as they are wrong whoever they are for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from archc.diagnostics import Diagnostic, Fault, Severity
from archc.foreign import Item, Reference, Resource, Template, Text, named_in
from archc.importers.cloudformation.references import gives_arn
from archc.limits import SERVICE_ACTIONS
from archc.policies import flat, matches
from archc.schemas import Unavailable, actions, services
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
_DENIES = _TOPIC.replace("Effect: Allow", "Effect: Deny").replace(":Publish", ":*") + "'*'\n"
NOBODY = Fault(
    "CFN135",
    "closed_to_everybody",
    "A policy that refuses everything to everybody",
    "What is denied is denied, whatever else allows it: nobody can use the resource any more.",
    _DENIES,
    _DENIES + '            Condition: { Bool: { "aws:SecureTransport": "false" } }\n',
    Severity.ERROR,
    "correctness",
)
FAULTS = (REFUSED, POINTLESS, EVERYBODY, NOBODY)

_VERSIONS = ("2012-10-17", "2008-10-17")
_TRUST, _IDENTITY, _RESOURCE, _OTHER = "trust", "identity", "resource", "other"
# Policies of resources, with the property that says whose they are.
_RESOURCE_POLICIES = {
    "AWS::S3::BucketPolicy": "Bucket",
    "AWS::SNS::TopicPolicy": "Topics",
    "AWS::SNS::TopicInlinePolicy": "TopicArn",
    "AWS::SQS::QueuePolicy": "Queues",
    "AWS::SQS::QueueInlinePolicy": "Queue",
}
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
_DOCUMENT_WORDS = ("Version", "Id", "Statement")
_WORDS = ("Sid", "Effect", "Principal", "NotPrincipal", "Action", "NotAction", "Resource",
          "NotResource", "Condition")  # fmt: skip
_KINDS_OF_PRINCIPALS = ("AWS", "Service", "Federated", "CanonicalUser")
_OPERATOR = re.compile(
    r"(For(All|Any)Values:)?(String(Not)?(Equals(IgnoreCase)?|Like)|Numeric(Not)?Equals|"
    r"Numeric(Less|Greater)Than(Equals)?|Date(Not)?Equals|Date(Less|Greater)Than(Equals)?|"
    r"Bool|BinaryEquals|(Not)?IpAddress|Arn(Not)?(Equals|Like)|Null)(IfExists)?"
)
_SECURE = "aws:SecureTransport"
_GLOBAL = (_SECURE, "aws:SourceArn", "aws:SourceAccount", "aws:SourceIp", "aws:SourceVpc",
           "aws:SourceVpce", "aws:PrincipalArn", "aws:PrincipalOrgID", "aws:PrincipalAccount",
           "aws:RequestedRegion", "aws:MultiFactorAuthPresent")  # fmt: skip
_ACTION = re.compile(r"\*|[A-Za-z0-9-]+:[A-Za-z0-9*?]+")
_OBJECTS = re.compile(r"s3:(?:Get|Put|Delete|Restore|Abort)Object\w*", re.IGNORECASE)
_BUCKETS = re.compile(
    r"s3:(?:ListBucket\w*|GetBucket\w+|PutBucket\w+|DeleteBucket\w*)", re.IGNORECASE
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
    elif document is not None:
        sort = _RESOURCE if one.type in _RESOURCE_POLICIES else _OTHER
        yield _Policy(one, sort, document)


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
    yield from _unknown(policy, document, _DOCUMENT_WORDS)
    written = document.get("Statement")
    if written is None and all(key in _DOCUMENT_WORDS for key in document.value):
        yield REFUSED.found(
            f"a policy of '{name}' has no statement", "write `Statement:`", document.span
        )
    statements = [one for one in written.entries if one.is_map] if written is not None else []
    for one in statements:
        yield from _statement(template, policy, one)
    if policy.sort == _TRUST and statements:
        yield from _trusts(policy, statements)
    yield from _owned(template, policy, statements)


def _unknown(policy: _Policy, item: Item, known: tuple[str, ...]) -> Iterator[Diagnostic]:
    """Words that the language of policies does not have."""
    for key, entry in item.value.items():
        if key not in known:
            yield REFUSED.found(
                f"a policy of '{policy.owner.id}' has the word '{key}', which IAM does not know",
                did_you_mean(key, known),
                entry.key,
            )


def _owned(template: Template, policy: _Policy, statements: list[Item]) -> Iterator[Diagnostic]:
    """Statements in the policy of a resource that speak of another."""
    said = policy.owner.properties.get(_RESOURCE_POLICIES.get(policy.owner.type, ""))
    owners = list(dict.fromkeys(named_in(said))) if said is not None else []
    if not owners or owners[0] not in template.resources:
        return
    for one in statements:
        resources = one.get("Resource")
        for item in resources.entries if resources is not None else ():
            named = next(named_in(item), "")
            if named in template.resources and named not in owners:
                yield REFUSED.found(
                    f"the policy '{policy.owner.id}' is that of '{owners[0]}', and speaks of "
                    f"'{named}'",
                    f"name the ARN of '{owners[0]}'",
                    item.span,
                )


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
        _OTHER: (("Effect",), ("Action", "NotAction")),
    }[policy.sort]
    yield from _unknown(policy, one, _WORDS)
    whole = all(key in _WORDS for key in one.value)  # else one of them is meant
    for keys in needed:
        if whole and not any(one.get(key) is not None for key in keys):
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
    yield from _conditions(policy, one)
    yield from _resources(template, policy, one)


def _conditions(policy: _Policy, one: Item) -> Iterator[Diagnostic]:
    """Operators and keys of the whole of AWS that are misspelt; services have keys of their own."""
    condition = one.get("Condition")
    small = [key.lower() for key in _GLOBAL]
    for operator, entry in condition.value.items() if condition and condition.is_map else ():
        if not _OPERATOR.fullmatch(operator):
            yield REFUSED.found(
                f"a statement of '{policy.owner.id}' has the operator '{operator}', which there "
                "is not",
                "write one of IAM's, as `StringEquals`",
                entry.key,
            )
        for key, inner in entry.item.value.items() if entry.item.is_map else ():
            word = key.lower()
            fix = _misspelt(word, small) if word.startswith("aws:") and word not in small else ""
            if fix:
                yield REFUSED.found(
                    f"a statement of '{policy.owner.id}' asks for '{key}', which there is not",
                    fix,
                    inner.key,
                )


def _misspelt(word: str, known: Iterable[str]) -> str:
    """What a word is meant for, where it is only misspelt; services have more than is known."""
    near = next((one for one in known if _is_near(word, one)), "")
    return f"did you mean '{near}'?" if near else ""


def _is_near(word: str, other: str) -> bool:
    """Whether one letter is too much, missing or another, or two are turned round."""
    if abs(len(word) - len(other)) > 1:
        return False
    pairs = zip(word, other, strict=False)
    start = next((at for at, (a, b) in enumerate(pairs) if a != b), min(len(word), len(other)))
    one, two = word[start:], other[start:]
    turned = two[1::-1] + two[2:]
    return one[1:] == two[1:] or one[1:] == two or one == two[1:] or one == turned


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
    if item.is_map:
        yield from _unknown(policy, item, _KINDS_OF_PRINCIPALS)
    named = item.get("AWS")
    everybody = item.value == "*" or (named is not None and named.value == "*")
    if everybody and policy.sort == _RESOURCE:
        yield from _of_everybody(policy, one, item)
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


def _of_everybody(policy: _Policy, one: Item, item: Item) -> Iterator[Diagnostic]:
    """What everybody is allowed or refused, where the condition asks for encryption at most."""
    name, effect, condition = policy.owner.id, one.get("Effect"), one.get("Condition")
    asked = {
        (key, flat(inner.item))
        for operator in (condition.value.values() if condition and condition.is_map else ())
        for key, inner in (operator.item.value.items() if operator.item.is_map else ())
    }
    known = condition is None or condition.value is None or condition.is_map
    # The pages of a bucket may be for everybody.
    closed = policy.owner.type != "AWS::S3::BucketPolicy"
    if flat(effect) == "Allow" and closed and known and {key for key, _ in asked} <= {_SECURE}:
        yield EVERYBODY.found(
            f"'{name}' lets in everybody",
            "name the service or account, and a condition such as `aws:SourceArn`",
            item.span,
        )
    action = one.get("Action")
    all_of_it = action is not None and any(
        flat(each) == "*" or flat(each).endswith(":*") for each in action.entries
    )
    denies = effect is not None and flat(effect) == "Deny" and all_of_it and known
    if effect is not None and denies and asked <= {(_SECURE, "true")}:
        who = "everybody who comes encrypted" if asked else "everybody"
        yield NOBODY.found(
            f"the policy '{name}' refuses everything to {who}",
            f"let it deny where `{_SECURE}` is `false`, or leave the statement out",
            effect.span,
        )


def _is_service(text: str) -> bool:
    return _SERVICE.fullmatch(text) is not None and _NO_SERVICES.fullmatch(text) is None


def _actions(policy: _Policy, one: Item) -> Iterator[Diagnostic]:
    name = policy.owner.id
    written = [one.get("Action"), one.get("NotAction")]
    for action in (each for item in written if item is not None for each in item.entries):
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
        elif fix := _misspelt_action(text):
            yield POINTLESS.found(
                f"'{name}' names the action {text}, which there is not", fix, action.span
            )


def _misspelt_action(text: str) -> str:
    """What an action is meant for that no service has, as far as one is that there is."""
    prefix, _, name = text.partition(":")
    usual = SERVICE_ACTIONS[prefix]["actions"] if prefix in SERVICE_ACTIONS else ()
    if text in _TAKEN_ON or name in usual:
        return ""  # as most are: the list of all is long
    service, name = prefix.lower(), name.lower()
    try:
        known = actions(service)
    except Unavailable:
        return ""
    if not known:
        return _misspelt(service, services()) if service != "*" else ""
    return "" if any(matches(one, name) for one in known) else _misspelt(name, known)


def _resources(template: Template, policy: _Policy, one: Item) -> Iterator[Diagnostic]:
    item = one.get("Resource")
    listed = item.entries if item is not None else []
    if policy.sort == _TRUST and item is not None:
        yield REFUSED.found(
            f"the trust of '{policy.owner.id}' names a resource",
            "leave `Resource` out: it is about the role itself",
            one.value["Resource"].key,
        )
        return
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
        if target is not None and gives_arn(target, first) is False:
            yield REFUSED.found(
                f"'{name}' names '{first.resource}' and not its ARN",
                f"write `!GetAtt {first.resource}.Arn`"
                if gives_arn(target, Reference(first.resource, "")) is False
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
