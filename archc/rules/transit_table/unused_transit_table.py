"""Table of a transit gateway that nothing uses.

What it does
------------
Looks for a transit gateway's route table that no attachment and no VPN has as its `table`.

Why
---
Its routes look as if they kept networks together or apart; nobody's packets are routed by them.

Bad
---

    architecture shop
    vpc shop { cidr: 10.1.0.0/16; tier shop_app { isolated } }
    vpc lab { cidr: 10.2.0.0/16; tier lab_app { isolated } }
    transit_gateway hub { attach: shop, lab }
    transit_table spokes in hub { route: 10.9.0.0/16 via blackhole }

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
Write `table:` in the attachments that it is for, or remove it.

References
----------
- https://docs.aws.amazon.com/vpc/latest/tgw/tgw-route-tables.html

"""

from collections.abc import Iterator

from archc.component import Architecture
from archc.diagnostics import Severity
from archc.edits import Cut, Fix, Repair
from archc.kinds.network.transit_table import TransitTable
from archc.rules.networks import named_by
from archc.rules.rule import Finding, Pillar, Rule
from archc.rules.uses import is_named

RULE = Rule("CON321", Severity.WARNING, Pillar.CORRECTNESS, repair=Repair.UNSAFE)


def check(table: TransitTable, design: Architecture) -> Iterator[Finding]:
    """Look for who consults it."""
    if not named_by(design, table, "table") and not is_named(table, design):
        yield Finding(
            f"nothing is routed by the table '{table.name}'",
            Fix(
                f"write `table: {table.name}` in a `transit_attachment` or a `vpn`, or remove it",
                (Cut(table.span),),
            ),
            table.span,
            "routes nobody's packets",
        )
