"""NAT that no route leads through.

What it does
------------
Looks for a written NAT gateway or NAT instance that no route table in use leads through.

Why
---
A NAT gateway costs money by the hour, used or not, and private subnets go out only where a route
leads to it.

Bad
---

    architecture shop
    purpose: production
    vpc lab {
      flow_logs
      internet_gateway igw
      subnet web_a { cidr: 10.0.1.0/24; routes: out }
      nat_gateway nat in web_a
      route_table out { route: 0.0.0.0/0 via igw }
    }

Good
----

    architecture shop
    vpc lab {
      internet_gateway igw
      subnet web_a { cidr: 10.0.1.0/24; routes: out }
      subnet app_a { cidr: 10.0.2.0/24; routes: inside }
      nat_gateway nat in web_a
      route_table out { route: 0.0.0.0/0 via igw }
      route_table inside { route: 0.0.0.0/0 via nat }
    }
    instance app in app_a
    app -> internet : https

Fix
---
Write `route: 0.0.0.0/0 via` it in the table of a private subnet, or remove it.

References
----------
- https://docs.aws.amazon.com/vpc/latest/userguide/vpc-nat-gateway.html
- https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-basics.html

"""

from collections.abc import Iterator

from archc.component import Architecture
from archc.diagnostics import Severity
from archc.edits import Cut, Fix, Repair
from archc.kinds.network.vpc import Vpc
from archc.rules.networks import nat_homes, tables_in_use
from archc.rules.rule import Finding, Pillar, Rule
from archc.rules.uses import is_named

RULE = Rule("ROU224", Severity.WARNING, Pillar.COST, repair=Repair.UNSAFE)


def check(vpc: Vpc, design: Architecture) -> Iterator[Finding]:
    """Look for a route through each."""
    homes = list(nat_homes(design, vpc))
    leads = {w.target for t in tables_in_use(design, vpc) for w in t.ways} if homes else set()
    for nat, _ in homes:
        if nat.logical_id not in leads and not is_named(nat, design):
            yield Finding(
                f"no subnet goes out through '{nat.name}'",
                Fix(
                    f"write `route: 0.0.0.0/0 via {nat.name}` in the table of a private subnet, or "
                    "remove it",
                    (Cut(nat.span),),
                ),
                nat.span,
                "costs money for nothing",
            )
