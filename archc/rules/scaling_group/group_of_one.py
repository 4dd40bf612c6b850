"""Scaling group that may shrink to one server.

What it does
------------
Looks for a scaling group over several zones that serves requests and whose smallest size is one
server or none.

Why
---
When little is going on, one server is left, in one zone. If that zone or that server fails, nobody
answers until another one has started.

Bad
---

    architecture shop
    users people
    vpc lab {
      tier edge { public }
      tier app { private }
    }
    load_balancer front in edge { listen: http 80 }
    scaling_group web in app { size: 1..4; scale: cpu 60% }
    people -> front -> web

Good
----

    architecture shop
    users people
    vpc lab {
      tier edge { public }
      tier app { private }
    }
    load_balancer front in edge { listen: http 80 }
    scaling_group web in app { size: 2..4; scale: cpu 60% }
    people -> front -> web

Fix
---
Write `size: 2..` and more. A group that only takes work from a queue may be smaller.

References
----------
- https://docs.aws.amazon.com/autoscaling/ec2/userguide/auto-scaling-benefits.html
- https://docs.aws.amazon.com/wellarchitected/latest/reliability-pillar/use-fault-isolation-to-protect-your-workload.html

"""

from collections.abc import Iterator

from archc.component import Architecture
from archc.diagnostics import Severity
from archc.edits import Repair, write
from archc.kinds.compute.scaling_group import ScalingGroup
from archc.rules import servers
from archc.rules.rule import Finding, Pillar, Rule

RULE = Rule("ASG980", Severity.WARNING, Pillar.RELIABILITY, repair=Repair.UNSAFE)


def check(group: ScalingGroup, design: Architecture) -> Iterator[Finding]:
    """Look at the smallest size of groups that answer somebody."""
    low, high = group.size.range.low, group.size.range.high
    serves = any(r.ports and not servers.is_remote_login(r) for r in design.into(group))
    if low < 2 <= high and serves and len(servers.zones_of(design, group)) > 1:
        yield Finding(
            f"the group '{group.name}' may be left with {low} of its {high} servers, and serves "
            f"requests",
            write(group.name, f"size: 2..{max(high, 4)}"),
            group.at("size"),
            "nothing takes its place",
        )
