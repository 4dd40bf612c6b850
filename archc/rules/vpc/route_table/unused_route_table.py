"""Route table that no subnet uses.

What it does
------------
Looks for a written route table that no subnet names, and that is not its VPC's main one.

Why
---
Its routes look as if they led somewhere; nobody's packets take them.

Bad
---

    architecture shop
    vpc lab {
      internet_gateway igw
      subnet web_a { cidr: 10.0.1.0/24; routes: out }
      route_table out { route: 0.0.0.0/0 via igw }
      route_table more { route: 0.0.0.0/0 via igw }
    }

Good
----

    architecture shop
    vpc lab {
      internet_gateway igw
      subnet web_a { cidr: 10.0.1.0/24; routes: out }
      route_table out { route: 0.0.0.0/0 via igw }
    }

Fix
---
Write `routes:` in the subnets that it is meant for, or remove it.

References
----------
- https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Route_Tables.html

"""

from collections.abc import Iterator

from archc.component import Architecture
from archc.diagnostics import Severity
from archc.edits import Cut, Fix, Repair
from archc.kinds.network.vpc import Vpc
from archc.rules.networks import users_of
from archc.rules.rule import Finding, Pillar, Rule

RULE = Rule("ROU220", Severity.WARNING, Pillar.OPERATIONS, repair=Repair.UNSAFE)


def check(vpc: Vpc, design: Architecture) -> Iterator[Finding]:
    """Look for the users of every table."""
    for table in design.held_by(vpc):
        if table.word != "route_table" or getattr(table, "main", False):
            continue
        if not users_of(design, table):
            yield Finding(
                f"no subnet uses the route table '{table.name}'",
                Fix(
                    f"write `routes: {table.name}` in a subnet, or remove the table",
                    (Cut(table.span),),
                ),
                table.span,
                "routes nobody's packets",
            )
