"""Load balancer with two subnets in one zone.

What it does
------------
Looks for a load balancer in several tiers that have subnets in the same availability zone.

Why
---
A load balancer has one node in each zone; AWS refuses a second subnet of the same zone.

Bad
---

    architecture shop
    vpc lab {
      tier edge { public }
      tier more { public; slot: 3 }
      tier app { private }
    }
    users people
    load_balancer front in edge, more { listen: http 80 }
    instance web in app
    people -> front -> web

Good
----

    architecture shop
    vpc lab {
      tier edge { public }
      tier app { private }
    }
    users people
    load_balancer front in edge { listen: http 80 }
    instance web in app
    people -> front -> web

Fix
---
Put the load balancer in one tier, which has a subnet in every zone.

References
----------
- https://docs.aws.amazon.com/elasticloadbalancing/latest/application/application-load-balancers.html

"""

from collections.abc import Iterator

from archc.component import Architecture
from archc.diagnostics import Label, Severity
from archc.edits import Repair, put
from archc.kinds.network.load_balancer import LoadBalancer
from archc.rules.rule import Finding, Pillar, Rule

RULE = Rule("LBA502", Severity.ERROR, Pillar.CORRECTNESS, repair=Repair.SAFE)


def check(balancer: LoadBalancer, design: Architecture) -> Iterator[Finding]:
    """Look for a zone that comes twice."""
    zones = [subnet.zone for subnet in design.subnets_of(balancer)]
    twice = sorted({zone for zone in zones if zones.count(zone) > 1})
    if twice:
        tiers = design.holders(balancer)
        yield Finding(
            f"the load balancer '{balancer.name}' has several subnets in zone {twice[0]}",
            put(balancer.name, tiers[0].name, f"write `load_balancer {balancer.name} in {{}}`"),
            balancer.span,
            "takes one subnet of each zone",
            tuple(Label("has a subnet there", tier.span) for tier in tiers),
        )
