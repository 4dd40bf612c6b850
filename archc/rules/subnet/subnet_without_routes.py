"""Subnet that names no route table.

What it does
------------
Looks for a subnet without `routes` in a VPC whose other subnets have tables, and none of them is
marked `main`.

Why
---
Such a subnet reaches its own VPC and nothing else. That may be meant; forgetting `routes` looks
the same.

Bad
---

    architecture shop
    vpc lab {
      internet_gateway igw
      subnet web_a { cidr: 10.0.1.0/24; routes: out }
      subnet web_b { zone: b; cidr: 10.0.2.0/24 }
      route_table out { route: 0.0.0.0/0 via igw }
    }

Good
----

    architecture shop
    vpc lab {
      internet_gateway igw
      subnet web_a { cidr: 10.0.1.0/24; routes: out }
      subnet web_b { zone: b; cidr: 10.0.2.0/24; routes: out }
      subnet data_a { cidr: 10.0.3.0/24; isolated }
      route_table out { route: 0.0.0.0/0 via igw }
    }

Fix
---
Write `routes:` with a table, mark one table `main`, or say `isolated`.

References
----------
- https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Route_Tables.html
- https://docs.aws.amazon.com/vpc/latest/userguide/subnet-route-tables.html

"""

from collections.abc import Iterator

from archc.component import Architecture
from archc.diagnostics import Severity
from archc.edits import Repair, write
from archc.kinds.network.subnet import Subnet
from archc.routes import written_table
from archc.rules.networks import CLAIMS
from archc.rules.rule import Finding, Pillar, Rule
from archc.rules.uses import is_named

RULE = Rule("ROU215", Severity.ADVICE, Pillar.CORRECTNESS, repair=Repair.SAFE)


def check(subnet: Subnet, design: Architecture) -> Iterator[Finding]:
    """Look for tables beside a subnet that has none and says nothing."""
    if written_table(design, subnet) or any(getattr(subnet, word) for word in CLAIMS):
        return
    if is_named(subnet, design, outputs=False):
        return  # what ties it to a table may be of no kind
    vpc = design.vpc_of(subnet)
    tables = [c for c in design.held_by(vpc) if c.word == "route_table"] if vpc else []
    if tables:
        yield Finding(
            f"the subnet '{subnet.name}' names no route table, and reaches its own VPC only",
            write(
                subnet.name,
                "isolated",
                f"write `routes: {tables[0].name}`, or `{{}}` if that is meant",
            ),
            subnet.span,
            "no `routes`",
        )
