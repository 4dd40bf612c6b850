"""Server health checks behind a load balancer.

What it does
------------
Looks for a scaling group with `health: server` that a load balancer forwards to.

Why
---
A machine can be well while its program answers nothing; only the load balancer's check sees that
and has it replaced.

Bad
---

    architecture shop
    purpose: production
    vpc lab {
      tier edge { public }
      tier app { isolated }
    }
    users people
    load_balancer front in edge {
      listen: https 443 certificate "arn:aws:acm:eu-west-1:123456789012:certificate/1"
    }
    scaling_group web in app { scale: cpu 60%; health: server; detailed_monitoring }
    people -> front -> web

Good
----

    architecture shop
    purpose: production
    vpc lab {
      tier edge { public }
      tier app { isolated }
    }
    users people
    load_balancer front in edge {
      listen: https 443 certificate "arn:aws:acm:eu-west-1:123456789012:certificate/1"
    }
    scaling_group web in app { scale: cpu 60%; health: balancer; detailed_monitoring }
    people -> front -> web

Fix
---
Write `health: balancer`, or leave it out.

References
----------
- https://docs.aws.amazon.com/autoscaling/ec2/userguide/as-add-elb-healthcheck.html

"""

from collections.abc import Iterator

from archc.component import Architecture
from archc.diagnostics import Label, Severity
from archc.edits import Repair, write
from archc.kinds.compute.scaling_group import ScalingGroup
from archc.rules.rule import Finding, Pillar, Rule
from archc.rules.servers import balancers_of

RULE = Rule("ASG525", Severity.WARNING, Pillar.RELIABILITY, repair=Repair.SAFE)


def check(group: ScalingGroup, design: Architecture) -> Iterator[Finding]:
    """Compare who checks health with who forwards."""
    arrows = balancers_of(design, group)
    if arrows and group.health is not None and group.health.check == "server":
        yield Finding(
            f"the group '{group.name}' does not ask its load balancer which servers are ill",
            write(group.name, "health: balancer"),
            group.at("health"),
            "sees the machine, not the program",
            (Label("the load balancer knows", arrows[0].span),),
        )
