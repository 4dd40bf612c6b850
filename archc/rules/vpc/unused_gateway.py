"""Gateway that no route leads through.

What it does
------------
Looks for an internet gateway or an egress-only gateway that is written, while no route table in
use leads through it.

Why
---
A gateway is a door, and a route is the way to it: without a route nothing gets out, and no answer
either.

Bad
---

    architecture shop
    vpc lab {
      internet_gateway igw
      subnet web_a { cidr: 10.0.1.0/24; routes: out }
      route_table out
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
Write a route through it, such as `route: 0.0.0.0/0 via igw`, or remove it.

References
----------
- https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Internet_Gateway.html
- https://docs.aws.amazon.com/vpc/latest/userguide/egress-only-internet-gateway.html

"""

from collections.abc import Iterator

from archc.component import Architecture
from archc.diagnostics import Severity
from archc.edits import Cut, Fix, Repair
from archc.kinds.network.vpc import Vpc
from archc.routes import route_tables
from archc.rules.rule import Finding, Pillar, Rule
from archc.rules.uses import is_named

RULE = Rule("ROU221", Severity.WARNING, Pillar.OPERATIONS, repair=Repair.UNSAFE)

_FOR = {"internet_gateway": "0.0.0.0/0", "egress_only_gateway": "::/0"}


def check(vpc: Vpc, design: Architecture) -> Iterator[Finding]:
    """Look for the routes through every gateway, the second of a kind aside."""
    leads = {way.target for table in route_tables(design, vpc) for way in table.ways}
    for word, block in _FOR.items():
        own = [c for c in design.held_by(vpc) if c.word == word]
        used = any(g.logical_id in leads or is_named(g, design) for g in own)
        if own and not used:
            called = word.replace("_", " ").replace("egress only", "egress-only")
            yield Finding(
                f"no route leads through the {called} '{own[0].name}'",
                Fix(
                    f"write `route: {block} via {own[0].name}` in a route table, or remove it",
                    (Cut(own[0].span),),
                ),
                own[0].span,
                "nobody's packets come here",
            )
