"""Programs: what the code of a function asks for: variables, rights for its calls and its log."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from archc.diagnostics import Diagnostic
from archc.foreign import Resource, Template, named_in
from archc.importers.cloudformation.needs import DOES_NOTHING, code_of
from archc.importers.cloudformation.wiring import target_of
from archc.kinds import catalogue, kind
from archc.limits import MANAGED_POLICIES
from archc.policies import Statement, flat, matches, statements

_READ = re.compile(
    r"os\.environ\[\s*[\"'](\w+)[\"']\s*\](?!\s*=[^=])|os\.getenv\([\"'](\w+)[\"']\)"
    r"|process\.env\.(\w+)"
)
_GIVEN = re.compile(r"(?:AWS|LAMBDA|NODE)_\w+|TZ|PATH|LANG|_HANDLER")
_CLIENT = re.compile(r"(?:client|resource)\(\s*[\"']([a-z0-9-]+)[\"']")
_CALL = re.compile(r"\.(?!get_paginator)([a-z]+(?:_[a-z0-9]+)+|query|scan|publish)\(")
# Calls that are named otherwise than what they need.
_ACTIONS = {"list_objects": "ListBucket", "list_objects_v2": "ListBucket"}
_LOGS = ("logs:CreateLogStream", "logs:PutLogEvents")
_POLICIES = ("AWS::IAM::Policy", "AWS::IAM::ManagedPolicy", "AWS::IAM::RolePolicy")


def odd(template: Template) -> Iterator[Diagnostic]:
    """What functions ask for and are not given."""
    for one in template.resources.values():
        if one.type == "AWS::Lambda::Function":
            yield from _environment(one)
            role = target_of(one.properties.get("Role"), template, "AWS::IAM::Role")
            allowed = _allowed(role, template) if role is not None else None
            if role is not None and allowed is not None:
                yield from _calls(one, role, allowed)
                yield from _log(one, role, allowed, template)


def _environment(one: Resource) -> Iterator[Diagnostic]:
    """Names that the code reads and nobody hands over."""
    code = code_of(one)
    given = one.properties.get("Environment", "Variables")
    unknown = given is not None and not given.is_map
    if code is None or not isinstance(code.value, str) or unknown:
        return
    names = set(given.value) if given is not None else set()
    asked = set(re.findall(r"[\"'](\w+)[\"'] in os\.environ", code.value))
    for match in _READ.finditer(code.value):
        name = match[1] or match[2] or match[3]
        if name not in names | asked and not _GIVEN.fullmatch(name):
            names.add(name)
            yield DOES_NOTHING.found(
                f"'{one.id}' reads '{name}' in its code, and its environment has none",
                f"write `{name}:` below `Environment` and `Variables`",
                given.span if given is not None else code.span,
            )


def _calls(one: Resource, role: Resource, allowed: Sequence[Statement]) -> Iterator[Diagnostic]:
    """Calls in the code that no policy of its role allows."""
    code = code_of(one)
    program = code.value if code is not None and isinstance(code.value, str) else ""
    services = list(dict.fromkeys(_CLIENT.findall(program)))
    lacking: dict[str, str] = {}
    for call in dict.fromkeys(_CALL.findall(program)):
        name = _ACTIONS.get(call, "".join(part.capitalize() for part in call.split("_")))
        for action in (f"{service}:{name}" for service in services):
            if action in _offered() and not any(_allows(said, action) for said in allowed):
                lacking[action] = f"`{call}`"
    if lacking:
        actions = ", ".join(lacking)
        yield DOES_NOTHING.found(
            f"'{one.id}' calls {', '.join(lacking.values())} in its code, and '{role.id}' does "
            f"not allow {actions}",
            f"allow {actions} on what is meant, in a policy of '{role.id}'",
            role.span,
        )


@cache
def _offered() -> frozenset[str]:
    """The actions that components are known to offer."""
    return frozenset(a for word in catalogue() for verb in kind(word).verbs for a in verb.actions)


def _log(
    one: Resource, role: Resource, allowed: Sequence[Statement], template: Template
) -> Iterator[Diagnostic]:
    group = target_of(one.properties.get("LoggingConfig", "LogGroup"), template, "AWS::Logs::")
    lacking = [
        action
        for action in _LOGS
        if group is not None and not any(_covers(said, action, group, template) for said in allowed)
    ]
    if lacking:
        actions = ", ".join(lacking)
        yield DOES_NOTHING.found(
            f"'{one.id}' cannot write its log: '{role.id}' does not allow {actions}",
            f"allow {actions} on the ARN of its log group",
            role.span,
        )


def _allows(said: Statement, action: str) -> bool:
    return said.allows and (not said.actions or any(matches(action, p) for p in said.actions))


def _covers(said: Statement, action: str, target: Resource | None, template: Template) -> bool:
    """Whether a statement allows an action on a resource, or on one that is not known."""
    named = [target_of(item, template) for item in said.resources]
    return _allows(said, action) and (
        not named or any(one is target or one is None for one in named)
    )


def _allowed(role: Resource, template: Template) -> list[Statement] | None:
    """What a role allows; None where a part of it is not in the template."""
    inline = role.properties.get("Policies")
    written = inline.entries if inline is not None else []
    documents = [one.get("PolicyDocument") for one in written]
    managed = role.properties.get("ManagedPolicyArns")
    found: list[Statement] = []
    for one in managed.entries if managed is not None else ():
        beside = target_of(one, template, "AWS::IAM::ManagedPolicy")
        known = MANAGED_POLICIES.get(flat(one).rpartition("/")[2])
        if beside is None and known is None:
            return None
        if beside is not None:
            documents.append(beside.properties.get("PolicyDocument"))
        found.append(Statement(known is not None, tuple(known or ("-",)), (), (), None, role.span))
    documents += [
        other.properties.get("PolicyDocument")
        for other in template.resources.values()
        if other.type in _POLICIES and role.id in named_in(other.properties)
    ]
    for document in documents:
        if document is None or not document.is_map:
            return None
        found += statements(document)
    return found
