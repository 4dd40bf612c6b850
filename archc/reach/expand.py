"""A design's network, spelled out: every tier as subnets, every arrow as group rules."""

from __future__ import annotations

from collections.abc import Iterator

from archc import groups, network, routes
from archc.component import Architecture, Component, Port
from archc.component import Subnet as Share
from archc.reach import links
from archc.reach.headers import ANYWHERE, PORTS, PUBLIC, PUBLIC6, Block, Match, block, without
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
from archc.reach.once import once_per_design

# An IPv6 block is Amazon's to give; until then a VPC's stands for it, from those for examples.
_IPV6 = 0x20010DB8 << 96


@once_per_design
def expand(design: Architecture) -> Network:
    """The literal network of a design."""
    numbers = {vpc.name: number for number, vpc in enumerate(design.of_kind("vpc"))}
    vpcs = {vpc.name: _vpc(design, vpc, numbers) for vpc in design.of_kind("vpc")}
    tables = {table.name: table for vpc in design.of_kind("vpc") for table in _tables(design, vpc)}
    tables |= {table.name: table for table in links.transit_tables(design)}
    shares = [share for layer in design.subnets.values() for share in layer if share.block]
    subnets = {share.logical_id: _subnet(design, share, numbers) for share in shares}
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
        {one.name: _group(design, one) for one in groups.groups(design)},
        interfaces,
        dict(_outsides(design)),
        {one.name: one for one in links.peerings(design)},
        {one.name: one for one in links.attachments(design)},
        {one.name: one for one in links.endpoints(design)},
        links.vpn_gateways(design),
    )


def _vpc(design: Architecture, vpc: Component, numbers: dict[str, int]) -> Vpc:
    blocks = [block(getattr(vpc, "cidr", ""))]
    if getattr(vpc, "ipv6", False):
        low = _IPV6 + (numbers[vpc.name] << 72)
        blocks.append(Block(6, (low, low + (1 << 72) - 1)))
    open_ = routes.gateways(design, vpc).internet is not None
    return Vpc(vpc.name, tuple(blocks), open_, _owner(vpc, "cidr"))


def _tables(design: Architecture, vpc: Component) -> Iterator[Table]:
    for table in routes.route_tables(design, vpc):
        ways = tuple(
            Route(
                block(way.destination), way.place, Owner(way.owner.name, way.span), way.propagated
            )
            for way in table.ways
        )
        served = tuple(links.service_routes(design, table))
        yield Table(table.logical_id, (*ways, *served), _owner(table.owner))


def _subnet(design: Architecture, share: Share, numbers: dict[str, int]) -> Subnet:
    layer = design.components[share.tier]
    vpc = design.holders(layer)[0].name
    acl = getattr(layer, "acl", None)
    blocks = [block(share.block)]
    if share.slot6 is not None:
        low = _IPV6 + (numbers[vpc] << 72) + (share.slot6 << 64)
        blocks.append(Block(6, (low, low + (1 << 64) - 1)))
    return Subnet(
        share.logical_id,
        vpc,
        share.zone,
        tuple(blocks),
        routes.route_table(design, share).logical_id,
        acl.name if acl is not None and _is_acl(design, acl.name) else None,
        _owner(layer),
    )


def _is_acl(design: Architecture, name: str) -> bool:
    """A name may mean something else, which is said elsewhere."""
    return name in design.components and design.components[name].word == "network_acl"


def _interfaces(
    design: Architecture, component: Component, subnets: dict[str, Subnet]
) -> Iterator[Interface]:
    """One interface per subnet that it stands in; servers alone have IPv6 addresses unasked."""
    image = getattr(component, "image", "")
    system = "function" if component.only_calls else "balancer" if component.forwards else "linux"
    if str(image).startswith("windows"):
        system = "windows"
    behind = tuple(group.name for group in groups.groups_of(design, component))
    dual = component.identity == "ec2.amazonaws.com" or getattr(component, "dual_stack", False)
    for share in design.subnets_of(component):
        if share.logical_id in subnets:
            blocks = _blocks(component, subnets[share.logical_id].blocks)
            yield Interface(
                component.name if component.carrier else f"{component.name}/{share.logical_id}",
                share.logical_id,
                blocks if dual else blocks[:1],
                network.is_addressed(design, component),
                behind,
                system,
                _owner(component),
                nat="instance" if component.carrier else "",
                checked=bool(getattr(component, "source_check", True)),
            )


def _blocks(component: Component, around: tuple[Block, ...]) -> tuple[Block, ...]:
    """Its private address where that is written, else any of its subnet's."""
    written = getattr(component, "private_address", None)
    return (block(written), *around[1:]) if written is not None else around


def _nat_gateways(design: Architecture, vpc: Component) -> Iterator[Interface]:
    for nat in routes.gateways(design, vpc).nat:
        if nat.subnet.block is not None:
            yield Interface(
                nat.name, nat.subnet.logical_id,
                _blocks(nat.owner, (block(nat.subnet.block),)), True, None, "nat",
                _owner(nat.owner, "nat"), nat="gateway",
            )  # fmt: skip


def _group(design: Architecture, group: groups.Group) -> Group:
    """A security group, derived from arrows or written out."""
    inbound = tuple(_allow(rule) for rule in groups.inbound(design, group))
    outbound = tuple(_allow(rule) for rule in groups.outbound(design, group))
    return Group(group.name, inbound, outbound, _owner(group.component))


def _allow(rule: groups.Rule) -> Allow:
    remote = block(rule.block) if rule.block is not None else None
    other = rule.group.name if rule.group is not None else None
    return Allow(match(rule.port, remote), other, Owner(rule.owner.name, rule.span))


def _acl(acl: Component) -> Acl:
    """A network ACL with its entries."""
    entries = {
        way: tuple(
            Entry(
                one.number,
                one.action == "allow",
                match(one.what, block(one.remote) if one.remote else ANYWHERE),
                Owner(acl.name, acl.at_entry(way, number)),
            )
            for number, one in enumerate(getattr(acl, way))
        )
        for way in ("inbound", "outbound")
    }
    return Acl(acl.name, entries["inbound"], entries["outbound"], _owner(acl))


def match(port: Port, remote: Block | None = None) -> Match:
    """A port of the language as what a filter asks."""
    protocol = None if port.protocol == "any" else port.protocol
    return Match(protocol, remote, PORTS if port.first < 0 else (port.first, port.last))


def _outsides(design: Architecture) -> Iterator[tuple[str, Outside]]:
    """Who is beyond the design: an office by its address, everybody else by all other ones.

    An office has its own network too, behind every line that leads from it to AWS.
    """
    beyond = [c for c in design.components.values() if c.outside and c.on_network]
    told = {c.name: known for c in beyond if (known := network.public_address_of(c)) is not None}
    everybody = list(PUBLIC)
    for known in told.values():
        everybody = [part for one in everybody for part in without(one, block(known).range)]
    strangers = tuple(Block(4, part) for part in everybody)
    if any(getattr(vpc, "ipv6", False) for vpc in design.of_kind("vpc")):
        strangers = (*strangers, *PUBLIC6)
    internet = next((c for c in beyond if c.word == "internet"), None)
    owner = _owner(internet) if internet else Owner("internet")
    yield "internet", Outside("internet", strangers, owner)
    for one in beyond:
        if one.word != "internet":
            blocks = (block(told[one.name]),) if one.name in told else strangers
            yield one.name, Outside(one.name, blocks, _owner(one))
    yield from links.offices(design)


def _owner(component: Component, *fields: str) -> Owner:
    return Owner(component.name, component.at(*fields))
