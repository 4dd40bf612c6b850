"""Two internet gateways in one VPC.

What it does
------------
Looks for a VPC with more than one internet gateway, or more than one VPN gateway.

Why
---
A VPC has one internet gateway and one VPN gateway at most; AWS refuses to attach the second one.

Bad
---

    architecture shop
    vpc lab {
      internet_gateway igw
      internet_gateway more
      subnet web_a { cidr: 10.0.1.0/24; routes: out }
      route_table out { route: 0.0.0.0/0 via igw, 198.51.100.0/24 via more }
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
Remove one of them, and lead all routes through the other.

References
----------
- https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Internet_Gateway.html
- https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html

"""

from collections.abc import Iterator

from archc.component import Architecture, Component
from archc.diagnostics import Label, Severity
from archc.edits import Change, Cut, Fix, Repair, Replace
from archc.kinds.network.vpc import Vpc
from archc.rules.rule import Finding, Pillar, Rule

RULE = Rule("ROU222", Severity.ERROR, Pillar.CORRECTNESS, repair=Repair.UNSAFE)


def check(vpc: Vpc, design: Architecture) -> Iterator[Finding]:
    """Count the gateways of each kind."""
    for word in ("internet_gateway", "vpn_gateway"):
        own = [c for c in design.held_by(vpc) if c.word == word]
        for more in own[1:]:
            called = word.replace("_gateway", " gateway").replace("vpn", "VPN")
            yield Finding(
                f"the VPC '{vpc.name}' has a second {called}, '{more.name}'",
                Fix(f"remove it, and use '{own[0].name}'", _without(more, own[0], design)),
                more.span,
                "cannot be attached",
                (Label("is attached already", own[0].span),),
            )


def _without(more: Component, kept: Component, design: Architecture) -> tuple[Change, ...]:
    """One gateway less, and its routes through the other."""
    routes = (
        route.via.span
        for table in design.of_kind("route_table")
        for route in getattr(table, "route", ())
        if route.via.name == more.name
    )
    return (Cut(more.span), *(Replace(span, kept.name) for span in routes))
