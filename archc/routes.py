"""Gateways and route tables: those that are written out, and those that tiers imply."""

import ipaddress
import re
from collections.abc import Iterator
from typing import NamedTuple

from archc.component import Architecture, Carrier, Component, Subnet
from archc.source import Span

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
ANYWHERE = ipaddress.IPv4Network("0.0.0.0/0")
_NOWHERE = Carrier("nowhere", "")
ANYWHERE6 = ipaddress.IPv6Network("::/0")


class Door(NamedTuple):
    """A gateway at the border of a VPC; `owner` is its own component, else the VPC."""

    logical_id: str
    owner: Component

    @property
    def attachment(self) -> str:
        """The logical id of what attaches it."""
        return f"{self.logical_id}Attachment"


class Nat(NamedTuple):
    """A NAT gateway and the subnet it stands in; `owner` is its own component, else the VPC."""

    name: str  # in walks
    logical_id: str
    address: str  # the logical id of its elastic IP
    subnet: Subnet
    owner: Component


class Gateways(NamedTuple):
    """What leads out of a VPC to the internet."""

    internet: Door | None
    nat: tuple[Nat, ...]
    egress: Door | None  # for IPv6, outwards only


class Way(NamedTuple):
    """One route: packets to `destination` go on through `target`.

    `place` is its part in a walk (`archc.reach.model.Route`), `key` that of a
    CloudFormation route which takes `target`. One that is `propagated` has no resource.
    """

    destination: Network
    place: str
    key: str
    target: str
    label: str
    owner: Component
    span: Span
    needs: tuple[str, ...] = ()
    propagated: bool = False

    @property
    def suffix(self) -> str:
        """What its logical id adds to that of its table."""
        return route_suffix(self.destination)


def route_suffix(destination: Network) -> str:
    """What the logical id of a route adds to that of its table; positions never enter."""
    if destination.prefixlen:
        return "To" + re.sub(r"\W+", "x", str(destination))
    return "Default" if destination.version == 4 else "Default6"


class RouteTable(NamedTuple):
    """A route table without its local route; `owner` is its own component, else the VPC."""

    logical_id: str
    label: str
    ways: tuple[Way, ...]
    owner: Component

    @property
    def is_written(self) -> bool:
        """Whether it is a component of its own."""
        return self.owner.word == "route_table"


# Layers: tiers, and subnets that are written out.


def layers(design: Architecture, vpc: Component, *classes: str) -> tuple[Component, ...]:
    """The tiers and subnets of a VPC that are of one of these classes, of any if none is given."""
    return tuple(
        c
        for c in design.held_by(vpc)
        if c.name in design.subnets and (not classes or reach_of(design, c) in classes)
    )


def wish(layer: Component) -> str:
    """`public`, `private` or `isolated`, as its words say; a subnet may say nothing."""
    words = (word for word in ("public", "private") if getattr(layer, word, False))
    return next(words, "isolated")


def reach_of(design: Architecture, layer: Component) -> str:
    """`public`, `private` or `isolated`: a fact of its route table where that is written.

    What has no way out at all may be called private too, as courses do.
    """
    table = written_table(design, layer)
    if table is None:
        return wish(layer)
    fact = reach_along(ways_of(design, table))
    return "private" if fact == "isolated" and getattr(layer, "private", False) else fact


def reach_along(ways: tuple[Way, ...]) -> str:
    """What a subnet is whose packets go these ways."""
    kinds = [(way.place.partition("/")[0], way.destination.prefixlen) for way in ways]
    if any(kind == "igw" for kind, _ in kinds):
        return "public"
    out = any(kind in ("nat", "eigw") or not prefix for kind, prefix in kinds)
    return "private" if out else "isolated"


def class_of(design: Architecture, subnet: Subnet) -> str:
    """`public`, `private` or `isolated`."""
    return reach_of(design, design.components[subnet.tier])


# Gateways.


def gateways(design: Architecture, vpc: Component) -> Gateways:
    """The gateways of a VPC: as they are written, else as its tiers and `nat` ask for."""
    return Gateways(_internet(design, vpc), _nat(design, vpc), _egress(design, vpc))


def _written(design: Architecture, vpc: Component, word: str) -> list[Component]:
    return [c for c in design.of_kind(word) if design.vpc_of(c) is vpc]


