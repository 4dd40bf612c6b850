"""Who may do what, to whom, and because of which arrow: as text, as JSON, and as a policy.

`{"version": 1, "file", "holders": [{"component", "kind", "principal", "needs", "managed",
"rights": [{"to", "verb", "actions", "resources", "conditions", "kind", "because"}]}]}`.
`principal` is a role's logical id or a service. A right of the kind `role` stands in the role's
policy, one of the kind `policy` in that of the target. `needs` is true where the role is written
by hand: then the rights are what it has to allow. `because` is `{"arrow", "file", "line"}`, or
null for what the component needs for itself.
"""

import json
import re
import textwrap
from collections.abc import Iterator
from typing import Any, NamedTuple

from archc.access import Admission, Right, invokes, needs_role, rights, role_of
from archc.arns import Names, Place
from archc.component import Architecture, Component, Relation
from archc.stack.permissions import all_statements
from archc.stack.resource import Stack

_WIDTH = 80
_START = re.compile(
    r"arn:\$\{AWS::Partition\}:[\w-]+:(?:\$\{AWS::Region\})?:(?:\$\{AWS::AccountId\})?:"
)


class Holder(NamedTuple):
    """A component under one principal, and what it may do."""

    component: Component
    principal: str
    needs: bool  # its role is written by hand, and has to allow this
    managed: tuple[str, ...]
    rights: tuple[Right | Admission, ...]


class NoRole(Exception):  # noqa: N818  (the command line prints it and stops)
    """A component has no policy of its own; the message says why."""


def holders(design: Architecture) -> Iterator[Holder]:
    """Everything that may do something, in the order written: by its role, then as a service."""
    for component in design.components.values():
        written = _role(component)
        if written or needs_role(component, design):
            principal = _principal(written, design) if written else f"{component.logical_id}Role"
            managed = () if written else tuple(getattr(component, "policies", ()))
            found = rights(component, design)
            yield Holder(component, principal, bool(written), managed, found)
        invoked = invokes(component, design)
        for service in dict.fromkeys(one.service for one in invoked):
            by_service = tuple(one for one in invoked if one.service == service)
            yield Holder(component, service, False, (), by_service)


def _role(component: Component) -> str:
    """The name of the role that it is given; empty where archc writes one."""
    named = getattr(component, "role", None)
    return str(named.name) if named is not None and component.identity else ""


def _principal(name: str, design: Architecture) -> str:
    role = design.components.get(name)
    return role.logical_id if role is not None else name


def as_json(design: Architecture, path: str) -> str:
    """Every holder and right as one object."""
    records = {"version": 1, "file": path, "holders": [_record(h, design) for h in holders(design)]}
    return json.dumps(records, indent=2, ensure_ascii=False) + "\n"


def _record(holder: Holder, design: Architecture) -> dict[str, Any]:
    return {
        "component": holder.component.name,
        "kind": holder.component.word,
        "principal": holder.principal,
        "needs": holder.needs,
        "managed": list(holder.managed),
        "rights": [_right_record(right, design) for right in holder.rights],
    }


def _right_record(right: Right | Admission, design: Architecture) -> dict[str, Any]:
    arrow = right.because
    because = arrow and {"arrow": said(arrow), "file": _file(arrow), "line": _line(arrow)}
    conditions: dict[str, Any]
    match right:
        case Right():
            grant = right.grant
            to, verb, kind = right.other.name, right.verb, "role"
            actions, resources, conditions = grant.actions, grant.resources, dict(grant.conditions)
        case Admission():
            to, verb, kind = right.target.name, right.because.verb.name, "policy"
            actions, resources = (right.action,), (right.target.expression("arn", design),)
            conditions = {"ArnEquals": {"aws:SourceArn": right.source_arn}}
            if ":s3:::" in right.source_arn:  # names no account
                conditions["StringEquals"] = {"aws:SourceAccount": "${AWS::AccountId}"}
    return {
        "to": to,
        "verb": verb,
        "actions": list(actions),
        "resources": list(resources),
        "conditions": {o: dict(tests) for o, tests in conditions.items()},
        "kind": kind,
        "because": because,
    }


def said(arrow: Relation) -> str:
    """The arrow as it is written, both ends and its phrase; or the attribute that draws it."""
    if arrow.implied:
        return f"{arrow.source.name} {{ {arrow.implied}: {arrow.target.name} }}"
    written = " ".join(arrow.span.text.split())
    return arrow.text if "->" in written else f"{arrow.text} : {written}"


