"""Remedies: which single changes bear on packets that were stopped, at the stop or on the way.

Packets that a change lets through were stopped by that setting, or a route of it leads them
another way before they come to the stop. So whatever set of changes opens a way for packets, one
of it is among their remedies.
"""

from collections.abc import Iterator
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
from archc.reach.model import EPHEMERAL, Attachment, Interface, Network, Outside
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
    outsides: tuple[Outside, ...]
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
    outsides = tuple(end for end in (*starts, *ends) if isinstance(end, Outside))
    systems = [start.system if isinstance(start, Interface) else "outside" for start in starts]
    if outsides:
        systems.append("nat")
    remotes = [block for end in (*starts, *ends) for block in _network_of(net, end)]
    return Terms(
        services,
        tuple(dict.fromkeys(EPHEMERAL[system] for system in systems)),
        tuple(sorted(dict.fromkeys(remotes), key=_size)),
        outsides,
        any(not one.behind for one in outsides) and not private,
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
    for at in _consulted(net, stop.hops):
        asks_outwards = not (stop.answering or stop.hops[0].place.startswith("outside/"))
        if terms.internet and asks_outwards and not at.gateway:
            yield from _nat_gateways(net, terms, at)
        for blocks, target in _leads(net, terms, stop, at):
            yield from _set(net, at.table, blocks, target, stop)


class _At(NamedTuple):
    """A table that packets came by, the VPC they came from, and whose table it is if a hub's."""

    table: str
    vpc: str
    gateway: str = ""


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


def _consulted(net: Network, hops: tuple[Hop, ...]) -> Iterator[_At]:
    """The tables that packets came by."""
    for number, hop in enumerate(hops):
        kind, _, name = hop.place.partition("/")
        if kind == "subnet":
            yield _At(net.subnets[name].table, net.subnets[name].vpc)
        elif kind == "tgw" and number:
            entered = _entered(net, hop, hops[number - 1])
            if entered is not None and entered.table in net.tables:
                yield _At(entered.table, entered.vpc, name)


def _entered(net: Network, hub: Hop, before: Hop) -> Attachment | None:
    """The attachment by which packets came to a transit gateway: a VPC's, or that of a line."""
    gateway = hub.place.removeprefix("tgw/")
    vpc = before.place.removeprefix("vpc/") if before.place.startswith("vpc/") else ""
    for one in net.attachments.values():
        if one.gateway == gateway and one.vpc == vpc and (vpc or one.owner == hub.owner):
            return one
    return None


def _leads(
    net: Network, terms: Terms, stop: Stop, at: _At
) -> Iterator[tuple[tuple[Block, ...], str]]:
    """What leads from a table to where packets go: the blocks, and the route's target."""
    family, target = stop.box.family, stop.box.target
    own = net.vpcs[at.vpc].blocks if at.vpc else ()
    if any(b.family == family and _within(target, b.range) for b in own):
        return
    for other in net.vpcs.values():
        for block in _meeting(other.blocks, stop) if other.name != at.vpc else ():
            yield from (((block,), door) for door in _doors_between(net, at, other.name))
    for outside in terms.outsides:
        if outside.behind:
            for block in _meeting(outside.blocks, stop):
                yield from (((block,), door) for door in _doors_behind(net, at, outside.behind))
        elif not at.gateway:
            yield from (
                (endpoint.blocks, f"endpoint/{endpoint.name}")
                for endpoint in net.endpoints.values()
                if endpoint.vpc == at.vpc and endpoint.service == outside.name
            )
    if terms.internet and not at.gateway:
        everywhere = ANYWHERE if family == 4 else ANYWHERE_6
        yield from (((everywhere,), door) for door in _doors_out(net, stop, at.vpc))


def _meeting(blocks: tuple[Block, ...], stop: Stop) -> Iterator[Block]:
    """Those of some blocks that packets go to."""
    return (
        block
        for block in blocks
        if block.family == stop.box.family and overlap(block.range, stop.box.target) is not None
    )


def _doors_between(net: Network, at: _At, other: str) -> Iterator[str]:
    """To another VPC: peering, or a transit gateway that both are attached to."""
    there = [one for one in net.attachments.values() if one.vpc == other]
    if at.gateway:
        yield from (f"attachment/{one.name}" for one in there if one.gateway == at.gateway)
        return
    ends = {at.vpc, other}
    yield from (f"peering/{one.name}" for one in net.peerings.values() if {*one.vpcs} == ends)
    yield from (f"tgw/{name}" for name in _hubs(net, at.vpc) if name in {a.gateway for a in there})


def _doors_behind(net: Network, at: _At, behind: str) -> Iterator[str]:
    """To what is behind a VPN gateway, or behind a line's attachment to a transit gateway."""
    line = net.attachments.get(behind)
    if line is None:
        if net.vpn_gateways.get(behind) == at.vpc and not at.gateway:
            yield f"vgw/{behind}"
    elif at.gateway:
        if line.gateway == at.gateway:
            yield f"attachment/{behind}"
    elif line.gateway in _hubs(net, at.vpc):
        yield f"tgw/{line.gateway}"


def _hubs(net: Network, vpc: str) -> tuple[str, ...]:
    """The transit gateways that a VPC is attached to."""
    return tuple(dict.fromkeys(a.gateway for a in net.attachments.values() if a.vpc == vpc))


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
    written = {(route.block, route.target) for route in known if not route.propagated}
    decided = {block for block, _ in written}
    # What is learnt yields to what is written for the same block.
    there = written | {(r.block, r.target) for r in known if r.block not in decided}
    for wanted in (blocks, *((block,) for block in sorted(finer))):
        if any((block, target) not in there for block in wanted):
            yield SetRoute(table, wanted, target)


def _nat_gateways(net: Network, terms: Terms, at: _At) -> Iterator[AddNat]:
    """A NAT gateway where its table leads on, once for all subnets that are alike."""
    alike: dict[tuple[str, str | None], str] = {}
    for name, subnet in net.subnets.items():
        if subnet.vpc == at.vpc and name in terms.homes and subnet.table != at.table:
            alike.setdefault((subnet.table, subnet.acl), name)
    leading = {
        t.name for t in net.tables.values() if any(r.target == f"igw/{at.vpc}" for r in t.routes)
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
