"""A design's network, spelled out: every tier as subnets, every arrow as group rules."""

from __future__ import annotations

from collections.abc import Iterator

from archc import network
from archc.component import Architecture, Component, Port, Relation
from archc.component import Subnet as Share
from archc.reach.headers import ANYWHERE, PORTS, PUBLIC, Block, Match, block, without
from archc.reach.model import (
    Acl,
    Allow,
    Entry,
    Group,
    Interface,
    Network,
    Outside,
    Owner,
    Route,
    Subnet,
    Table,
    Vpc,
)
from archc.values import Reference


def expand(design: Architecture) -> Network:
    """The literal network of a design."""
    vpcs = {vpc.name: _vpc(design, vpc) for vpc in design.of_kind("vpc")}
    tables = {table.name: table for vpc in design.of_kind("vpc") for table in _tables(design, vpc)}
    shares = [share for tier in design.subnets.values() for share in tier if share.block]
    subnets = {share.logical_id: _subnet(design, share) for share in shares}
    holders = [c for c in design.components.values() if c.has_interface]
    interfaces = {
        one.name: one for component in holders for one in _interfaces(design, component, subnets)
    }
    interfaces |= {
        one.name: one for vpc in design.of_kind("vpc") for one in _nat_gateways(design, vpc)
    }
    return Network(
        vpcs,
        subnets,
        tables,
        {acl.name: _acl(acl) for acl in design.of_kind("network_acl")},
        {one.name: _group(design, one) for one in holders if network.has_derived_group(one)}
        | {one.name: _written(design, one) for one in design.of_kind("security_group")},
        interfaces,
        {one.name: one for one in _outsides(design)},
    )


def _vpc(design: Architecture, vpc: Component) -> Vpc:
    doors = network.gateways(design, vpc)
    return Vpc(vpc.name, (block(getattr(vpc, "cidr", "")),), doors.internet, _owner(vpc, "cidr"))


def _tables(design: Architecture, vpc: Component) -> Iterator[Table]:
    for table in network.route_tables(design, vpc):
        owner = _owner(vpc)
        routes: tuple[Route, ...] = ()
        if table.reach == "public" and network.gateways(design, vpc).internet:
            routes = (Route(ANYWHERE, f"igw/{vpc.name}", owner),)
        elif table.nat is not None:
            routes = (Route(ANYWHERE, f"nat/{_nat_name(vpc, table.nat)}", owner),)
        yield Table(table.logical_id, routes, owner)


def _subnet(design: Architecture, share: Share) -> Subnet:
    tier = design.components[share.tier]
    return Subnet(
        share.logical_id,
        design.holders(tier)[0].name,
        share.zone,
        (block(share.block),),
        network.route_table(design, share).logical_id,
        acl.name if (acl := getattr(tier, "acl", None)) and acl.name in design.components else None,
        _owner(tier),
    )


def _interfaces(
    design: Architecture, component: Component, subnets: dict[str, Subnet]
) -> Iterator[Interface]:
    """One interface per subnet that it stands in."""
    image = getattr(component, "image", "")
    system = "function" if component.only_calls else "balancer" if component.forwards else "linux"
    if str(image).startswith("windows"):
        system = "windows"
    for share in design.subnets_of(component):
        if share.logical_id in subnets:
            yield Interface(
                f"{component.name}/{share.logical_id}",
                share.logical_id,
                subnets[share.logical_id].blocks,
                is_addressed(design, component),
                groups_of(design, component),
                system,
                _owner(component),
                checked=bool(getattr(component, "source_check", True)),
            )


def is_addressed(design: Architecture, component: Component) -> bool:
    """Whether its interfaces have public addresses."""
    if component.forwards:
        return not getattr(component, "internal", False)
    if hasattr(component, "public"):
        return bool(component.public)
    return network.is_addressed(design, component)


def _nat_name(vpc: Component, home: Share) -> str:
    return f"{vpc.name}/nat-{home.zone}"


