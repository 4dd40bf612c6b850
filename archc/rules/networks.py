"""What rules about subnets, route tables and links between networks have in common."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator
from typing import Any

from archc.component import Architecture, Component, Port, Subnet
from archc.edits import Fix, Put, include
from archc.lines import end_of, lines, office_of
from archc.network import written_groups
from archc.reach.once import once_per_design
from archc.routes import (
    ANYWHERE,
    Network,
    RouteTable,
    Way,
    gateways,
    layers,
    route_table,
    route_tables,
    written_table,
)
from archc.transit import Attachment, attachments
from archc.values import Reference

CLAIMS = ("public", "private", "isolated")


def block_of(vpc: Component) -> ipaddress.IPv4Network:
    """The addresses of a VPC."""
    found: ipaddress.IPv4Network = getattr(vpc, "cidr")  # noqa: B009  (every VPC has one)
    return found


def overlap(one: Network, other: Network) -> bool:
    """Whether two blocks of one family share addresses."""
    return one.version == other.version and one.overlaps(other)


def inside(one: Network, whole: Network) -> bool:
    """Whether a block lies in another one."""
    return one.version == whole.version and one.prefixlen >= whole.prefixlen and one.overlaps(whole)


def all_subnets(design: Architecture, vpc: Component) -> tuple[tuple[Component, Subnet], ...]:
    """Every subnet of a VPC with the tier that it is a share of, or itself."""
    return tuple((layer, s) for layer in layers(design, vpc) for s in design.subnets[layer.name])


def claim_of(design: Architecture, layer: Component) -> tuple[str, Component] | None:
    """What a tier or subnet with a written table claims to be, and that table."""
    table = written_table(design, layer)
    said = next((word for word in CLAIMS if getattr(layer, word, False)), None)
    return (said, table) if said is not None and table is not None else None


def users_of(design: Architecture, table: Component) -> tuple[Component, ...]:
    """The tiers and subnets that a written table routes for."""
    return tuple(
        design.components[name]
        for name in design.subnets
        if written_table(design, design.components[name]) is table
    )


def is_hosting(design: Architecture, subnet: Subnet) -> bool:
    """Whether something that sends or takes packets stands in a subnet."""
    layer = design.components[subnet.tier]
    return any(
        (c.has_interface or c.word == "nat_gateway") and subnet in design.subnets_of(c)
        for c in design.held_by(layer)
    )


def kind(way: Way) -> str:
    """`igw`, `nat`, `eigw`, `peering`, `tgw` or `vgw`."""
    return way.place.partition("/")[0]


# The family of addresses that a way out carries, where it is one alone.
CARRIED = {"egress_only_gateway": 6, "nat_gateway": 4, "nat_instance": 4}


def has_misfit(design: Architecture, component: Component) -> bool:
    """Whether a route of its subnets is for a family that what it leads through does not carry."""
    carried = {one.logical_id: CARRIED[one.word] for one in design.of_kind(*CARRIED)}
    return any(
        carried.get(way.target, way.destination.version) != way.destination.version
        for subnet in design.subnets_of(component)
        for way in route_table(design, subnet).ways
    )


def doors(design: Architecture, vpc: Component) -> tuple[Component, ...]:
    """The internet gateways that are written in a VPC."""
    return tuple(c for c in design.held_by(vpc) if c.word == "internet_gateway")


def nat_homes(design: Architecture, vpc: Component) -> Iterator[tuple[Component, Subnet]]:
    """Every NAT gateway and NAT instance that is written in a VPC, and where it stands."""
    for one in design.of_kind("nat_gateway", "nat_instance"):
        if design.vpc_of(one) is vpc:
            for subnet in design.subnets_of(one):
                yield one, subnet


def leads_to_internet(design: Architecture, subnet: Subnet) -> bool:
    """Whether IPv4 packets of a subnet go to an internet gateway by default."""
    return any(
        kind(way) == "igw" and way.destination == ANYWHERE
        for way in route_table(design, subnet).ways
    )


def way_out_advice(design: Architecture, component: Component) -> Fix:
    """What to write so that a component gets out."""
    homes = design.subnets_of(component)
    layer = design.components[homes[0].tier] if homes else None
    table = written_table(design, layer) if layer is not None else None
    vpc = design.vpc_of(component)
    if table is None or vpc is None:
        private = layers(design, vpc, "private")[:1] if vpc is not None else ()
        return Fix(
            f"put '{component.name}' in a private tier of a VPC with NAT",
            tuple(Put(component.name, (one.name,)) for one in private),
        )
    nat = [one.name for one, _ in nat_homes(design, vpc)]
    nat += [one.name for one in gateways(design, vpc).nat if one.owner is not vpc]
    if nat:
        return include(table.name, "route", f"0.0.0.0/0 via {nat[0]}")
    return Fix(
        f"write `nat_gateway nat in` a public subnet, and `route: 0.0.0.0/0 via nat` in "
        f"'{table.name}'"
    )


# Links between networks.


def peered(design: Architecture) -> tuple[tuple[Component, Component, Component], ...]:
    """Every peering connection with its two VPCs."""
    found = []
    for one in design.of_kind("peering"):
        ends: tuple[Component, ...] = one.ends(design)  # type: ignore[attr-defined]
        if len(ends) == 2 and ends[0] is not ends[1]:
            found.append((one, ends[0], ends[1]))
    return tuple(found)


def peering_between(design: Architecture, one: Component, other: Component) -> Component | None:
    """The peering connection of two VPCs, if they have one."""
    return next(
        (link for link, a, b in peered(design) if {a.name, b.name} == {one.name, other.name}), None
    )


def shares_groups(design: Architecture, one: Component, other: Component) -> bool:
    """Whether rules in one VPC may name groups of another: peered, and in one region."""
    joined = peering_between(design, one, other) is not None
    return joined and design.region_of(one) == design.region_of(other)


def peers_of(design: Architecture, vpc: Component) -> tuple[Component, ...]:
    """The VPCs that a VPC is peered with."""
    return tuple(b if a is vpc else a for _, a, b in peered(design) if vpc in (a, b))


def hubs(design: Architecture, *vpcs: Component) -> tuple[Component, ...]:
    """The transit gateways that all of these VPCs are attached to."""
    return tuple(
        hub
        for hub in design.of_kind("transit_gateway")
        if {vpc.name for vpc in vpcs}
        <= {end.vpc.name for end in ends_at(design)[hub.name] if end.vpc}
    )


@once_per_design
def ends_at(design: Architecture) -> dict[str, tuple[Attachment, ...]]:
    """What is attached to every transit gateway, by its name."""
    return {hub.name: attachments(design, hub) for hub in design.of_kind("transit_gateway")}


def networks_of_line(design: Architecture, line: Component) -> tuple[Component, ...]:
    """The VPCs that a line leads to, behind its gateway."""
    end = end_of(design, line)
    if end is None:
        return ()
    if end.word == "transit_gateway":
        return tuple(e.vpc for e in ends_at(design)[end.name] if e.vpc is not None)
    vpc = design.vpc_of(end)
    return (vpc,) if vpc is not None else ()


def lines_of(design: Architecture, office: Component) -> tuple[Component, ...]:
    """The VPN and Direct Connect lines of an office."""
    return tuple(line for line in lines(design) if office_of(design, line) is office)


def table_leads(table: RouteTable, block: Network, through: Component) -> bool:
    """Whether a route table leads some of a block through a component."""
    return any(
        way.target == through.logical_id and overlap(way.destination, block) for way in table.ways
    )


def tables_in_use(design: Architecture, vpc: Component) -> tuple[RouteTable, ...]:
    """The route tables of a VPC that some subnet uses."""
    used = {route_table(design, s).logical_id for _, s in all_subnets(design, vpc)}
    return tuple(t for t in route_tables(design, vpc) if t.logical_id in used)


def named_by(design: Architecture, wanted: Component, field: str) -> tuple[Component, ...]:
    """The components that name another one in an attribute."""
    return tuple(
        one
        for one in design.components.values()
        if isinstance(found := getattr(one, field, None), Reference) and found.name == wanted.name
    )


def foreign_routes(
    design: Architecture, peering: Component
) -> Iterator[tuple[Component, Any, Component]]:
    """Written routes through a peering to more than the other VPC: table, route, that VPC."""
    for table in design.of_kind("route_table"):
        home = design.vpc_of(table)
        for route in getattr(table, "route", ()):
            if route.via.name != peering.name or home is None:
                continue
            for _, a, b in (link for link in peered(design) if link[0] is peering):
                far = b if a is home else a if b is home else None
                beyond = far is not None and not overlap(route.destination, block_of(far))
                if far is not None and (beyond or not route.destination.prefixlen):
                    yield table, route, far


# Groups, lists, and who stands behind them.


@once_per_design
def _members(design: Architecture) -> dict[str, list[Component]]:
    found: dict[str, list[Component]] = {}
    for one in design.components.values():
        for group in written_groups(design, one):
            found.setdefault(group.name, []).append(one)
    return found


def members_of(design: Architecture, group: Component) -> tuple[Component, ...]:
    """What is behind a security group that is written out."""
    return tuple(_members(design).get(group.name, ()))


def layers_with(design: Architecture, acl: Component) -> tuple[Component, ...]:
    """The tiers and subnets whose border a network ACL is for."""
    return tuple(layer for layer in named_by(design, acl, "acl") if layer.name in design.subnets)


def behind_acl(design: Architecture, acl: Component) -> tuple[Component, ...]:
    """What stands in the subnets of a network ACL."""
    return tuple(
        one
        for layer in layers_with(design, acl)
        for one in design.held_by(layer)
        if one.has_interface
    )


def entry_ports(design: Architecture, component: Component) -> tuple[Port, ...]:
    """The ports at which everybody outside has an arrow to a component."""
    return tuple(
        port
        for relation in design.into(component)
        if relation.source.outside and not hasattr(relation.source, "address")
        for port in relation.ports
    )


def has_open_ipv6(design: Architecture, component: Component) -> bool:
    """Whether a component has an IPv6 address that the internet has a route to."""
    return component.identity == "ec2.amazonaws.com" and any(
        subnet.slot6 is not None
        and any(
            kind(way) == "igw" and way.destination.version == 6
            for way in route_table(design, subnet).ways
        )
        for subnet in design.subnets_of(component)
    )
