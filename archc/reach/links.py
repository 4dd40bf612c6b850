"""What leads from one network to another, spelled out: peerings, hubs, lines, endpoints."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from archc import lines, routes, transit
from archc.component import Architecture, Component
from archc.reach.headers import Interval, block, without
from archc.reach.model import (
    Attachment,
    Endpoint,
    Outside,
    Owner,
    Peering,
    Route,
    Table,
)

# A part of the addresses of the services that have gateway endpoints (their prefix lists hold
# more, and differ by region): enough to tell their packets from all others.
SERVICES = {
    "s3": tuple(map(block, ("54.231.0.0/17", "52.216.0.0/15", "3.5.16.0/21", "3.5.0.0/20"))),
    "dynamodb": (block("52.94.0.0/22"),),
}


def unlisted(parts: Iterable[Interval]) -> tuple[Interval, ...]:
    """What is left of ranges of IPv4 addresses without those of `SERVICES`."""
    left = list(parts)
    for listed in (part for blocks in SERVICES.values() for part in blocks):
        left = [rest for one in left for rest in without(one, listed.range)]
    return tuple(left)


def peerings(design: Architecture) -> Iterator[Peering]:
    """Every peering connection between two VPCs."""
    for one in design.of_kind("peering"):
        names = [
            end.name
            for end in getattr(one, "between", ())
            if end.name in design.components and design.components[end.name].word == "vpc"
        ]
        if len(names) == 2:
            yield Peering(one.name, (names[0], names[1]), _owner(one))


def attachments(design: Architecture) -> Iterator[Attachment]:
    """Every end at every transit gateway; a line's has no VPC."""
    for gateway in design.of_kind("transit_gateway"):
        for end in transit.attachments(design, gateway):
            yield Attachment(
                end.name,
                gateway.name,
                end.vpc.name if end.vpc is not None else "",
                tuple(subnet.logical_id for subnet in end.subnets),
                _table_name(gateway, end.table),
                _owner(end.owner),
            )


def transit_tables(design: Architecture) -> Iterator[Table]:
    """The route tables of transit gateways."""
    for gateway in design.of_kind("transit_gateway"):
        for table in transit.tables(design, gateway):
            ways = tuple(
                Route(
                    block(way.destination),
                    f"attachment/{way.attachment.name}" if way.attachment else "blackhole/",
                    Owner(way.owner.name, way.span),
                    way.propagated,
                )
                for way in table.ways
            )
            yield Table(_table_name(gateway, table.name), ways, _owner(table.owner))
        if not transit.uses_default_table(design, gateway):
            # What names no table beside those that are written out is routed by none.
            yield Table(_table_name(gateway, ""), (), _owner(gateway))


def _table_name(gateway: Component, table: str) -> str:
    return f"{gateway.name}/{table}"


def endpoints(design: Architecture) -> Iterator[Endpoint]:
    """Every gateway endpoint; one with an interface is found there."""
    for one in design.of_kind("vpc_endpoint"):
        vpc, service = design.vpc_of(one), getattr(one, "opens", "")
        if not one.has_interface and vpc is not None and service in SERVICES:
            yield Endpoint(one.name, vpc.name, service, SERVICES[service], _owner(one))


def service_routes(design: Architecture, table: routes.RouteTable) -> Iterator[Route]:
    """The routes that gateway endpoints put into a table."""
    for endpoint in routes.gateway_endpoints(design, table):
        for part in SERVICES.get(getattr(endpoint, "opens", ""), ()):
            yield Route(part, f"endpoint/{endpoint.name}", _owner(endpoint))


def vpn_gateways(design: Architecture) -> dict[str, str]:
    """The VPC of each virtual private gateway."""
    found = ((one, design.vpc_of(one)) for one in design.of_kind("vpn_gateway"))
    return {one.name: vpc.name for one, vpc in found if vpc is not None}


def offices(design: Architecture) -> Iterator[tuple[str, Outside]]:
    """The networks behind lines: at a VPN gateway by the gateway, at a hub by the line."""
    for line in lines.lines(design):
        office, end = lines.office_of(design, line), lines.end_of(design, line)
        inside = lines.network_of(design, line)
        if office is not None and end is not None and inside is not None:
            behind = line.name if end.word == "transit_gateway" else end.name
            told = lines.routes_by_bgp(line)
            yield (
                f"{office.name}/{line.name}",
                Outside(office.name, (block(inside),), _owner(office), behind, told),
            )


def _owner(component: Component) -> Owner:
    return Owner(component.name, component.span)
