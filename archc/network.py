"""Who gets a public address, and which security groups something is behind."""

from __future__ import annotations

import ipaddress
from typing import Any

from archc.component import Architecture, Component, Subnet, tcp
from archc.routes import ANYWHERE as DEFAULT
from archc.routes import class_of, gateways, route_table
from archc.values import Reference


def ways_in(design: Architecture, component: Component) -> list[str]:
    """Resources without which a public address is refused: the internet gateway's attachment."""
    vpc = design.vpc_of(component)
    door = gateways(design, vpc).internet if vpc is not None else None
    return [door.attachment] if door is not None and is_public(design, component) else []


def ways_out(design: Architecture, component: Component) -> list[str]:
    """The default routes that must exist before a server boots and fetches its packages."""
    names = []
    for subnet in design.subnets_of(component):
        table = route_table(design, subnet)
        public = class_of(design, subnet) == "public"
        for way in table.ways:
            outwards = not way.destination.prefixlen and not way.propagated
            if outwards and (not public or is_addressed(design, component)):
                names.append(f"{table.logical_id}{way.suffix}")
    return sorted(set(names))


def is_public(design: Architecture, component: Component) -> bool:
    """Whether a component lies in public subnets."""
    return any(class_of(design, subnet) == "public" for subnet in design.subnets_of(component))


def has_public_address(design: Architecture, component: Component) -> bool:
    """Whether a server gets a public address: written, or an arrow from or to outside needs it."""
    written = getattr(component, "public_address", None)
    if written is not None:
        return bool(written)
    if not hasattr(component, "public_address") or not is_public(design, component):
        return False
    if any(getattr(layer, "public_addresses", False) for layer in design.holders(component)):
        return True
    inbound = any(relation.source.outside for relation in design.into(component))
    outbound = any(relation.target.outside for relation in design.out_of(component))
    return inbound or outbound


def is_addressed(design: Architecture, component: Component) -> bool:
    """Whether it has a public address, from its launch on or as an elastic IP.

    A balancer has one unless it is internal, a database if it says `public`.
    """
    if component.forwards:
        return not getattr(component, "internal", False)
    if hasattr(component, "public"):
        return bool(component.public)
    return has_public_address(design, component) or getattr(component, "address", None) is not None


def security(component: Component) -> tuple[Any, ...]:
    """What a component says of its security groups: words, and names of written ones."""
    said: tuple[Any, ...] = getattr(component, "security", ())
    return said


def written_groups(design: Architecture, component: Component) -> tuple[Component, ...]:
    """The security groups that are written out for a component."""
    names = (one.name for one in security(component) if isinstance(one, Reference))
    found = (design.components.get(name) for name in names)
    return tuple(one for one in found if one is not None and one.word == "security_group")


def has_derived_group(component: Component) -> bool:
    """Whether it has a group that follows from its arrows: unless written ones stand in for it."""
    said = security(component)
    return component.has_interface and (
        all(isinstance(one, str) for one in said) or "derived" in said or "strict" in said
    )


def is_open_outwards(design: Architecture, component: Component) -> bool:
    """Whether its derived security group lets everything out."""
    if "strict" in security(component):
        return False
    return any(class_of(design, s) != "isolated" for s in design.subnets_of(component))


def public_address_of(outsider: Component) -> ipaddress.IPv4Address | None:
    """The one public address of an office; None where somebody may come from anywhere."""
    address = getattr(outsider, "address", None)
    return address if isinstance(address, ipaddress.IPv4Address) else None


def has_way_out(design: Architecture, component: Component) -> bool:
    """Whether packets from a component reach the internet and their replies come back."""
    if not component.has_interface:
        return True
    vpc = design.vpc_of(component)
    subnets = design.subnets_of(component)
    if vpc is None or not subnets or gateways(design, vpc).internet is None:
        return False
    return all(_leads_out(design, component, subnet) for subnet in subnets)


def _leads_out(design: Architecture, component: Component, subnet: Subnet) -> bool:
    """Whether the default route of a subnet takes a component's packets to the internet."""
    default = next(
        (way for way in route_table(design, subnet).ways if way.destination == DEFAULT), None
    )
    kind = default.place.partition("/")[0] if default is not None else ""
    return kind == "nat" or (kind == "igw" and is_addressed(design, component))


ANYWHERE = "0.0.0.0/0"
SSH = tcp(22)
RDP = tcp(3389)
