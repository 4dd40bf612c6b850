"""Two routes for one destination.

What it does
------------
Looks for two routes of one table that are for the same block of addresses.

Why
---
A table holds one route for each block; AWS refuses the second one.

Bad
---

    architecture shop
    vpc lab {
      internet_gateway igw
      subnet web_a { cidr: 10.0.1.0/24; routes: out }
      nat_gateway nat in web_a
      subnet app_a { cidr: 10.0.2.0/24; routes: inside }
      route_table out { route: 0.0.0.0/0 via igw; route: 0.0.0.0/0 via nat }
      route_table inside { route: 0.0.0.0/0 via nat }
    }

Good
----

    architecture shop
    vpc lab {
      internet_gateway igw
      subnet web_a { cidr: 10.0.1.0/24; routes: out }
      nat_gateway nat in web_a
      subnet app_a { cidr: 10.0.2.0/24; routes: inside }
      route_table out { route: 0.0.0.0/0 via igw }
      route_table inside { route: 0.0.0.0/0 via nat }
    }

Fix
---
Keep the one that is meant; different ways need different tables.

References
----------
- https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Route_Tables.html

"""

from collections.abc import Iterator

from archc.component import Architecture
from archc.diagnostics import Label, Severity
from archc.edits import Cut, Fix, Repair
from archc.filters import Network
from archc.kinds.network.route_table import RouteTable
from archc.rules.rule import Finding, Pillar, Rule
from archc.source import Span

RULE = Rule("ROU218", Severity.ERROR, Pillar.CORRECTNESS, repair=Repair.UNSAFE)


def check(table: RouteTable, design: Architecture) -> Iterator[Finding]:
    """Look for a block that came before."""
    del design
    seen: dict[Network, Span] = {}
    for route in table.route:
        if route.destination in seen:
            yield Finding(
                f"the route table '{table.name}' has two routes for {route.destination}",
                Fix(
                    "keep one of them; subnets with another way need a table of their own",
                    (Cut(route.via.span),),
                ),
                route.via.span,
                "the second one",
                (Label("the first one", seen[route.destination]),),
            )
        seen.setdefault(route.destination, route.via.span)