def _nat_gateways(design: Architecture, vpc: Component) -> Iterator[Interface]:
    for home in network.gateways(design, vpc).nat:
        if home.block is not None:
            yield Interface(
                _nat_name(vpc, home), home.logical_id, (block(home.block),), True, None, "nat",
                _owner(vpc, "nat"), nat="gateway",
            )  # fmt: skip


def _group(design: Architecture, component: Component) -> Group:
    """The derived group: in, exactly the arrows; out, everything or exactly the arrows."""
    inbound = [
        allowed
        for relation in design.into(component)
        for allowed in _allowed(design, relation, relation.source)
    ]
    if network.is_open_outwards(design, component):
        outbound = [Allow(Match(None, ANYWHERE), None, _owner(component))]
    else:
        outbound = [
            allowed
            for relation in design.out_of(component)
            for allowed in _allowed(design, relation, relation.target)
        ]
    return Group(component.name, tuple(inbound), tuple(outbound), _owner(component))


def groups_of(design: Architecture, component: Component) -> tuple[str, ...]:
    """The groups it is in: the derived one is called as itself, written ones by their names."""
    own = (component.name,) if network.has_derived_group(component) else ()
    return (*own, *(one.name for one in network.written_groups(design, component)))


def _written(design: Architecture, group: Component) -> Group:
    """A group that is written out; without a word on it, everything may leave."""
    inbound = tuple(_rules(design, group, "inbound"))
    outbound = tuple(_rules(design, group, "outbound"))
    if not getattr(group, "outbound", ()):
        outbound = (Allow(Match(None, ANYWHERE), None, _owner(group)),)
    return Group(group.name, inbound, outbound, _owner(group))


def _rules(design: Architecture, group: Component, way: str) -> Iterator[Allow]:
    owner = _owner(group, way)
    for rule in getattr(group, way):
        for port in rule.what:
            if not isinstance(rule.whom, Reference):
                yield Allow(match(port, block(rule.whom)), None, owner)
                continue
            other = design.components.get(rule.whom.name)
            if other is None or other.outside:
                told = network.outside_block(other) if other is not None else network.ANYWHERE
                yield Allow(match(port, block(told)), None, owner)
            else:
                yield Allow(match(port), other.name, owner)


def _acl(acl: Component) -> Acl:
    """A network ACL with its entries."""
    entries = {
        way: tuple(
            Entry(
                one.number,
                one.action == "allow",
                match(one.what, block(one.remote) if one.remote else ANYWHERE),
                _owner(acl, way),
            )
            for one in getattr(acl, way)
        )
        for way in ("inbound", "outbound")
    }
    return Acl(acl.name, entries["inbound"], entries["outbound"], _owner(acl))


def _allowed(design: Architecture, relation: Relation, other: Component) -> Iterator[Allow]:
    owner = Owner(relation.target.name, relation.span)
    for port in relation.ports:
        if other.outside:
            yield Allow(match(port, block(network.outside_block(other))), None, owner)
        elif other.has_interface:
            yield from (Allow(match(port), group, owner) for group in groups_of(design, other))


def match(port: Port, remote: Block | None = None) -> Match:
    """A port of the language as what a filter asks."""
    protocol = None if port.protocol == "any" else port.protocol
    return Match(protocol, remote, PORTS if port.first < 0 else (port.first, port.last))


def _outsides(design: Architecture) -> Iterator[Outside]:
    """Who is beyond the design: an office by its address, everybody else by all other ones."""
    beyond = [c for c in design.components.values() if c.outside and c.on_network]
    told = {c.name: network.outside_block(c) for c in beyond}
    everybody = list(PUBLIC)
    for text in told.values():
        if text != network.ANYWHERE:
            known = block(text).range
            everybody = [part for one in everybody for part in without(one, known)]
    strangers = tuple(Block(4, part) for part in everybody)
    internet = next((c for c in beyond if c.word == "internet"), None)
    yield Outside("internet", strangers, _owner(internet) if internet else Owner("internet"))
    for one in beyond:
        if one.word != "internet":
            text = told[one.name]
            blocks = strangers if text == network.ANYWHERE else (block(text),)
            yield Outside(one.name, blocks, _owner(one))


def _owner(component: Component, *fields: str) -> Owner:
    return Owner(component.name, component.at(*fields))
