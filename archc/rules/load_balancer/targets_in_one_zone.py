"""Load balancer whose targets are all in one zone.

What it does
------------
Looks for a load balancer with several targets, all of them in the same availability zone.

Why
---
The load balancer stands in two zones so that one may fail. If all servers stand in one of them,
its failure takes every server away, and the balancer has nobody to send requests to.

Bad
---

    architecture shop
    users people
    vpc lab {
      tier edge { public }
      tier app { private }
    }
    load_balancer front in edge { listen: http 80 }
    instance one in app { zone: a }
    instance two in app { zone: a }
    people -> front -> one, two

Good
----

    architecture shop
    users people
    vpc lab {
      tier edge { public }
      tier app { private }
    }
    load_balancer front in edge { listen: http 80 }
    instance one in app { zone: a }
    instance two in app { zone: b }
    people -> front -> one, two

Fix
---
Put the servers in different zones, or make them a scaling group over two zones.

References
----------
- https://docs.aws.amazon.com/elasticloadbalancing/latest/userguide/how-elastic-load-balancing-works.html
- https://docs.aws.amazon.com/wellarchitected/latest/reliability-pillar/use-fault-isolation-to-protect-your-workload.html

"""

from collections.abc import Iterator

from archc.component import Architecture
from archc.diagnostics import Severity
from archc.kinds.network.load_balancer import LoadBalancer
from archc.rules import servers
from archc.rules.rule import Finding, Pillar, Rule

RULE = Rule("LBA981", Severity.WARNING, Pillar.RELIABILITY)


def check(balancer: LoadBalancer, design: Architecture) -> Iterator[Finding]:
    """Compare the zones of the targets."""
    targets = {r.target.name: r.target for r in design.out_of(balancer) if r.target.has_interface}
    zones = {zone for one in targets.values() for zone in servers.zones_of(design, one)}
    if len(targets) > 1 and len(zones) == 1 and len(servers.zones_of(design, balancer)) > 1:
        [zone] = zones
        other = sorted(servers.zones_of(design, balancer) - zones)
        last = list(targets)[-1]
        yield Finding(
            f"all targets of '{balancer.name}' stand in zone {zone}",
            f"write `zone: {other[0]}` in '{last}'" if other else f"put '{last}' in another zone",
            balancer.span,
            f"has no targets without zone {zone}",
        )
