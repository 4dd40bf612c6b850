"""Firewall: the derived security groups; each lets in exactly the arrows."""

from __future__ import annotations

from typing import Any, NamedTuple

from archc.component import Architecture, Component, Intrinsic, Port, Relation
from archc.network import (
    ANYWHERE,
    has_derived_group,
    is_open_outwards,
    outside_block,
    written_groups,
)
from archc.values import Reference


class GroupRule(NamedTuple):
    """A rule between two groups: it stands apart, so that groups may admit each other."""

    logical_id: str
    group: Any
    other: Any
    description: str
    port: dict[str, Any]


def group_id(component: Component) -> str:
    """The logical id of a component's security group."""
    return f"{component.logical_id}Group"


def group(component: Component) -> Intrinsic:
    """The id of a component's security group."""
    return Intrinsic("GetAtt", f"{group_id(component)}.GroupId")


def groups(component: Component, design: Architecture) -> list[Intrinsic]:
    """The ids of all its security groups: the derived one, and those that are written out."""
    own = [group(component)] if has_derived_group(component) else []
    return own + [
        Intrinsic("GetAtt", f"{one.logical_id}.GroupId")
        for one in written_groups(design, component)
    ]


def inbound(component: Component, design: Architecture) -> list[dict[str, Any]]:
    """Rules for arrows from outside: everybody's, or one office's address."""
    return [
        {**_ports(port), "CidrIp": block, "Description": _says(relation)}
        for relation in design.into(component)
        for block in _addresses(relation.source, component, design)
        for port in relation.ports
    ]


def outbound(component: Component, design: Architecture) -> list[dict[str, Any]]:
    """Everything where the tier lets out; else the arrows to the outside, and never an empty list.

    An empty list would mean that everything is let out, so one rule that matches nothing stands in.
    """
    if is_open_outwards(design, component):
        return [{"IpProtocol": "-1", "CidrIp": ANYWHERE, "Description": "Anything outwards"}]
    arrows = [
        {**_ports(port), "CidrIp": block, "Description": _says(relation)}
        for relation in design.out_of(component)
        for block in _addresses(relation.target, component, design)
        for port in relation.ports
    ]
    nothing = {"IpProtocol": "-1", "CidrIp": "127.0.0.1/32", "Description": "Nothing outwards"}
    return arrows or [nothing]


def _addresses(other: Component, component: Component, design: Architecture) -> list[str]:
    """The blocks by which a rule names who is no group here; a group is one of its region."""
    if other.outside:
        return [outside_block(other)]
    if other.has_interface and design.are_apart(other, component):
        return [str(s.block) for s in design.subnets_of(other) if s.block is not None]
    return []


def admissions(component: Component, design: Architecture) -> list[GroupRule]:
    """Rules that let other components' groups in."""
    return [
        GroupRule(
            f"{relation.logical_id}{_suffix(relation, port)}{number or ''}",
            group(component),
            other,
            _says(relation),
            _ports(port),
        )
        for relation in design.into(component)
        if relation.source.has_interface and not design.are_apart(relation.source, component)
        for port in relation.ports
        for number, other in enumerate(groups(relation.source, design))
    ]


def exits(component: Component, design: Architecture) -> list[GroupRule]:
    """Rules that let a closed component out to other components' groups."""
    if is_open_outwards(design, component):
        return []
    return [
        GroupRule(
            f"{relation.logical_id}{_suffix(relation, port)}{number or ''}Out",
            group(component),
            other,
            _says(relation),
            _ports(port),
        )
        for relation in design.out_of(component)
        if relation.target.has_interface and not design.are_apart(relation.target, component)
        for port in relation.ports
        for number, other in enumerate(groups(relation.target, design))
    ]


def written(component: Component, design: Architecture, way: str) -> list[dict[str, Any]] | None:
    """The rules of a written group; None where nothing is written, which AWS lets out."""
    rules = getattr(component, way)
    if not rules:
        return None
    found = [
        {**_ports(port), **_whom(rule.whom, design, way)} for rule in rules for port in rule.what
    ]
    nothing = {"IpProtocol": "-1", "CidrIp": "127.0.0.1/32", "Description": "Nothing outwards"}
    return found or ([nothing] if way == "outbound" else None)


def _whom(whom: Any, design: Architecture, way: str) -> dict[str, Any]:
    if not isinstance(whom, Reference):
        return {"CidrIpv6" if whom.version == 6 else "CidrIp": str(whom)}
    other = design.components.get(whom.name)
    if other is None or other.outside:
        block = outside_block(other) if other is not None else ANYWHERE
        return {"CidrIp": block, "Description": whom.name}
    key = "SourceSecurityGroupId" if way == "inbound" else "DestinationSecurityGroupId"
    return {key: Intrinsic("GetAtt", f"{other.logical_id}.GroupId")}


def blocks(component: Component, design: Architecture, way: str) -> list[dict[str, Any]]:
    """The rules of a written group that name no group.

    Where all of them do, one that matches nothing stands in: none at all would let out everything.
    """
    rules = written(component, design, way)
    found = [r for r in rules or () if not any(key.endswith("SecurityGroupId") for key in r)]
    nothing = {"IpProtocol": "-1", "CidrIp": "127.0.0.1/32", "Description": "Only to groups"}
    return found or ([nothing] if rules and way == "outbound" else [])


def members(component: Component, design: Architecture) -> list[tuple[str, dict[str, Any]]]:
    """Rules of a written group that name a group, its own among them: they stand apart.

    So groups may admit each other, and themselves.
    """
    return [
        (f"{component.logical_id}{way.title()}{number}", rule)
        for way in ("inbound", "outbound")
        for number, rule in enumerate(written(component, design, way) or (), start=1)
        if any(key.endswith("SecurityGroupId") for key in rule)
    ]


def _suffix(relation: Relation, port: Port) -> str:
    """Tells the ports of one relation apart; nothing where there is only one."""
    return f"Port{port.first}" if len(relation.ports) > 1 else ""


def _says(relation: Relation) -> str:
    return f"{relation.source.name} to {relation.target.name}"


def _ports(port: Port) -> dict[str, Any]:
    """A port as a rule's `IpProtocol`, `FromPort`, `ToPort`."""
    match port.protocol:
        case "any":
            return {"IpProtocol": "-1"}
        case "icmp":
            return {"IpProtocol": "icmp", "FromPort": -1, "ToPort": -1}
        case protocol:
            return {"IpProtocol": protocol, "FromPort": port.first, "ToPort": port.last}
