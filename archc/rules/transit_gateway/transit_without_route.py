"""Transit gateway that knows no way.

What it does
------------
Follows arrows between networks that are attached to one transit gateway, and names the table that
has no route: the subnet's, or the transit gateway's.

Why
---
A packet needs a route in its subnet's table to the transit gateway, and one in the transit
gateway's table to the other network. Its answer needs the same the other way round.

Bad
---

    architecture shop
    vpc shop {
      cidr: 10.1.0.0/16
      subnet shop_a { cidr: 10.1.1.0/24; routes: shop_routes }
      subnet shop_b { zone: b; cidr: 10.1.2.0/24; routes: shop_routes }
      route_table shop_routes { route: 10.2.0.0/16 via hub }
    }
    vpc lab {
      cidr: 10.2.0.0/16
      subnet lab_a { cidr: 10.2.1.0/24; routes: lab_routes }
      route_table lab_routes { route: 10.1.0.0/16 via hub }
    }
    transit_gateway hub
    transit_attachment shop_link in shop_a, shop_b { gateway: hub; table: everyone }
    transit_attachment lab_link in lab_a { gateway: hub; table: everyone }
    transit_table everyone in hub { propagate: shop_link }
    instance one in shop_b
    instance two in lab_a
    one -> two : https

Good
----

    architecture shop
    vpc shop {
      cidr: 10.1.0.0/16
      subnet shop_a { cidr: 10.1.1.0/24; routes: shop_routes }
      subnet shop_b { zone: b; cidr: 10.1.2.0/24; routes: shop_routes }
      route_table shop_routes { route: 10.2.0.0/16 via hub }
    }
    vpc lab {
      cidr: 10.2.0.0/16
      subnet lab_a { cidr: 10.2.1.0/24; routes: lab_routes }
      route_table lab_routes { route: 10.1.0.0/16 via hub }
    }
    transit_gateway hub
    transit_attachment shop_link in shop_a, shop_b { gateway: hub; table: everyone }
    transit_attachment lab_link in lab_a { gateway: hub; table: everyone }
    transit_table everyone in hub { propagate: shop_link, lab_link }
    instance one in shop_b
    instance two in lab_a
    one -> two : https

Fix
---
Write what the message says, on the side that it names.

References
----------
- https://docs.aws.amazon.com/vpc/latest/tgw/how-transit-gateways-work.html
- https://docs.aws.amazon.com/vpc/latest/tgw/tgw-route-tables.html

"""

from collections.abc import Iterator

from archc.component import Architecture, Component
from archc.diagnostics import Label, Severity
from archc.edits import Fix, Repair, include, write
from archc.kinds.network.transit_gateway import TransitGateway
from archc.routes import route_table
from archc.rules.causes import blocked_by
from archc.rules.networks import block_of, ends_at, hubs, overlap, table_leads
from archc.rules.rule import Finding, Pillar, Rule
from archc.transit import Attachment, Way, table_of

RULE = Rule("CON307", Severity.ERROR, Pillar.CORRECTNESS, repair=Repair.UNSAFE)


def check(hub: TransitGateway, design: Architecture) -> Iterator[Finding]:
    """Look for the missing route of every blocked arrow, there and back."""
    for relation, why in blocked_by(design, RULE.code):
        own, other = design.vpc_of(relation.source), design.vpc_of(relation.target)
        if own is None or other is None or hubs(design, own, other)[:1] != (hub,):
            continue
        found = (
            _apart(hub, own, other, design)
            or _in_vpc(hub, relation.source, other, design)
            or _in_hub(hub, own, other, design)
            or _in_vpc(hub, relation.target, own, design)
            or _in_hub(hub, other, own, design)
            or (why.reason, "see where the packets are stopped", hub)
        )
        yield Finding(
            f"'{relation.source.name}' does not reach '{relation.target.name}': {found[0]}",
            found[1],
            relation.span,
            "no packet can follow",
            (Label("here", found[2].span),),
        )


_Told = tuple[str, str | Fix, Component] | None


def _apart(hub: TransitGateway, own: Component, other: Component, design: Architecture) -> _Told:
    del design
    names = [one.name for one in hub.apart]
    if own.name not in names or other.name not in names:
        return None
    return (
        f"'{hub.name}' keeps '{own.name}' and '{other.name}' apart",
        f"remove the arrow, or take one of them out of `apart` in '{hub.name}'",
        hub,
    )


def _in_vpc(hub: TransitGateway, end: Component, far: Component, design: Architecture) -> _Told:
    """A subnet's table that does not lead to the transit gateway."""
    for subnet in design.subnets_of(end):
        table = route_table(design, subnet)
        if table.is_written and not table_leads(table, block_of(far), hub):
            return (
                f"'{table.label}' has no route to '{far.name}'",
                include(table.label, "route", f"{block_of(far)} via {hub.name}"),
                table.owner,
            )
    return None


def _in_hub(hub: TransitGateway, own: Component, far: Component, design: Architecture) -> _Told:
    """The table of an attachment that does not lead to the other network."""
    ends = ends_at(design)[hub.name]
    mine = next((end for end in ends if end.vpc is own), None)
    theirs = next((end for end in ends if end.vpc is far), None)
    table = table_of(design, hub, mine) if mine is not None else None
    if mine is None or theirs is None:
        return None
    written = [one.name for one in design.held_by(hub) if one.word == "transit_table"]
    if not mine.table and written:
        return (
            f"'{mine.owner.name}' names no table of '{hub.name}'",
            write(mine.owner.name, f"table: {written[0]}", f"write `{{}}` in '{mine.owner.name}'"),
            mine.owner,
        )
    if table is None or not _knows(table.ways, far):
        name = table.name if table is not None and table.name else mine.table or hub.name
        return (
            f"'{name}' does not know where '{far.name}' is",
            include(name, "propagate", _name(theirs)),
            table.owner if table is not None else mine.owner,
        )
    return None


def _knows(ways: tuple[Way, ...], far: Component) -> bool:
    return any(
        way.attachment is not None
        and way.attachment.vpc is far
        and overlap(way.destination, block_of(far))
        for way in ways
    )


def _name(end: Attachment) -> str:
    return end.owner.name
