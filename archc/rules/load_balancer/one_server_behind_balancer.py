"""Load balancer in front of one server.

What it does
------------
Looks for a load balancer whose requests all go to one instance.

Why
---
With one server there is nothing to balance: when it fails or has too much to do, nobody takes over;
a group replaces it and grows sideways.

Bad
---

    architecture shop
    purpose: production
    tags: { project: shop, owner: team-7 }
    users people
    vpc lab {
      flow_logs
      tier edge { public }
      tier app { isolated }
    }
    load_balancer front in edge {
      listen: https 443 certificate "arn:aws:acm:eu-west-1:123456789012:certificate/1"
    }
    instance web in app { type: m7g.4xlarge }
    people -> front -> web

Good
----

    architecture shop
    purpose: production
    tags: { project: shop, owner: team-7 }
    users people
    vpc lab {
      flow_logs
      tier edge { public }
      tier app { isolated }
    }
    load_balancer front in edge {
      listen: https 443 certificate "arn:aws:acm:eu-west-1:123456789012:certificate/1"
    }
    scaling_group web in app { size: 2..8; type: m7g.large; scale: cpu 60%; detailed_monitoring }
    people -> front -> web

Fix
---
Make the instance a `scaling_group` of smaller servers, such as `size: 2..4`.

References
----------
- https://docs.aws.amazon.com/autoscaling/ec2/userguide/autoscaling-load-balancer.html
- https://docs.aws.amazon.com/wellarchitected/latest/reliability-pillar/design-principles.html

"""

from collections.abc import Iterator

from archc.component import Architecture
from archc.diagnostics import Label, Severity
from archc.kinds.network.load_balancer import LoadBalancer
from archc.rules.rule import Finding, Pillar, Rule

RULE = Rule("LBA517", Severity.WARNING, Pillar.RELIABILITY)


def check(balancer: LoadBalancer, design: Architecture) -> Iterator[Finding]:
    """Count what it forwards to."""
    targets = {r.target.name: r.target for r in design.out_of(balancer) if not r.implied}
    server = next(iter(targets.values()), None)
    if server is not None and len(targets) == 1 and server.word == "instance":
        yield Finding(
            f"the load balancer '{balancer.name}' has the one server '{server.name}' behind it",
            f"make '{server.name}' a `scaling_group` with `size: 2..4`",
            server.span,
            "nothing takes its place",
            (Label("nothing to balance", balancer.span),),
        )
