"""Table and attachment of different transit gateways.

What it does
------------
Looks for attachments and VPNs whose `table` belongs to another transit gateway, and for tables
that name an attachment of another one.

Why
---
A table routes between the attachments of its own transit gateway; AWS refuses any other.

Bad
---

    architecture shop
    vpc shop {
      cidr: 10.1.0.0/16
      subnet shop_a { cidr: 10.1.1.0/24; routes: inside }
      route_table inside { route: 10.0.0.0/8 via hub }
    }
    transit_gateway hub
    transit_gateway other
    transit_attachment shop_link in shop_a { gateway: hub; table: spokes }
    transit_table spokes in other

Good
----

    architecture shop
    vpc shop {
      cidr: 10.1.0.0/16
      subnet shop_a { cidr: 10.1.1.0/24; routes: inside }
      route_table inside { route: 10.0.0.0/8 via hub }
    }
    transit_gateway hub
    transit_attachment shop_link in shop_a { gateway: hub; table: spokes }
    transit_table spokes in hub { propagate: shop_link }

Fix
---
Write the table in the transit gateway that the attachment leads to.

References
----------
- https://docs.aws.amazon.com/vpc/latest/tgw/tgw-route-tables.html

"""

from collections.abc import Iterator

from archc.component import Architecture, Component
from archc.diagnostics import Label, Severity
from archc.edits import Repair, put
from archc.kinds.network.transit_table import TransitTable
from archc.rules.networks import named_by
from archc.rules.rule import Finding, Pillar, Rule
from archc.source import Span
from archc.values import Reference

RULE = Rule("CON324", Severity.ERROR, Pillar.CORRECTNESS, repair=Repair.UNSAFE)


def check(table: TransitTable, design: Architecture) -> Iterator[Finding]:
    """Compare the transit gateways of a table with those of whatever speaks of it."""
    for hub in design.holders(table):
        for one in named_by(design, table, "table"):
            if _hub_of(one) != hub.name:
                place = Label("the table's transit gateway", hub.span)
                yield _finding(one, table, hub, (one.at("table"), place))
        for name in (*table.propagate, *(route.via for route in table.route)):
            end = design.components.get(name.name) if isinstance(name, Reference) else None
            if isinstance(name, Reference) and end is not None and _hub_of(end) != hub.name:
                yield _finding(end, table, hub, (name.span, Label("attached elsewhere", end.span)))


def _hub_of(end: Component) -> str:
    """The transit gateway of an attachment or a VPN."""
    gateway = getattr(end, "gateway", None) or getattr(end, "to", None)
    return gateway.name if isinstance(gateway, Reference) else ""


def _finding(
    end: Component, table: TransitTable, hub: Component, place: tuple[Span, Label]
) -> Finding:
    return Finding(
        f"'{end.name}' is not attached to '{hub.name}', whose table '{table.name}' is",
        put(
            table.name,
            _hub_of(end),
            f"write `transit_table {table.name} in {{}}`, or attach '{end.name}' to '{hub.name}'",
        ),
        place[0],
        "another transit gateway",
        (place[1],),
    )
