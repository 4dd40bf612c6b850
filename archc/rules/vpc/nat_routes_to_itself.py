"""NAT that is its own way out.

What it does
------------
Looks for a subnet with a NAT gateway or NAT instance whose own route table leads to that NAT.

Why
---
What the NAT sends on would come back to it, for ever; AWS drops the packets.

Bad
---

    architecture shop
    vpc lab {
      internet_gateway igw
      subnet web_a { cidr: 10.0.1.0/24; routes: out }
      subnet app_a { cidr: 10.0.2.0/24; routes: inside }
      nat_gateway nat in app_a
      route_table out { route: 0.0.0.0/0 via igw }
      route_table inside { route: 0.0.0.0/0 via nat }
    }
    instance app in app_a
    app -> internet : https

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
Put the NAT in a public subnet, whose table leads to an internet gateway.

References
----------
- https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-basics.html
- https://docs.aws.amazon.com/vpc/latest/userguide/vpc-nat-gateway.html

"""

from collections.abc import Iterator

from archc.component import Architecture
from archc.diagnostics import Label, Severity
from archc.edits import Repair, put
from archc.kinds.network.vpc import Vpc
from archc.routes import route_table
from archc.rules.networks import all_subnets, leads_to_internet, nat_homes
from archc.rules.rule import Finding, Pillar, Rule

RULE = Rule("ROU205", Severity.ERROR, Pillar.CORRECTNESS, repair=Repair.UNSAFE)


def check(vpc: Vpc, design: Architecture) -> Iterator[Finding]:
    """Look at the table of the subnet that each NAT stands in."""
    for nat, home in nat_homes(design, vpc):
        own = [w for w in route_table(design, home).ways if w.target == nat.logical_id]
        if own and not leads_to_internet(design, home):
            public = (s.tier for _, s in all_subnets(design, vpc) if leads_to_internet(design, s))
            there = next(public, "")
            yield Finding(
                f"'{nat.name}' stands in '{home.tier}', whose packets go out through it",
                put(nat.name, there, f"write `{nat.word} {nat.name} in {{}}`, which is public")
                if there
                else f"put '{nat.name}' in a subnet with a route to an internet gateway",
                nat.span,
                "is its own way out",
                (Label("leads back to it", own[0].span),),
            )
