"""Firewall: the derived security groups; each lets in exactly the arrows."""

from __future__ import annotations

from typing import Any, NamedTuple

from archc.component import Architecture, Component, Intrinsic, Port, Relation
from archc.network import ANYWHERE, is_open_outwards, outside_block


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


def inbound(component: Component, design: Architecture) -> list[dict[str, Any]]:
    """Rules for arrows from outside: everybody's, or one office's address."""
    return [
        {**_ports(port), "CidrIp": outside_block(relation.source), "Description": _says(relation)}
        for relation in design.into(component)
        if relation.source.outside
        for port in relation.ports
    ]


def outbound(component: Component, design: Architecture) -> list[dict[str, Any]]:
    """Everything where the tier lets out; else the arrows to the outside, and never an empty list.

    An empty list would mean that everything is let out, so one rule that matches nothing stands in.
    """
    if is_open_outwards(design, component):
        return [{"IpProtocol": "-1", "CidrIp": ANYWHERE, "Description": "Anything outwards"}]
    arrows = [
        {**_ports(port), "CidrIp": outside_block(relation.target), "Description": _says(relation)}
        for relation in design.out_of(component)
        if relation.target.outside
        for port in relation.ports
    ]
    nothing = {"IpProtocol": "-1", "CidrIp": "127.0.0.1/32", "Description": "Nothing outwards"}
    return arrows or [nothing]


def admissions(component: Component, design: Architecture) -> list[GroupRule]:
    """Rules that let other components' groups in."""
    return [
        GroupRule(
            f"{relation.logical_id}{_suffix(relation, port)}",
            group(component),
            group(relation.source),
            _says(relation),
            _ports(port),
        )
        for relation in design.into(component)
        if relation.source.has_interface
        for port in relation.ports
    ]


def exits(component: Component, design: Architecture) -> list[GroupRule]:
    """Rules that let a closed component out to other components' groups."""
    if is_open_outwards(design, component):
        return []
    return [
        GroupRule(
            f"{relation.logical_id}{_suffix(relation, port)}Out",
            group(component),
            group(relation.target),
            _says(relation),
            _ports(port),
        )
        for relation in design.out_of(component)
        if relation.target.has_interface
        for port in relation.ports
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
