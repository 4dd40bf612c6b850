"""Tier in which nothing stands.

What it does
------------
Looks for a private or isolated tier that holds nothing.

Why
---
A tier is made for something. If nothing is in it, what belongs there has been put elsewhere or
forgotten; its subnets, routes and NAT serve nobody.

Bad
---

    architecture shop
    vpc lab {
      tier edge { public }
      tier app { private }
      tier data { isolated }
    }
    instance web in app
    database orders in app { engine: mysql }
    web -> orders

Good
----

    architecture shop
    vpc lab {
      tier edge { public }
      tier app { private }
      tier data { isolated }
    }
    instance web in app
    database orders in data { engine: mysql }
    web -> orders

Fix
---
Put what belongs there into it, or remove the tier.

References
----------
- https://docs.aws.amazon.com/vpc/latest/userguide/configure-subnets.html

"""

from collections.abc import Iterator

from archc.component import Architecture
from archc.diagnostics import Severity
from archc.edits import Cut, Fix, Repair
from archc.kinds.network.tier import Tier
from archc.rules.rule import Finding, Pillar, Rule
from archc.rules.uses import is_named

RULE = Rule("NET981", Severity.ADVICE, Pillar.OPERATIONS, repair=Repair.UNSAFE)


def check(tier: Tier, design: Architecture) -> Iterator[Finding]:
    """Look for what stands in a tier; a public one may be there for NAT alone."""
    if not (tier.public or design.held_by(tier) or is_named(tier, design)):
        yield Finding(
            f"nothing stands in the tier '{tier.name}'",
            Fix(f"write `in {tier.name}` at what belongs there, or remove it", (Cut(tier.span),)),
            tier.span,
            "serves nobody",
        )
