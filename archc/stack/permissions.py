"""Permissions: what each role may do, exactly as its arrows say."""

from __future__ import annotations

from typing import Any

from archc.component import Architecture, Component
from archc.stack.expressions import substituted


def needs_role(component: Component, design: Architecture) -> bool:
    """Whether a component takes on a role of its own."""
    if not component.identity:
        return False
    written = getattr(component, "policies", ())
    return component.role_always or bool(written) or bool(statements(component, design))


def statements(component: Component, design: Architecture) -> list[dict[str, Any]]:
    """One statement per target: the actions of all its arrows' verbs, on exactly these ARNs."""
    granted: dict[tuple[str, tuple[str, ...]], set[str]] = {}
    for relation in design.out_of(component):
        if relation.verb.actions:
            where = (relation.target.logical_id, relation.target.granted(relation.verb))
            granted.setdefault(where, set()).update(relation.verb.actions)
    return [
        {
            "Effect": "Allow",
            "Action": sorted(actions),
            "Resource": _one_or_all([substituted(arn) for arn in arns]),
        }
        for (_, arns), actions in granted.items()
    ]


def all_statements(component: Component, design: Architecture) -> list[dict[str, Any]]:
    """The statements of its arrows, and those that the component needs for itself."""
    own = [
        {
            "Effect": "Allow",
            "Action": list(actions),
            "Resource": _one_or_all([substituted(r) for r in arns]),
        }
        for actions, arns in component.own_rights()
    ]
    return own + statements(component, design)


def _one_or_all(entries: list[Any]) -> Any:
    return entries[0] if len(entries) == 1 else entries


def managed_policies(component: Component) -> list[Any]:
    """Managed policies by ARN; a bare name is one of AWS's own."""
    return [
        name
        if name.startswith("arn:")
        else substituted("arn:${AWS::Partition}:iam::aws:policy/" + name)
        for name in getattr(component, "policies", ())
    ]
