"""Transit gateways: attachments and route tables, written out or as `attach` and `apart` imply."""

from collections.abc import Iterator
from typing import NamedTuple

from archc.component import Architecture, Component, Subnet
from archc.lines import lines_to, network_of
from archc.routes import Network, layers, route_suffix, wish
from archc.source import Span

_ORDER = ("isolated", "private", "public")  # which subnets an attachment prefers


class Attachment(NamedTuple):
    """A VPC's or a line's end at a transit gateway.

    `logical_id` is empty for a line, whose attachment CloudFormation cannot name. `table` is the
    name of the route table that it consults, empty for the gateway's default one.
    """

    name: str
    logical_id: str
    vpc: Component | None  # None: it is a line
    subnets: tuple[Subnet, ...]
    table: str
    owner: Component
    network: Network | None  # behind it


class Way(NamedTuple):
    """A route of a transit gateway's table; `attachment` is None where packets are dropped."""

    destination: Network
    attachment: Attachment | None
    owner: Component
    span: Span
    propagated: bool


class Table(NamedTuple):
    """A route table of a transit gateway, and the attachments that propagate into it.

    The default one has no `logical_id`: AWS makes it, and everything is in it.
    """

    name: str
    logical_id: str
    propagating: tuple[Attachment, ...]
    ways: tuple[Way, ...]
    owner: Component


def attachments(design: Architecture, gateway: Component) -> tuple[Attachment, ...]:
    """What is attached to a transit gateway: VPCs by its words, VPCs written out, and lines."""
    return (*_implied(design, gateway), *_placed(design, gateway), *_lines(design, gateway))


def _implied(design: Architecture, gateway: Component) -> Iterator[Attachment]:
    apart = _apart(design, gateway)
    for vpc in _named(design, gateway, "attach"):
        yield Attachment(
            f"{gateway.name}/{vpc.name}",
            f"{gateway.logical_id}To{vpc.logical_id}",
            vpc,
            _one_per_zone(design, vpc),
            vpc.name if vpc in apart else _SHARED if apart else "",
            gateway,
            getattr(vpc, "cidr", None),
        )


def _placed(design: Architecture, gateway: Component) -> Iterator[Attachment]:
    for one in design.of_kind("transit_attachment"):
        vpc = design.vpc_of(one)
        if getattr(getattr(one, "gateway", None), "name", "") == gateway.name and vpc is not None:
            table = getattr(getattr(one, "table", None), "name", "")
            block = getattr(vpc, "cidr", None)
            subnets = design.subnets_of(one)
            yield Attachment(one.name, one.logical_id, vpc, subnets, table, one, block)


def _lines(design: Architecture, gateway: Component) -> Iterator[Attachment]:
    shared = _SHARED if _apart(design, gateway) else ""
    for line in lines_to(design, gateway):
        written = getattr(getattr(line, "table", None), "name", "")
        yield Attachment(line.name, "", None, (), written or shared, line, network_of(design, line))


def tables(design: Architecture, gateway: Component) -> tuple[Table, ...]:
    """The route tables of a transit gateway: written ones, those of `apart`, else the default."""
    ends = attachments(design, gateway)
    written = [c for c in design.held_by(gateway) if c.word == "transit_table"]
    found = [_written(table, ends) for table in written]
    apart = _apart(design, gateway)
    if apart:
        found += [_of_vpc(gateway, vpc, apart, ends) for vpc in apart]
        found.append(_shared(gateway, _SHARED, f"{gateway.logical_id}SharedRoutes", ends))
    elif not written and any(not end.table for end in ends):
        found.append(_shared(gateway, "", "", [end for end in ends if not end.table]))
    return tuple(found)


def table_of(design: Architecture, gateway: Component, end: Attachment) -> Table | None:
    """The table that an attachment consults."""
    return next((one for one in tables(design, gateway) if one.name == end.table), None)


def uses_default_table(design: Architecture, gateway: Component) -> bool:
    """Whether AWS's own table holds everything: it cannot stand beside written ones."""
    own = tables(design, gateway)
    return not own or any(not table.logical_id for table in own)


def destinations(design: Architecture, gateway: Component, vpc: Component) -> tuple[Network, ...]:
    """The blocks that packets of a VPC get to through a transit gateway."""
    found: dict[Network, None] = {}
    for end in attachments(design, gateway):
        table = table_of(design, gateway, end) if end.vpc is vpc else None
        for way in table.ways if table is not None else ():
            if way.attachment is not None and way.attachment.vpc is not vpc:
                found[way.destination] = None
    return tuple(found)


def suffix(way: Way) -> str:
    """What the logical id of a route adds to that of its table."""
    return route_suffix(way.destination)


_SHARED = "shared"


def _named(design: Architecture, gateway: Component, field: str) -> tuple[Component, ...]:
    names = (one.name for one in getattr(gateway, field, ()))
    found = (design.components.get(name) for name in names)
    return tuple(one for one in found if one is not None and one.word == "vpc")


def _apart(design: Architecture, gateway: Component) -> tuple[Component, ...]:
    """The attached VPCs that do not reach each other."""
    attached = _named(design, gateway, "attach")
    return tuple(vpc for vpc in _named(design, gateway, "apart") if vpc in attached)


def _one_per_zone(design: Architecture, vpc: Component) -> tuple[Subnet, ...]:
    """A subnet in every zone of a VPC; those that say they are isolated before others.

    What they say counts, not what their routes make of them: these may lead through the gateway.
    """
    own = sorted(layers(design, vpc), key=lambda layer: _ORDER.index(wish(layer)))
    found: dict[str, Subnet] = {}
    for layer in own:
        for subnet in design.subnets[layer.name]:
            found.setdefault(subnet.zone, subnet)
    return tuple(found[zone] for zone in sorted(found))


def _of_vpc(
    gateway: Component, vpc: Component, apart: tuple[Component, ...], ends: tuple[Attachment, ...]
) -> Table:
    """The table of a VPC that some others must not hear of."""
    heard = [end for end in ends if end.vpc is None or end.vpc not in apart]
    return _shared(gateway, vpc.name, f"{gateway.logical_id}{vpc.logical_id}Routes", heard)


def _shared(
    gateway: Component, name: str, logical_id: str, ends: list[Attachment] | tuple[Attachment, ...]
) -> Table:
    ways = tuple(_learnt(ends, gateway))
    return Table(name, logical_id, tuple(ends), ways, gateway)


def _written(table: Component, ends: tuple[Attachment, ...]) -> Table:
    by_name = {end.name: end for end in ends}
    heard = tuple(
        by_name[one.name] for one in getattr(table, "propagate", ()) if one.name in by_name
    )
    ways = [
        Way(
            route.destination,
            by_name.get(route.via.name) if not isinstance(route.via, str) else None,
            table,
            table.at("route"),
            propagated=False,
        )
        for route in getattr(table, "route", ())
    ]
    learnt = [
        way._replace(owner=table, span=table.at("propagate")) for way in _learnt(heard, table)
    ]
    return Table(table.name, table.logical_id, heard, (*ways, *learnt), table)


def _learnt(ends: list[Attachment] | tuple[Attachment, ...], owner: Component) -> Iterator[Way]:
    """The routes that attachments propagate: a VPC's block, the network behind a line."""
    for end in ends:
        if end.network is not None:
            yield Way(end.network, end, owner, owner.span, propagated=True)
