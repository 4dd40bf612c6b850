"""Grants: the policy documents of a template, held against the grammar of IAM and their purpose."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from archc.diagnostics import Diagnostic, Fault, Severity
from archc.foreign import Entry, Item, Reference, Resource, Template, Text
from archc.importers.cloudformation.references import gives_arn
from archc.policies import flat, matches
from archc.schemas import Unavailable, actions, schema
from archc.source import Span
from archc.values import did_you_mean

_JOBS = "Resources:\n  Jobs:\n    Type: AWS::SQS::Queue\n"
_POLICY = """\
  JobsPolicy:
    Type: AWS::SQS::QueuePolicy
    Properties:
      Queues: [!Ref Jobs]
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Deny
            Principal: "*"
            Action: sqs:*
            Resource: !GetAtt Jobs.Arn
            Condition:
              Bool:
                aws:SecureTransport: "false"
"""
WRONG_POLICY = Fault(
    "CFN118",
    "wrong_policy",
    "A policy that IAM refuses or that says nothing",
    "IAM takes no policy with a word that it does not know, and an action that is misspelt allows "
    "nothing.",
    _JOBS + _POLICY.replace("Effect: Deny", "Efect: Deny"),
    _JOBS + _POLICY,
    Severity.ERROR,
    "correctness",
)
REFUSES_ALL = Fault(
    "CFN119",
    "policy_refuses_everybody",
    "A policy that refuses everything to everybody",
    "What is denied is denied, whatever else allows it: nobody can use the resource any more.",
    _JOBS + _POLICY.partition("            Condition")[0],
    _JOBS + _POLICY,
    Severity.ERROR,
    "correctness",
)
ADMITS_ALL = Fault(
    "CFN124",
    "policy_admits_everybody",
    "A policy that lets everybody in",
    "Everybody in the world who knows its address may use the resource.",
    _JOBS + _POLICY.replace("Effect: Deny", "Effect: Allow"),
    _JOBS + _POLICY,
    Severity.WARNING,
    "security",
)
FAULTS = (WRONG_POLICY, REFUSES_ALL, ADMITS_ALL)

_VERSIONS = ("2012-10-17", "2008-10-17")
_DOCUMENT = ("Version", "Id", "Statement")
_STATEMENT = ("Sid", "Effect", "Principal", "NotPrincipal", "Action", "NotAction", "Resource",
              "NotResource", "Condition")  # fmt: skip
_PRINCIPALS = ("AWS", "Service", "Federated", "CanonicalUser")
_OPERATOR = re.compile(
    r"(For(All|Any)Values:)?(String(Not)?(Equals(IgnoreCase)?|Like)|Numeric(Not)?Equals|"
    r"Numeric(Less|Greater)Than(Equals)?|Date(Not)?Equals|Date(Less|Greater)Than(Equals)?|"
    r"Bool|BinaryEquals|(Not)?IpAddress|Arn(Not)?(Equals|Like)|Null)(IfExists)?"
)
_GLOBAL = ("aws:SecureTransport", "aws:SourceArn", "aws:SourceAccount", "aws:SourceIp",
           "aws:SourceVpc", "aws:SourceVpce", "aws:PrincipalArn", "aws:PrincipalOrgID",
           "aws:PrincipalAccount", "aws:RequestedRegion", "aws:MultiFactorAuthPresent")  # fmt: skip
_SECURE = "aws:SecureTransport"
_TRUST = "AssumeRolePolicyDocument"
# Policies of resources, and the property that names whose they are.
_OF_RESOURCES = {
    "AWS::SQS::QueuePolicy": "Queues",
    "AWS::SNS::TopicPolicy": "Topics",
    "AWS::S3::BucketPolicy": "Bucket",
    "AWS::SecretsManager::ResourcePolicy": "SecretId",
}
_MAY_BE_PUBLIC = ("AWS::S3::BucketPolicy",)  # a website


class _Document(NamedTuple):
    """A policy document: the resource that it stands in, and whether it is of a resource."""

    resource: Resource
    key: str
    entry: Entry

    @property
    def needed(self) -> tuple[tuple[str, str], ...]:
        """What each statement needs, one of two."""
        subject, target = ("Principal", "NotPrincipal"), ("Resource", "NotResource")
        action = ("Action", "NotAction")
        if self.key == _TRUST:
            return subject, action
        if self.resource.type in _OF_RESOURCES:
            return subject, action, target
        return (action, target) if self.is_of_identity else (action,)

    @property
    def is_of_identity(self) -> bool:
        """Whether it belongs to a role, user or group, and says nothing of who they are."""
        return self.resource.type.startswith("AWS::IAM::") and self.key != _TRUST


def granted(template: Template) -> Iterator[Diagnostic]:
    """What is wrong in the policies of a template."""
    try:
        for resource in template.resources.values():
            for document in _documents(resource, resource.properties):
                yield from _of_document(document, template)
    except Unavailable:
        return


def _documents(resource: Resource, item: Item) -> Iterator[_Document]:
    """The maps that are policy documents: those of IAM by their names, and what has statements."""
    for key, entry in item.value.items() if item.is_map else ():
        if not entry.item.is_map:
            for one in entry.item.entries if isinstance(entry.item.value, list) else ():
                yield from _documents(resource, one)
        elif key in ("PolicyDocument", _TRUST):
            yield _Document(resource, key, entry)
        else:
            yield from _documents(resource, entry.item)


def _of_document(document: _Document, template: Template) -> Iterator[Diagnostic]:
    written = document.entry.item
    yield from _unknown_words(written, _DOCUMENT, document)
    version = written.get("Version")
    if version is not None and isinstance(version.value, str) and version.value not in _VERSIONS:
        yield _wrong(document, f"has no version '{version.value}'",
                     f'write "{_VERSIONS[0]}"', version.span)  # fmt: skip
    statements = written.get("Statement")
    if statements is None:
        yield _wrong(document, "has no 'Statement'", "write `Statement:`", document.entry.key)
        return
    for one in statements.entries:
        if one.is_map:
            yield from _of_statement(one, document, template)
    yield from _of_own(statements, document, template)


def _unknown_words(item: Item, known: tuple[str, ...], document: _Document) -> Iterator[Diagnostic]:
    for key, entry in item.value.items():
        if key not in known:
            fix = did_you_mean(key, known)
            yield _wrong(document, f"has the word '{key}', which IAM does not know", fix, entry.key)


def _of_statement(one: Item, document: _Document, template: Template) -> Iterator[Diagnostic]:
    yield from _unknown_words(one, _STATEMENT, document)
    effect = one.get("Effect")
    known = effect is None or isinstance(effect.value, str)
    if known and flat(effect) not in ("Allow", "Deny"):
        yield _wrong(document, "has a statement that says neither Allow nor Deny",
                     "write `Effect: Allow` or `Effect: Deny`",
                     effect.span if effect else _start(one))  # fmt: skip
    for names in document.needed:
        if not any(name in one.value for name in names):
            yield _wrong(document, f"has a statement without '{names[0]}'",
                         f"write `{names[0]}:`", _start(one))  # fmt: skip
    if document.is_of_identity and "Principal" in one.value:
        yield _wrong(document, "names a 'Principal', and belongs to one itself",
                     "leave 'Principal' out", one.value["Principal"].key)  # fmt: skip
    if document.key == _TRUST and "Resource" in one.value:
        yield _wrong(document, "names a 'Resource', and is about the role itself",
                     "leave 'Resource' out", one.value["Resource"].key)  # fmt: skip
    yield from _of_actions(one, document)
    yield from _of_principals(one, document)
    yield from _of_condition(one.get("Condition"), document)
    yield from _of_resources(one, document, template)


def _start(item: Item) -> Span:
    """The first key of a map."""
    return next((entry.key for entry in item.value.values()), item.span)


def _of_actions(one: Item, document: _Document) -> Iterator[Diagnostic]:
    """Actions that no service has, as far as one is meant that there is."""
    for key in ("Action", "NotAction"):
        written = one.get(key)
        for item in written.entries if written is not None else ():
            if not isinstance(item.value, str) or item.value == "*":
                continue
            service, _, name = item.value.lower().partition(":")
            known = actions().get(service)
            if document.key == _TRUST and not _is_assumed(service, name):
                fix = "write `sts:AssumeRole`"
            elif known is None:
                fix = _meant(service, actions())
            else:
                fix = "" if any(matches(one, name) for one in known) else _meant(name, known)
            if fix:
                said = f"names the action '{item.value}', which there is not"
                yield _wrong(document, said, fix, item.span)


def _is_assumed(service: str, name: str) -> bool:
    return service == "sts" and any(matches(one, name) for one in actions()["sts"])


def _meant(word: str, known: Iterable[str]) -> str:
    """What a word is meant for, where it is only misspelt; services have more than is known."""
    near = [one for one in known if _is_misspelt(word, one)]
    return f"did you mean '{near[0]}'?" if near else ""


def _is_misspelt(word: str, other: str) -> bool:
    """Whether one letter is too much, missing or another, or two are turned round."""
    if abs(len(word) - len(other)) > 1:
        return False
    pairs = zip(word, other, strict=False)
    start = next((at for at, (a, b) in enumerate(pairs) if a != b), min(len(word), len(other)))
    one, two = word[start:], other[start:]
    return (
        one[1:] == two[1:]
        or one[1:] == two
        or one == two[1:]
        or one[:2] + one[2:] == (two[1::-1] + two[2:])
    )


def _of_principals(one: Item, document: _Document) -> Iterator[Diagnostic]:
    for key in ("Principal", "NotPrincipal"):
        written = one.get(key)
        if written is not None and written.is_map:
            yield from _unknown_words(written, _PRINCIPALS, document)
    services = one.get("Principal", "Service")
    for item in services.entries if services is not None else ():
        text = item.value if isinstance(item.value, str) else ""
        if text and not re.search(r"[.]amazonaws[.]com([.]cn)?$|[*]", text):
            yield _wrong(document, f"names the service '{text}', which there is not",
                         "write it as `lambda.amazonaws.com`", item.span)  # fmt: skip


def _of_condition(condition: Item | None, document: _Document) -> Iterator[Diagnostic]:
    """Operators and keys of the whole of AWS that are misspelt; services have keys of their own."""
    for operator, entry in condition.value.items() if condition and condition.is_map else ():
        if not _OPERATOR.fullmatch(operator):
            said = f"has the operator '{operator}', which there is not"
            yield _wrong(document, said, "write one of IAM's, as `StringEquals`", entry.key)
        for key, inner in entry.item.value.items() if entry.item.is_map else ():
            fix = _meant(key.lower(), map(str.lower, _GLOBAL)) if key.startswith("aws:") else ""
            if fix and key.lower() not in map(str.lower, _GLOBAL):
                yield _wrong(document, f"asks for '{key}', which there is not", fix, inner.key)


def _of_resources(one: Item, document: _Document, template: Template) -> Iterator[Diagnostic]:
    """A policy speaks of ARNs; a name or a URL is none."""
    for key in ("Resource", "NotResource"):
        written = one.get(key)
        for item in written.entries if written is not None else ():
            if isinstance(item.value, str):
                wrong = not item.value.startswith(("arn:", "*"))
            else:
                wrong = _is_no_arn(item, template)
            if wrong:
                said = "speaks of a resource that is not named by its ARN"
                yield _wrong(document, said, "write its ARN, as `!GetAtt Jobs.Arn`", item.span)


def _is_no_arn(item: Item, template: Template) -> bool:
    part = item.value.parts[0] if isinstance(item.value, Text) else item.value
    if not isinstance(part, Reference) or part.resource not in template.resources:
        return False
    known = schema(template.resources[part.resource].type)
    return known is not None and gives_arn(known, part.attribute) is False


# What the policy of a resource is for.


def _of_own(statements: Item, document: _Document, template: Template) -> Iterator[Diagnostic]:
    path = _OF_RESOURCES.get(document.resource.type)
    owners = document.resource.properties.get(path) if path is not None else None
    named = {_named(item) for item in owners.entries} - {""} if owners is not None else set()
    for one in statements.entries if path is not None else ():
        if not one.is_map:
            continue
        resources = one.get("Resource")
        for item in resources.entries if resources is not None else ():
            other = template.resources.get(_named(item))
            if other is None or not named or other.id in named:
                continue
            owner = template.resources.get(next(iter(named)))
            if owner is not None:
                said = f"is that of '{owner.id}', and speaks of '{other.id}'"
                yield _wrong(document, said, f"name the ARN of '{owner.id}'", item.span)
        if _everybody(one.get("Principal")):
            yield from _of_everybody(one, document)


def _named(item: Item) -> str:
    part = item.value.parts[0] if isinstance(item.value, Text) else item.value
    return part.resource if isinstance(part, Reference) else ""


def _everybody(principal: Item | None) -> bool:
    if principal is None:
        return False
    inner = principal.get("AWS") if principal.is_map else principal
    return inner is not None and any(flat(one) == "*" for one in inner.entries)


def _of_everybody(one: Item, document: _Document) -> Iterator[Diagnostic]:
    """What everybody is refused or allowed, where the condition leaves nobody out, or nobody in."""
    condition = one.get("Condition")
    keys = {
        (name, flat(entry.item))
        for operator in (condition.value.values() if condition and condition.is_map else ())
        for name, entry in (operator.item.value.items() if operator.item.is_map else ())
    }
    place = one.get("Effect")
    span = place.span if place is not None else _start(one)
    where = f"the policy '{document.resource.id}'"
    written = one.get("Action")
    every = written is not None and any(
        flat(item) == "*" or flat(item).endswith(":*") for item in written.entries
    )
    if flat(place) == "Deny" and every and keys <= {(_SECURE, "true")}:
        who = "everybody who comes encrypted" if keys else "everybody"
        yield REFUSES_ALL.found(
            f"{where} refuses everything to {who}",
            f"let it deny where `{_SECURE}` is `false`, or leave the statement out",
            span,
        )
    admits = flat(place) == "Allow" and {name for name, _ in keys} <= {_SECURE}
    if admits and document.resource.type not in _MAY_BE_PUBLIC:
        yield ADMITS_ALL.found(
            f"{where} lets everybody in", "name who is let in, or for which source", span
        )


def _wrong(document: _Document, what: str, fix: str, span: Span) -> Diagnostic:
    return WRONG_POLICY.found(f"the policy in '{document.resource.id}' {what}", fix, span)
