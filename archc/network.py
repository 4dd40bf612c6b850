"""What a VPC's words imply: gateways, route tables, and who gets a public address."""

from __future__ import annotations

import ipaddress
from typing import Any, NamedTuple

from archc.component import Architecture, Component, Subnet, tcp
from archc.values import Reference


class Gateways(NamedTuple):
    """Whether a VPC has an internet gateway, and the subnets of its NAT gateways."""

    internet: bool
    nat: tuple[Subnet, ...]


def gateways(design: Architecture, vpc: Component) -> Gateways:
    """The gateways that the tiers and `nat` of a VPC ask for."""
    public = [tier for tier in tiers(design, vpc, "public") if design.subnets[tier.name]]
    homes = design.subnets[public[0].name] if public else ()
    match nat_mode(design, vpc):
        case "one":
            return Gateways(bool(public), homes[:1])
        case "per_zone":
            return Gateways(bool(public), homes)
        case _:
            return Gateways(bool(public), ())


def nat_mode(design: Architecture, vpc: Component) -> str:
    """`none`, `one` or `per_zone`: as written, else `one` where a tier is private."""
    written = getattr(vpc, "nat", None)
    return written or ("one" if tiers(design, vpc, "private") else "none")


def tiers(design: Architecture, vpc: Component, *classes: str) -> tuple[Component, ...]:
    """The tiers of a VPC that are of one of these classes, of any if none is given."""
    return tuple(
        c
        for c in design.held_by(vpc)
        if c.word == "tier" and (not classes or getattr(c, "reach", "") in classes)
    )


class RouteTable(NamedTuple):
    """A route table: what class of tier uses it, and the NAT gateway's subnet it leads through."""

    logical_id: str
    label: str
    reach: str
    nat: Subnet | None


def route_tables(design: Architecture, vpc: Component) -> tuple[RouteTable, ...]:
    """Every route table of a VPC once, in order of first use."""
    found = {
        table.logical_id: table
        for tier in tiers(design, vpc)
        for table in (route_table(design, subnet) for subnet in design.subnets[tier.name])
    }
    return tuple(found.values())


def route_table(design: Architecture, subnet: Subnet) -> RouteTable:
    """The table of a subnet: one per class of tier, and per zone where each has its NAT gateway."""
    vpc = design.holders(design.components[subnet.tier])[0]
    reach = design.tier_class(subnet)
    stem = f"{vpc.logical_id}{reach.title()}Routes"
    nat = gateways(design, vpc).nat if reach == "private" else ()
    if nat_mode(design, vpc) != "per_zone" or not nat:
        return RouteTable(stem, reach, reach, nat[0] if nat else None)
    own = next((home for home in nat if home.zone == subnet.zone), nat[0])
    zone = subnet.zone
    return RouteTable(f"{stem}{zone.upper()}", f"{reach}-{zone}", reach, own)


def ways_in(design: Architecture, component: Component) -> list[str]:
    """Resources without which a public address is refused: the internet gateway's attachment."""
    vpc = design.vpc_of(component)
    if vpc is None or not is_public(design, component) or not gateways(design, vpc).internet:
        return []
    return [f"{vpc.logical_id}InternetGatewayAttachment"]


def ways_out(design: Architecture, component: Component) -> list[str]:
    """The default routes that must exist before a server boots and fetches its packages."""
    names = []
    for subnet in design.subnets_of(component):
        table = route_table(design, subnet)
        if (table.reach == "public" and is_addressed(design, component)) or table.nat:
            names.append(f"{table.logical_id}Default")
    return sorted(set(names))


def is_public(design: Architecture, component: Component) -> bool:
    """Whether a component lies in public subnets."""
    subnets = design.subnets_of(component)
    return any(design.tier_class(subnet) == "public" for subnet in subnets)


def has_public_address(design: Architecture, component: Component) -> bool:
    """Whether a server gets a public address: written, or an arrow from or to outside needs it."""
    written = getattr(component, "public_address", None)
    if written is not None:
        return bool(written)
    if component.only_calls or not is_public(design, component):
        return False
    if any(getattr(tier, "public_addresses", False) for tier in design.holders(component)):
        return True
    inbound = any(relation.source.outside for relation in design.into(component))
    outbound = any(relation.target.outside for relation in design.out_of(component))
    return inbound or outbound


def is_addressed(design: Architecture, component: Component) -> bool:
    """Whether a server has a public address, from its launch on or as an elastic IP."""
    return has_public_address(design, component) or getattr(component, "address", None) is not None


def security(component: Component) -> tuple[Any, ...]:
    """What a component says of its security groups: words, and names of written ones."""
    said: tuple[Any, ...] = getattr(component, "security", ())
    return said


def written_groups(design: Architecture, component: Component) -> tuple[Component, ...]:
    """The security groups that are written out for a component."""
    names = (one.name for one in security(component) if isinstance(one, Reference))
    return tuple(design.components[name] for name in names if name in design.components)


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
    return any(design.tier_class(s) != "isolated" for s in design.subnets_of(component))


def outside_block(outsider: Component) -> str:
    """The addresses of something outside: one address of an office, else anywhere."""
    address = getattr(outsider, "address", None)
    return f"{address}/32" if isinstance(address, ipaddress.IPv4Address) else ANYWHERE


def has_way_out(design: Architecture, component: Component) -> bool:
    """Whether packets from a component reach the internet and their replies come back."""
    if not component.has_interface:
        return True
    classes = {design.tier_class(subnet) for subnet in design.subnets_of(component)}
    vpc = design.vpc_of(component)
    if vpc is None or not classes:
        return False
    doors = gateways(design, vpc)
    if classes == {"public"}:
        return doors.internet and is_addressed(design, component)
    return "isolated" not in classes and bool(doors.nat) and doors.internet


ANYWHERE = "0.0.0.0/0"
SSH = tcp(22)
RDP = tcp(3389)
