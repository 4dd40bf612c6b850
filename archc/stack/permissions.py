"""Permissions: what `archc.access` says, as IAM statements."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from archc.access import Right, admissions, needs_role, rights, role_of, users_of
from archc.component import Architecture, Component, Document, Grant, Intrinsic
from archc.stack.expressions import expression, substituted
from archc.values import Interpolated

__all__ = [
    "admitted_by",
    "all_statements",
    "allowed_callers",
    "limits",
    "managed_policies",
    "needs_role",
    "over_tls_only",
    "profile",
    "profile_role",
    "role_arn",
    "role_statements",
    "trust_condition",
    "wanted_policies",
]


def all_statements(component: Component, design: Architecture) -> list[dict[str, Any]]:
    """What a role needs: one statement per target and resources, with the actions of all arrows."""
    return _merged(rights(component, design))


def _merged(held: Iterable[Right]) -> list[dict[str, Any]]:
    """One statement per target, resources and conditions."""
    merged: dict[tuple[str, tuple[str, ...], str], tuple[Grant, set[str]]] = {}
    for right in held:
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


def role_statements(role: Component, design: Architecture) -> list[dict[str, Any]]:
    """What a written role allows and denies, line by line as it is written."""
    allowed: Any = getattr(role, "allowed", None)
    denied: Any = getattr(role, "denied", None)
    return [
        {
            "Effect": effect,
            "Action": _one_or_all(list(grant.actions)),
            "Resource": _one_or_all([substituted(arn) for arn in grant.resources]),
            **({"Condition": limits(grant.conditions, role, design)} if grant.conditions else {}),
        }
        for effect, lines in (("Allow", allowed), ("Deny", denied))
        for grant in (one.grant for one in (lines(design) if lines is not None else ()))
    ]


def wanted_policies(design: Architecture) -> Iterator[Document]:
    """The policy that each existing role has to have, for whoever looks after that role."""
    for role in design.components.values():
        known = getattr(role, "existing", None)
        if role.deployed or role.word != "role" or known is None:
            continue
        statements = _merged(r for user in users_of(role, design) for r in rights(user, design))
        if statements:
            policy = {"Version": "2012-10-17", "Statement": _readable(statements, design)}
            name = known.rpartition("/")[2]
            yield Document(f".{name}.policy.json", json.dumps(policy, indent=2) + "\n")


def _readable(value: Any, design: Architecture) -> Any:
    """Statements as plain JSON; ids that only the deployed stack has stay `${...}`."""
    match value:
        case Intrinsic("Sub", [text, *_]) | Intrinsic("Sub", text):
            partition = "aws-cn" if design.region.startswith("cn-") else "aws"
            plain = str(text).replace("${AWS::Partition}", partition)
            return plain.replace("${AWS::Region}", design.region)
        case Intrinsic(_, argument):
            return f"${{{argument}}}"
        case dict():
            return {key: _readable(entry, design) for key, entry in value.items()}
        case list():
            return [_readable(entry, design) for entry in value]
        case _:
            return value


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


def limits(value: Any, role: Component, design: Architecture) -> Any:
    """Conditions that a role says itself, with the values of components that they test for."""
    match value:
        case Interpolated():
            return substituted(expression(value, design, role))
        case str():
            return substituted(value)
        case Mapping():
            return {key: limits(entry, role, design) for key, entry in value.items()}
        case _:
            return [limits(entry, role, design) for entry in value]


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
            "Resource": substituted(component.located(component.arns()[0], design)),
            "Condition": {
                "ArnEquals": {"aws:SourceArn": substituted(one.source_arn)},
                **(account if ":s3:::" in one.source_arn else {}),
            },
        }
    return list(found.values())


def admitted_by(component: Component, design: Architecture) -> list[str]:
    """The resources by which targets admit a component, which have to be there before it asks."""
    found = (
        f"{r.logical_id}Permission" if r.verb.name == "invoke" else f"{r.target.logical_id}Policy"
        for r in design.out_of(component)
        if r.verb.invoked and not r.implied
    )
    return list(dict.fromkeys(found))


def profile_role(component: Component, design: Architecture) -> Any:
    """The role for which a server needs an instance profile; one that exists has its own."""
    role = role_of(component, design)
    if role is None:
        made = needs_role(component, design)
        return Intrinsic("Ref", f"{component.logical_id}Role") if made else None
    return Intrinsic("Ref", role.logical_id) if role.deployed else None


def profile(component: Component, design: Architecture) -> Any:
    """The name of a server's instance profile; None where it has no role."""
    if profile_role(component, design) is not None:
        return Intrinsic("Ref", f"{component.logical_id}Profile")
    role = role_of(component, design)
    return getattr(role, "profile_name", None)


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
    role = role_of(component, design)
    if role is None:
        return substituted(f"${{{component.logical_id}Role.Arn}}")
    return substituted(role.expression("arn", design))


def managed_policies(component: Component) -> list[Any]:
    """Managed policies by ARN; a bare name is one of AWS's own."""
    return [
        name
        if name.startswith("arn:")
        else substituted("arn:${AWS::Partition}:iam::aws:policy/" + name)
        for name in getattr(component, "policies", ())
    ]
