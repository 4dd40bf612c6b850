"""Load balancer in one zone.

What it does
------------
Looks for a load balancer whose subnets lie in fewer than two availability zones.

Why
---
AWS refuses an Application Load Balancer with fewer than two zones, and one zone can fail as a
whole.

Bad
---

    architecture shop
    vpc lab {
      zones: 1
      tier edge { public }
      tier app { isolated }
    }
    users people
    load_balancer front in edge { listen: http 80 }
    instance web in app
    people -> front -> web

Good
----

    architecture shop
    vpc lab {
      zones: 2
      tier edge { public }
      tier app { isolated }
    }
    users people
    load_balancer front in edge { listen: http 80 }
    instance web in app
    people -> front -> web

Fix
---
Give the VPC two zones, or let the load balancer stand in tiers that cover two.

References
----------
- https://docs.aws.amazon.com/elasticloadbalancing/latest/application/application-load-balancers.html

"""

from collections.abc import Iterator

from archc.component import Architecture
from archc.diagnostics import Label, Severity
from archc.edits import Fix, Repair, Write
from archc.kinds.network.load_balancer import LoadBalancer
from archc.rules.rule import Finding, Pillar, Rule

RULE = Rule("LBA501", Severity.ERROR, Pillar.CORRECTNESS, repair=Repair.UNSAFE)


def check(balancer: LoadBalancer, design: Architecture) -> Iterator[Finding]:
    """Count the zones of its subnets."""
    zones = {subnet.zone for subnet in design.subnets_of(balancer)}
    if balancer.places and len(zones) < 2:
        vpc = design.vpc_of(balancer)
        related = (Label("its network uses one zone", vpc.at("zones")),) if vpc else ()
        yield Finding(
            f"the load balancer '{balancer.name}' sits in one zone only",
            Fix(
                "write `zones: 2` in the VPC, or put it in tiers of two zones",
                (Write(vpc.name, "zones: 2"),) if vpc else (),
            ),
            balancer.span,
            "needs subnets in at least two zones",
            related,
        )
