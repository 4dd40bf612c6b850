"""Load balancer and target in different VPCs.

What it does
------------
Looks for an arrow from a load balancer to a server in another VPC.

Why
---
A target group belongs to one VPC; AWS refuses servers of another.

Bad
---

    architecture shop
    vpc lab { tier edge { public } }
    vpc other { cidr: 10.1.0.0/16; tier app { isolated } }
    users people
    load_balancer front in edge { listen: http 80 }
    instance web in app
    people -> front -> web

Good
----

    architecture shop
    vpc lab {
      tier edge { public }
      tier app { isolated }
    }
    users people
    load_balancer front in edge { listen: http 80 }
    instance web in app
    people -> front -> web

Fix
---
Put both in one VPC.

References
----------
- https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-target-groups.html

"""

from collections.abc import Iterator

from archc.component import Architecture
from archc.diagnostics import Label, Severity
from archc.kinds.network.load_balancer import LoadBalancer
from archc.rules.rule import Finding, Pillar, Rule

RULE = Rule("LBA506", Severity.ERROR, Pillar.CORRECTNESS)


def check(balancer: LoadBalancer, design: Architecture) -> Iterator[Finding]:
    """Compare the VPCs at both ends of its arrows."""
    own = design.vpc_of(balancer)
    for relation in design.out_of(balancer):
        other = design.vpc_of(relation.target)
        if own is not None and other is not None and own is not other:
            yield Finding(
                f"'{balancer.name}' cannot forward to '{relation.target.name}' in another VPC",
                f"put '{relation.target.name}' in a tier of '{own.name}'",
                relation.span,
                "leads out of the VPC",
                (
                    Label("the load balancer's VPC", own.span),
                    Label("the target's VPC", other.span),
                ),
            )
