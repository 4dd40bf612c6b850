"""Tier in one zone.

What it does
------------
Looks for a tier with servers that uses one availability zone only.

Why
---
A zone can fail as a whole, and everything in this tier would be gone with it.

Bad
---

    architecture shop
    purpose: production
    vpc lab {
      zones: 1
      tier app { isolated }
    }
    scaling_group web in app { scale: cpu 60% }

Good
----

    architecture shop
    purpose: production
    vpc lab {
      zones: 2
      tier app { isolated }
    }
    scaling_group web in app { scale: cpu 60% }

Fix
---
Let the VPC and the tier use two zones.

References
----------
- https://docs.aws.amazon.com/vpc/latest/userguide/configure-subnets.html
- https://docs.aws.amazon.com/autoscaling/ec2/userguide/auto-scaling-benefits.html

"""

from collections.abc import Iterator

from archc.component import Architecture
from archc.diagnostics import Label, Severity
from archc.kinds.network.tier import Tier
from archc.rules.rule import Finding, Pillar, Rule
from archc.rules.servers import zones_of

RULE = Rule("NET108", Severity.WARNING, Pillar.RELIABILITY)


_SAY_IT_THEMSELVES = ("load_balancer", "database")


def check(tier: Tier, design: Architecture) -> Iterator[Finding]:
    """Count the zones of a tier that holds servers."""
    vpc = design.vpc_of(tier)
    hosted = [c for c in design.held_by(tier) if c.registers]
    if vpc is None or not hosted or len(design.subnets.get(tier.name, ())) != 1:
        return
    others = [c for c in design.of_kind(*_SAY_IT_THEMSELVES) if design.vpc_of(c) is vpc]
    if "zones" not in tier.spans and any(len(zones_of(design, c)) == 1 for c in others):
        return  # refused by AWS for the same reason, which is said there
    place = tier.at("zones") if "zones" in tier.spans else vpc.at("zones")
    yield Finding(
        f"the tier '{tier.name}' and all of its servers lie in one zone",
        "write `zones: 2`",
        place,
        "one zone only",
        tuple(Label("is gone when the zone fails", server.span) for server in hosted),
    )
