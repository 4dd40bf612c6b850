"""Two main route tables.

What it does
------------
Looks for a VPC with more than one route table marked `main`.

Why
---
A VPC has one main route table; with two it is open which of them the subnets without `routes`
use.

Bad
---

    architecture shop
    vpc lab {
      internet_gateway igw
      subnet web_a { cidr: 10.0.1.0/24 }
      route_table out { main; route: 0.0.0.0/0 via igw }
      route_table inside { main }
    }

Good
----

    architecture shop
    vpc lab {
      internet_gateway igw
      subnet web_a { cidr: 10.0.1.0/24 }
      subnet app_a { cidr: 10.0.2.0/24; routes: inside }
      route_table out { main; route: 0.0.0.0/0 via igw }
      route_table inside
    }

Fix
---
Mark one table, and name the others in the subnets that use them.

References
----------
- https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Route_Tables.html

"""

from collections.abc import Iterator

from archc.component import Architecture
from archc.diagnostics import Label, Severity
from archc.kinds.network.vpc import Vpc
from archc.rules.rule import Finding, Pillar, Rule

RULE = Rule("ROU216", Severity.ERROR, Pillar.CORRECTNESS)


def check(vpc: Vpc, design: Architecture) -> Iterator[Finding]:
    """Count the marked tables."""
    marked = [c for c in design.held_by(vpc) if getattr(c, "main", False)]
    for table in marked[1:]:
        yield Finding(
            f"the VPC '{vpc.name}' has two main route tables, '{marked[0].name}' and "
            f"'{table.name}'",
            f"remove `main` from '{table.name}', and write `routes: {table.name}` in its subnets",
            table.at("main"),
            "the second one",
            (Label("the first one", marked[0].at("main")),),
        )
