"""Route table of another VPC.

What it does
------------
Looks for a subnet whose `routes` name a route table that stands in another VPC.

Why
---
A route table belongs to its VPC; AWS refuses to associate it with a subnet of another one.

Bad
---

    architecture shop
    vpc lab {
      internet_gateway igw
      route_table out { route: 0.0.0.0/0 via igw }
      subnet web_a { cidr: 10.0.1.0/24; routes: out }
    }
    vpc other {
      cidr: 10.1.0.0/16
      subnet app_a { cidr: 10.1.1.0/24; routes: out }
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
Write a route table in the subnet's own VPC.

References
----------
- https://docs.aws.amazon.com/vpc/latest/userguide/WorkWithRouteTables.html
- https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Route_Tables.html

"""

from collections.abc import Iterator

from archc.component import Architecture
from archc.diagnostics import Label, Severity
from archc.kinds.network.subnet import Subnet
from archc.routes import written_table
from archc.rules.rule import Finding, Pillar, Rule

RULE = Rule("ROU217", Severity.ERROR, Pillar.CORRECTNESS)


def check(subnet: Subnet, design: Architecture) -> Iterator[Finding]:
    """Compare the VPCs of a subnet and its table."""
    table = written_table(design, subnet)
    home = design.vpc_of(table) if table is not None else None
    own = design.vpc_of(subnet)
    if table is not None and home is not None and own is not None and home is not own:
        yield Finding(
            f"the subnet '{subnet.name}' of '{own.name}' cannot use the route table "
            f"'{table.name}' of '{home.name}'",
            f"write a route table in '{own.name}'",
            subnet.at("routes"),
            "a table of another VPC",
            (Label("belongs to the other VPC", table.span),),
        )
