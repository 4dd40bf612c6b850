"""Permissions: what `archc.access` says, as IAM statements."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from archc.access import admissions, needs_role, rights
from archc.component import Architecture, Component, Grant, Intrinsic
from archc.stack.expressions import substituted

__all__ = [
    "all_statements",
    "allowed_callers",
    "managed_policies",
    "needs_role",
    "over_tls_only",
    "role_arn",
    "trust_condition",
]


def all_statements(component: Component, design: Architecture) -> list[dict[str, Any]]:
    """What a role needs: one statement per target and resources, with the actions of all arrows."""
    merged: dict[tuple[str, tuple[str, ...], str], tuple[Grant, set[str]]] = {}
    for right in rights(component, design):
        conditions = json.dumps(right.grant.conditions, sort_keys=True)
        key = (right.other.name, right.grant.resources, conditions)
        merged.setdefault(key, (right.grant, set()))[1].update(right.grant.actions)
    return [
        {
            "Effect": "Allow",
            "Action": sorted(actions),
            "Resource": _one_or_all([substituted(arn) for arn in grant.resources]),
            **({"Condition": _conditions(grant.conditions)} if grant.conditions else {}),
        }
        for grant, actions in merged.values()
    ]


def trust_condition(component: Component) -> dict[str, Any]:
    """The condition under which a service may take on a component's role; empty where none."""
    return _conditions(component.trusted_for())


def _conditions(conditions: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    return {
        operator: {
            key: [substituted(v) for v in value] if isinstance(value, tuple) else substituted(value)
            for key, value in tests.items()
        }
        for operator, tests in conditions.items()
    }


def _one_or_all(entries: list[Any]) -> Any:
    return entries[0] if len(entries) == 1 else entries


def allowed_callers(component: Component, design: Architecture) -> list[dict[str, Any]]:
    """Statements of a resource policy: each service, on behalf of exactly one component."""
    found: dict[str, dict[str, Any]] = {}
    for one in admissions(component, design):
        # S3's ARNs name no account, so that another account's bucket could later have the name.
        account = {"StringEquals": {"aws:SourceAccount": Intrinsic("Ref", "AWS::AccountId")}}
        found[one.because.source.name] = {
            "Effect": "Allow",
            "Principal": {"Service": one.service},
            "Action": one.action,
            "Resource": substituted(component.arns()[0]),
            "Condition": {
                "ArnEquals": {"aws:SourceArn": substituted(one.source_arn)},
                **(account if ":s3:::" in one.source_arn else {}),
            },
        }
    return list(found.values())


def over_tls_only(actions: str, resource: Any) -> dict[str, Any]:
    """The statement of a resource policy that refuses whatever does not come over TLS."""
    return {
        "Effect": "Deny",
        "Principal": "*",
        "Action": actions,
        "Resource": resource,
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }


def role_arn(component: Component, design: Architecture) -> Any:
    """The role that a component takes on: its own, or the one that it names."""
    named = getattr(component, "role", None)
    if named is None:
        return substituted(f"${{{component.logical_id}Role.Arn}}")
    role = design.components[named.name]
    return substituted(role.expression("arn", design))


def managed_policies(component: Component) -> list[Any]:
    """Managed policies by ARN; a bare name is one of AWS's own."""
    return [
        name
        if name.startswith("arn:")
        else substituted("arn:${AWS::Partition}:iam::aws:policy/" + name)
        for name in getattr(component, "policies", ())
    ]