def _derived(design: Architecture, vpc: Component, wished: str) -> list[Component]:
    """The layers of a VPC whose route table follows from this word."""
    return [
        layer
        for layer in layers(design, vpc)
        if wish(layer) == wished and written_table(design, layer) is None
    ]


def _internet(design: Architecture, vpc: Component) -> Door | None:
    for gateway in _written(design, vpc, "internet_gateway"):
        return Door(gateway.logical_id, gateway)
    if any(design.subnets[layer.name] for layer in _derived(design, vpc, "public")):
        return Door(f"{vpc.logical_id}InternetGateway", vpc)
    return None


def _egress(design: Architecture, vpc: Component) -> Door | None:
    for gateway in _written(design, vpc, "egress_only_gateway"):
        return Door(gateway.logical_id, gateway)
    if getattr(vpc, "ipv6", False) and _derived(design, vpc, "private"):
        return Door(f"{vpc.logical_id}EgressOnlyGateway", vpc)
    return None


def _nat(design: Architecture, vpc: Component) -> tuple[Nat, ...]:
    written = [
        Nat(gateway.name, gateway.logical_id, _address_of(design, gateway), subnet, gateway)
        for gateway in _written(design, vpc, "nat_gateway")
        for subnet in design.subnets_of(gateway)
    ]
    mode = nat_mode(design, vpc)
    if written or mode == "none":
        return tuple(written)
    homes = [s for layer in _derived(design, vpc, "public") for s in design.subnets[layer.name]]
    first = {subnet.zone: subnet for subnet in reversed(homes)}
    chosen = homes[:1] if mode == "one" else [first[zone] for zone in sorted(first)]
    return tuple(
        Nat(
            f"{vpc.name}/nat-{home.zone}",
            f"{vpc.logical_id}Nat{home.zone.upper()}",
            f"{vpc.logical_id}NatAddress{home.zone.upper()}",
            home,
            vpc,
        )
        for home in chosen
    )


def _address_of(design: Architecture, gateway: Component) -> str:
    reference = getattr(gateway, "address", None)
    address = design.components.get(reference.name) if reference is not None else None
    return address.logical_id if address is not None else f"{gateway.logical_id}Address"


def nat_mode(design: Architecture, vpc: Component) -> str:
    """`none`, `one` or `per_zone`: as written, else `one` where a tier is private."""
    written = getattr(vpc, "nat", None)
    return written or ("one" if _derived(design, vpc, "private") else "none")


# Route tables.


def route_tables(design: Architecture, vpc: Component) -> tuple[RouteTable, ...]:
    """Every route table of a VPC once: the derived ones in order of first use, then the written."""
    used = [
        route_table(design, subnet)
        for layer in layers(design, vpc)
        for subnet in design.subnets[layer.name]
    ]
    found = {table.logical_id: table for table in used if not table.is_written}
    written = [written_as(design, c) for c in _written(design, vpc, "route_table")]
    return (*found.values(), *written)


def route_table(design: Architecture, subnet: Subnet) -> RouteTable:
    """The table of a subnet: the one that is written for it, else the one of its class."""
    layer = design.components[subnet.tier]
    table = written_table(design, layer)
    if table is not None:
        return written_as(design, table)
    vpc = design.holders(layer)[0]
    reach = wish(layer)
    doors = gateways(design, vpc)
    nat = doors.nat if reach == "private" else ()
    stem, label, own = f"{vpc.logical_id}{reach.title()}Routes", reach, nat[:1]
    if len(nat) > 1 or (nat and nat_mode(design, vpc) == "per_zone"):
        stem, label = f"{stem}{subnet.zone.upper()}", f"{reach}-{subnet.zone}"
        own = tuple(one for one in nat if one.subnet.zone == subnet.zone)[:1] or own
    ways: dict[tuple[Network, bool], Way] = {}
    for way in (*_ways_out(reach, vpc, doors, own), *_leads(design, vpc)):
        # Isolated tiers have no way out whatever a hub offers; elsewhere their own gateway wins.
        if way.destination.prefixlen or reach != "isolated":
            ways.setdefault((way.destination, way.propagated), way)
    return RouteTable(stem, label, tuple(ways.values()), vpc)


