"""Remedies: which single changes bear on packets that were stopped, at the stop or on the way.

Packets that a change lets through were stopped by that setting, or a route of it leads them
another way before they come to the stop. So whatever set of changes opens a way for packets, one
of it is among their remedies.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from archc.reach.changes import (
    AddEntry,
    AddNat,
    AddRule,
    AttachGateway,
    AttachZone,
    Change,
    GiveAddress,
    SetRoute,
    Uncheck,
)
from archc.reach.headers import ANYWHERE, ANYWHERE_6, PORTS, Block, Interval, Match, overlap
from archc.reach.model import EPHEMERAL, Interface, Network, Outside
from archc.reach.trip import Service
from archc.reach.walk import Hop, Stop


class Terms(NamedTuple):
    """What the changes may be about: the packets of one question and their answers.

    Filters are opened for the asked services, from and to whole VPCs or outsiders, and for
    answers to the ports that the asking side uses. A VPC is opened towards the internet only
    where `internet` says that an end of the question is there.
    """

    services: tuple[Service, ...]
    answers: tuple[Interval, ...]
    remotes: tuple[Block, ...]
    outside: Outside | None
    internet: bool
    homes: frozenset[str]  # subnets that a NAT gateway or an attachment may be put in
    arrow: tuple[str, str] = ("", "")  # the components at both ends


End = Interface | Outside


def terms(
    net: Network,
    services: tuple[Service, ...],
    starts: tuple[End, ...],
    ends: tuple[End, ...],
    homes: frozenset[str],
    *,
    private: bool = False,
) -> Terms:
    """The terms of a question about packets from some ends to others."""
    outside = next((end for end in (*starts, *ends) if isinstance(end, Outside)), None)
    systems = [start.system if isinstance(start, Interface) else "outside" for start in starts]
    if outside is not None:
        systems.append("nat")
    remotes = [block for end in (*starts, *ends) for block in _network_of(net, end)]
    return Terms(
        services,
        tuple(dict.fromkeys(EPHEMERAL[system] for system in systems)),
        tuple(sorted(dict.fromkeys(remotes), key=_size)),
        outside,
        outside is not None and not outside.behind and not private,
        homes,
    )


def _network_of(net: Network, end: End) -> tuple[Block, ...]:
    """How a filter names an end: by its VPC, an office's address, or everybody."""
    if isinstance(end, Interface):
        return net.vpcs[net.subnets[end.subnet].vpc].blocks
    if len(end.blocks) == 1:
        return end.blocks
    families = {block.family for block in end.blocks}
    return tuple(b for b in (ANYWHERE, ANYWHERE_6) if b.family in families)


def remedies(net: Network, terms: Terms, stop: Stop) -> Iterator[Change]:
    """Every change that may bear on these packets; what removes the stop itself comes first."""
    yield from _filters(net, terms, stop)
    yield from _doors(net, terms, stop)
    for place, table, vpc in _consulted(net, stop.hops):
        asks_outwards = not (stop.answering or stop.hops[0].place.startswith("outside/"))
        if terms.internet and asks_outwards and place.startswith("subnet/"):
            yield from _nat_gateways(net, terms, vpc, table)
        for blocks, target in _leads(net, terms, stop, vpc, at_gateway=place.startswith("tgw/")):
            yield from _set(net, table, blocks, target, stop)


def _filters(net: Network, terms: Terms, stop: Stop) -> Iterator[Change]:
    kind, _, name = stop.filter.partition("/")
    if kind == "interface":
        groups = net.interfaces[name].groups or ()
        for match in _matches(terms, stop, answers=False):
            yield from (AddRule(group, stop.way, match) for group in groups)
    elif kind == "acl":
        for match in _matches(terms, stop, answers=True):
            yield AddEntry(name, stop.way, match)


def _matches(terms: Terms, stop: Stop, *, answers: bool) -> Iterator[Match]:
    """What a filter could be told to let some of the packets through, the narrowest first."""
    box = stop.box
    other = box.target if stop.way == "outbound" else box.source
    for remote in terms.remotes:
        if remote.family != box.family or overlap(remote.range, other) is None:
            continue
        for service in terms.services:
            ported = service.protocol in ("tcp", "udp")
            intervals = (service.ports, *(terms.answers if answers and ported else ()))
            for ports in dict.fromkeys(intervals):
                if box.protocol == service.protocol and (
                    not ported or overlap(ports, box.target_port) is not None
                ):
                    yield Match(service.protocol, remote, ports if ported else PORTS)


def _doors(net: Network, terms: Terms, stop: Stop) -> Iterator[Change]:
    """Gateways, public addresses, and what lets packets through those that stand on the way."""
    name = stop.hops[-1].place.partition("/")[2] if stop.hops else ""
    match stop.code:
        case "ENI_SOURCE_DEST_CHECK_RESTRICTION":
            yield Uncheck(net.interfaces[name].owner.component)
        case "TGW_ATTACH_VPC_AZ_RESTRICTION" if name in terms.homes:
            home = net.subnets[name]
            yield from (
                AttachZone(one.name, name)
                for one in net.attachments.values()
                if one.vpc == home.vpc and name not in one.subnets
            )
        case "IGW_PUBLIC_IP_ASSOCIATION_FOR_EGRESS" | "IGW_PUBLIC_IP_ASSOCIATION_FOR_INGRESS":
            component = stop.owner.component
            of = [one for one in net.interfaces.values() if one.owner.component == component]
            if terms.internet and all(one.system != "function" for one in of):
                yield GiveAddress(component)
        case "BAD_STATE_ROUTE" | "CANNOT_ROUTE" if terms.internet:
            yield from (
                AttachGateway(vpc.name)
                for vpc in net.vpcs.values()
                if not vpc.internet_gateway and vpc.owner == stop.owner
            )


