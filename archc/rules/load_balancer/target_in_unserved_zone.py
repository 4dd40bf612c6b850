"""Target in a zone that the load balancer does not serve.

What it does
------------
Looks for servers in an availability zone in which their load balancer has no subnet.

Why
---
A load balancer sends nothing to a server in a zone that is not enabled for it.

Bad
---

    architecture shop
    vpc lab {
      zones: 3
      tier edge { public; zones: 2 }
      tier app { isolated }
    }
    users people
    load_balancer front in edge { listen: http 80 }
    scaling_group web in app { scale: cpu 60% }
    people -> front -> web

Good
----

    architecture shop
    vpc lab {
      zones: 3
      tier edge { public }
      tier app { isolated }
    }
    users people
    load_balancer front in edge { listen: http 80 }
    scaling_group web in app { scale: cpu 60% }
    people -> front -> web

Fix
---
Let the load balancer's tier use every zone of the servers.

References
----------
- https://docs.aws.amazon.com/elasticloadbalancing/latest/userguide/how-elastic-load-balancing-works.html

"""

from collections.abc import Iterator

from archc.component import Architecture
from archc.diagnostics import Label, Severity
from archc.edits import Fix, Repair, Write
from archc.kinds.network.load_balancer import LoadBalancer
from archc.rules.rule import Finding, Pillar, Rule
from archc.rules.servers import zones_of

RULE = Rule("LBA507", Severity.WARNING, Pillar.RELIABILITY, repair=Repair.UNSAFE)


def check(balancer: LoadBalancer, design: Architecture) -> Iterator[Finding]:
    """Compare the zones at both ends of its arrows."""
    own = zones_of(design, balancer)
    for relation in design.out_of(balancer):
        missing = sorted(zones_of(design, relation.target) - own)
        if own and missing and design.vpc_of(balancer) is design.vpc_of(relation.target):
            tier = design.holders(balancer)[0]
            yield Finding(
                f"'{balancer.name}' sends nothing to '{relation.target.name}' in zone "
                f"{' and '.join(missing)}",
                Fix(
                    f"let the tier '{tier.name}' use these zones too",
                    (Write(tier.name, f"zones: {ord(missing[-1]) - ord('a') + 1}"),),
                ),
                tier.at("zones"),
                f"zone {' and '.join(sorted(own))} only",
                (Label("has servers in other zones", relation.span),),
            )