def _file(arrow: Relation) -> str:
    return arrow.span.source.path


def _line(arrow: Relation) -> int:
    return arrow.span.first.line


def as_text(design: Architecture) -> str:
    """A table for reading: a paragraph per holder, the arrows in it with what they allow."""
    paragraphs = ["\n".join(_paragraph(holder, design)) for holder in holders(design)]
    return "\n\n".join(paragraphs or ["Nothing in this design may do anything to anything."]) + "\n"


def _paragraph(holder: Holder, design: Architecture) -> Iterator[str]:
    how = "acts under" if "." not in holder.principal else "acts as"
    needs = ", which has to allow" if holder.needs else ""
    yield f"{holder.component.name} ({holder.component.word}) {how} {holder.principal}{needs}"
    shown: list[tuple[str, list[str]]] = []
    for right in holder.rights:
        head = _head(right)
        if not shown or shown[-1][0] != head:
            shown.append((head, []))
        shown[-1][1].extend(_lines(right, design))
    for head, lines in shown:
        yield from _wrapped(head, "  ", "      ")
        yield from lines
    for name in holder.managed:
        yield f"  and whatever {name} allows"
    if not holder.rights and not holder.managed:
        yield "  nothing"


def _head(right: Right | Admission) -> str:
    arrow = right.because
    if arrow is None:
        return "for itself"
    verb = right.verb if isinstance(right, Right) else arrow.verb.name
    other = right.other if isinstance(right, Right) else right.target
    return f"{verb} {other.name}, line {_line(arrow)}: {said(arrow)}"


def _lines(right: Right | Admission, design: Architecture) -> Iterator[str]:
    record = _right_record(right, design)
    yield from _wrapped(", ".join(record["actions"]), "    ", "    ")
    for resource in record["resources"]:
        yield f"      on {_short(resource)}"
    if isinstance(right, Admission):
        yield f"      only for {_short(right.source_arn)}"
        return
    for operator, tests in record["conditions"].items():
        for key, value in tests.items():
            yield f"      if {key} {operator} {_listed(value)}"


def _short(arn: str) -> str:
    """An ARN without what it has in common with all others of this account and region."""
    end = _START.sub("", arn)
    return end if "${" in end else arn


def _listed(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, (tuple, list)) else str(value)


def _wrapped(text: str, first: str, rest: str) -> list[str]:
    """Lines of at most 80 characters; an ARN is never broken."""
    return textwrap.wrap(
        text, _WIDTH, initial_indent=first, subsequent_indent=rest,
        break_long_words=False, break_on_hyphens=False,
    )  # fmt: skip


def policy(design: Architecture, stack: Stack, name: str, place: Place) -> str:
    """The least that the role of a component must allow, as a policy document with real ARNs."""
    component = design.components[name]
    if not component.identity:
        raise NoRole(f"'{name}' has no policy: {component.called} takes on no role")
    statements = all_statements(component, design)
    if not statements:
        raise NoRole(f"'{name}' has no policy: it needs no permission")
    bodies = {key: resource.body for key, resource in stack.resources.items()}
    resolved = Names(bodies, place, _elsewhere(design, stack, name)).resolved(statements)
    for before, after in zip(statements, resolved, strict=True):
        if "*" in _all(after["Resource"]) and "*" not in _all(before["Resource"]):
            what = ", ".join(after["Action"])
            raise NoRole(f"the policy of '{name}' cannot be written out: {what} on what?")
    return json.dumps({"Version": "2012-10-17", "Statement": resolved}, indent=2) + "\n"


def region_of_policy(design: Architecture, name: str) -> str:
    """The region of the template in which the policy of a component would stand."""
    component = design.components[name]
    return design.region_of(role_of(component, design) or component)


def _elsewhere(design: Architecture, stack: Stack, name: str) -> dict[str, str]:
    """The regions of resources that are not where the policy is."""
    here = region_of_policy(design, name)
    homes = {
        key: design.region_of(design.components[resource.component])
        for key, resource in stack.resources.items()
    }
    return {key: region for key, region in homes.items() if region != here}


def _all(resources: Any) -> list[Any]:
    return resources if isinstance(resources, list) else [resources]