def written_table(design: Architecture, layer: Component) -> Component | None:
    """The table that is written for a tier or a subnet: its own, else the main one of its VPC."""
    reference = getattr(layer, "routes", None)
    if reference is not None:
        found = design.components.get(reference.name)
        return found if found is not None and found.word == "route_table" else None
    if layer.word != "subnet":
        return None
    tables = (c for vpc in design.holders(layer) for c in _written(design, vpc, "route_table"))
    return next((table for table in tables if getattr(table, "main", False)), None)


def written_as(design: Architecture, table: Component) -> RouteTable:
    """A table that is a component, with its routes."""
    return RouteTable(table.logical_id, table.name, ways_of(design, table), table)


def ways_of(design: Architecture, table: Component) -> tuple[Way, ...]:
    """The routes that a table writes out, and what its VPN gateways learn."""
    vpc = design.vpc_of(table)
    found = []
    for route in getattr(table, "route", ()):
        carrier = design.components.get(route.via.name)
        if carrier is None or carrier.carrier is None or vpc is None:
            continue  # reported where names are bound
        found.append(
            _through(design, carrier, vpc, route.destination, route.via.span)._replace(owner=table)
        )
    gates = (design.components.get(one.name) for one in getattr(table, "propagate", ()))
    for gate in gates:
        if gate is not None and gate.carrier is not None and vpc is not None:
            found += [
                _through(design, gate, vpc, block, table.at("propagate"))._replace(
                    owner=table, propagated=True
                )
                for block in gate.leads(design, vpc)
            ]
    return tuple(found)


def _ways_out(reach: str, vpc: Component, doors: Gateways, nat: tuple[Nat, ...]) -> Iterator[Way]:
    """The default routes of a class of subnets."""
    dual = bool(getattr(vpc, "ipv6", False))
    span = vpc.span
    if reach == "public" and doors.internet is not None:
        door = doors.internet
        for block in (ANYWHERE, ANYWHERE6) if dual else (ANYWHERE,):
            yield Way(block, f"igw/{vpc.name}", "GatewayId", door.logical_id, "Internet gateway",
                      vpc, span, (door.attachment,))  # fmt: skip
    for one in nat:
        label = f"NAT gateway in zone {one.subnet.zone}" if one.owner is vpc else one.owner.name
        yield Way(ANYWHERE, f"nat/{one.name}", "NatGatewayId", one.logical_id, label, vpc, span)
    if reach == "private" and dual and doors.egress is not None:
        yield Way(ANYWHERE6, f"eigw/{vpc.name}", "EgressOnlyInternetGatewayId",
                  doors.egress.logical_id, "Egress-only gateway", vpc, span)  # fmt: skip


def _leads(design: Architecture, vpc: Component) -> Iterator[Way]:
    """The routes that links to other networks put into derived tables."""
    for link in design.components.values():
        if link.carrier is not None:
            for block in link.leads(design, vpc):
                way = _through(design, link, vpc, block, link.span)
                yield way._replace(propagated=link.propagates)


def _through(
    design: Architecture, carrier: Component, vpc: Component, block: Network, span: Span
) -> Way:
    """A route through a component that carries packets on."""
    what = carrier.carrier or _NOWHERE
    home = design.vpc_of(carrier)
    at = home.name if what.place in ("igw", "eigw") and home is not None else carrier.name
    return Way(block, f"{what.place}/{at}", what.property, carrier.logical_id, carrier.name,
               carrier, span, carrier.ready_for_routes(design, vpc))  # fmt: skip


def learns_from(table: RouteTable) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The gateways that put routes into a table by themselves, and what they need first."""
    found = {way.target: way.needs for way in table.ways if way.propagated}
    return tuple(found.items())


def served_by(design: Architecture, endpoint: Component) -> tuple[RouteTable, ...]:
    """The route tables that a gateway endpoint puts its route into."""
    vpc = design.vpc_of(endpoint)
    if vpc is None:
        return ()
    named = [one.name for one in getattr(endpoint, "routes", ())]
    return tuple(t for t in route_tables(design, vpc) if not named or t.owner.name in named)


def gateway_endpoints(design: Architecture, table: RouteTable) -> tuple[Component, ...]:
    """The gateway endpoints that have a route in a table."""
    return tuple(
        endpoint
        for endpoint in design.of_kind("vpc_endpoint")
        if not endpoint.has_interface
        and table.logical_id in [one.logical_id for one in served_by(design, endpoint)]
    )
