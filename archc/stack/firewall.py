"""Firewall: the rules of security groups as CloudFormation writes them."""

from __future__ import annotations

import re
from typing import Any

from archc.component import Architecture, Component, Intrinsic, Port
from archc.groups import Group, Rule, groups_of
from archc.groups import inbound as inbound_rules
from archc.groups import outbound as outbound_rules


def group_id(component: Component) -> str:
    """The logical id of a component's security group."""
    return Group(component).logical_id


def groups(component: Component, design: Architecture) -> list[Intrinsic]:
    """The ids of all its security groups: the derived one, and those that are written out."""
    return [_id(group) for group in groups_of(design, component)]


def description(component: Component) -> str:
    """What a written group says of itself: its label, as far as AWS takes its characters."""
    label = re.sub(r"[^A-Za-z0-9 ._:/()#,@\[\]+=&;{}!$*-]", "_", component.label)[:255]
    return label if component.label != component.name else f"The rules of {component.name}"


def inbound(component: Component, design: Architecture) -> list[dict[str, Any]]:
    """The rules that stand in the group and let in."""
    rules = inbound_rules(design, Group(component))
    return [_inline(rule) for rule in rules if not rule.logical_id]


def outbound(component: Component, design: Architecture) -> list[dict[str, Any]]:
    """The rules that stand in the group and let out; none where a written group says none.

    To AWS an empty list means that everything is let out, so where a group says something and no
    rule stands in it, one that matches nothing stands in.
    """
    if component.word == "security_group" and not getattr(component, "outbound", ()):
        return []
    rules = outbound_rules(design, Group(component))
    says = "Only to groups" if any(rule.logical_id for rule in rules) else "Nothing outwards"
    nothing = {"IpProtocol": "-1", "CidrIp": "127.0.0.1/32", "Description": says}
    return [_inline(rule) for rule in rules if not rule.logical_id] or [nothing]


def apart(component: Component, design: Architecture) -> list[tuple[str, str, dict[str, Any]]]:
    """The rules that name groups, by id, with the type of resource: they stand by themselves.

    So groups may admit each other, and themselves.
    """
    group = Group(component)
    own = {"GroupId": _id(group)}
    sides = (
        (inbound_rules(design, group), "Ingress", "SourceSecurityGroupId"),
        (outbound_rules(design, group), "Egress", "DestinationSecurityGroupId"),
    )
    return [
        (
            rule.logical_id,
            f"AWS::EC2::SecurityGroup{kind}",
            {**own, key: _id(rule.group), **_ports(rule.port), **_says(rule)},
        )
        for rules, kind, key in sides
        for rule in rules
        if rule.logical_id and rule.group is not None
    ]


def _id(group: Group) -> Intrinsic:
    return Intrinsic("GetAtt", f"{group.logical_id}.GroupId")


def _inline(rule: Rule) -> dict[str, Any]:
    key = "CidrIpv6" if rule.block is not None and rule.block.version == 6 else "CidrIp"
    ports = _ports(rule.port)
    if key == "CidrIpv6" and rule.port.protocol == "icmp":
        ports["IpProtocol"] = "icmpv6"  # a protocol of its own: `icmp` matches no IPv6 packet
    return {**ports, key: str(rule.block), **_says(rule)}


def _says(rule: Rule) -> dict[str, str]:
    return {"Description": rule.says} if rule.says else {}


def _ports(port: Port) -> dict[str, Any]:
    """A port as a rule's `IpProtocol`, `FromPort`, `ToPort`."""
    match port.protocol:
        case "any":
            return {"IpProtocol": "-1"}
        case "icmp":
            return {"IpProtocol": "icmp", "FromPort": -1, "ToPort": -1}
        case protocol:
            return {"IpProtocol": protocol, "FromPort": port.first, "ToPort": port.last}
