"""Route table of another VPC.

What it does
------------
Looks for a subnet, written out or of a tier, whose `routes` name a route table that
stands in another VPC.

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
from archc.kinds.network.vpc import Vpc
from archc.routes import layers
from archc.rules.rule import Finding, Pillar, Rule

RULE = Rule("ROU217", Severity.ERROR, Pillar.CORRECTNESS)


def check(vpc: Vpc, design: Architecture) -> Iterator[Finding]:
    """Compare the VPCs of every layer and of what it names."""
    for layer in layers(design, vpc):
        name = getattr(layer, "routes", None)
        table = design.components.get(name.name) if name is not None else None
        home = design.vpc_of(table) if table is not None else None
        if table is None or home is None or home is vpc:
            continue
        yield Finding(
            f"'{layer.name}' of '{vpc.name}' cannot use the route table '{table.name}' of "
            f"'{home.name}'",
            f"write a route table in '{vpc.name}'",
            layer.at("routes"),
            "belongs to another VPC",
            (Label("stands in the other VPC", table.span),),
        )