def _consulted(net: Network, hops: tuple[Hop, ...]) -> Iterator[tuple[str, str, str]]:
    """The tables that packets came by: the place, the table, and the VPC they came from."""
    for before, hop in pairwise((None, *hops)):
        kind, _, name = hop.place.partition("/") if hop is not None else ("", "", "")
        if kind == "subnet":
            yield f"subnet/{name}", net.subnets[name].table, net.subnets[name].vpc
        elif kind == "tgw" and before is not None:
            vpc = before.place.removeprefix("vpc/")
            mine = [a for a in net.attachments.values() if a.gateway == name and a.vpc == vpc]
            yield f"tgw/{name}", mine[0].table, vpc


def _leads(
    net: Network, terms: Terms, stop: Stop, vpc: str, *, at_gateway: bool
) -> Iterator[tuple[tuple[Block, ...], str]]:
    """What leads from a table to where packets go: the blocks, and the route's target."""
    family, target = stop.box.family, stop.box.target
    if any(b.family == family and _within(target, b.range) for b in net.vpcs[vpc].blocks):
        return
    for other in net.vpcs.values():
        for block in other.blocks if other.name != vpc else ():
            if block.family == family and overlap(block.range, target) is not None:
                yield from (
                    ((block,), door)
                    for door in _doors_between(net, vpc, other.name, at_gateway=at_gateway)
                )
    outside = terms.outside
    if outside is not None and outside.behind:
        for block in outside.blocks:
            if block.family == family and overlap(block.range, target) is not None:
                doors = _doors_behind(net, vpc, outside.behind, at_gateway=at_gateway)
                yield from (((block,), door) for door in doors)
    elif outside is not None and not at_gateway:
        yield from (
            (endpoint.blocks, f"endpoint/{endpoint.name}")
            for endpoint in net.endpoints.values()
            if endpoint.vpc == vpc and endpoint.service == outside.name
        )
        everywhere = ANYWHERE if family == 4 else ANYWHERE_6
        if terms.internet:
            yield from (((everywhere,), door) for door in _doors_out(net, stop, vpc))


def _doors_between(net: Network, vpc: str, other: str, *, at_gateway: bool) -> Iterator[str]:
    """From one VPC to another: peering, or a transit gateway that both are attached to."""
    of = net.attachments.values()
    if at_gateway:
        mine = {one.gateway for one in of if one.vpc == vpc}
        there = (one for one in of if one.vpc == other and one.gateway in mine)
        yield from (f"attachment/{one.name}" for one in there)
        return
    yield from (
        f"peering/{one.name}" for one in net.peerings.values() if {vpc, other} == {*one.vpcs}
    )
    shared = {one.gateway for one in of if one.vpc == vpc} & {
        one.gateway for one in of if one.vpc == other
    }
    yield from (f"tgw/{name}" for name in sorted(shared))


def _doors_behind(net: Network, vpc: str, gateway: str, *, at_gateway: bool) -> Iterator[str]:
    """From a VPC to what is behind a VPN gateway."""
    if at_gateway or net.vpn_gateways.get(gateway) == vpc:
        yield f"vgw/{gateway}"
    if not at_gateway:
        mine = (one.gateway for one in net.attachments.values() if one.vpc == vpc)
        yield from (f"tgw/{name}" for name in dict.fromkeys(mine))


def _doors_out(net: Network, stop: Stop, vpc: str) -> Iterator[str]:
    """From a VPC to the internet; answers go back only through the gateway itself."""
    if not stop.answering and stop.box.family == 4:
        for one in net.interfaces.values():
            if one.nat and net.subnets[one.subnet].vpc == vpc:
                yield f"nat/{one.name}"
    yield f"igw/{vpc}"


def _set(
    net: Network, table: str, blocks: tuple[Block, ...], target: str, stop: Stop
) -> Iterator[SetRoute]:
    """Routes to these blocks, or to the smaller ones that the table leads elsewhere."""
    known = net.tables[table].routes
    finer = {
        route.block
        for route in known
        if route.block.family == stop.box.family
        and overlap(route.block.range, stop.box.target) is not None
        and any(b != route.block and _within(route.block.range, b.range) for b in blocks)
    }
    there = {(route.block, route.target) for route in known}
    for wanted in (blocks, *((block,) for block in sorted(finer))):
        if any((block, target) not in there for block in wanted):
            yield SetRoute(table, wanted, target)


def _nat_gateways(net: Network, terms: Terms, vpc: str, asking: str) -> Iterator[AddNat]:
    """A NAT gateway where its table leads on, once for all subnets that are alike."""
    alike: dict[tuple[str, str | None], str] = {}
    for name, subnet in net.subnets.items():
        if subnet.vpc == vpc and name in terms.homes and subnet.table != asking:
            alike.setdefault((subnet.table, subnet.acl), name)
    leading = {
        t.name for t in net.tables.values() if any(r.target == f"igw/{vpc}" for r in t.routes)
    }
    yield from (
        AddNat(name)
        for (table, _), name in sorted(alike.items(), key=lambda one: one[0][0] not in leading)
        if AddNat(name).name not in net.interfaces
    )


def _within(inner: Interval, outer: Interval) -> bool:
    return outer[0] <= inner[0] and inner[1] <= outer[1]


def _size(block: Block) -> tuple[int, int]:
    return block.family, block.range[1] - block.range[0]
