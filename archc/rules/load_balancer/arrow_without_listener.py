"""Arrow to a port where nothing listens.

What it does
------------
Looks for an arrow to a load balancer on a port that has no listener.

Why
---
A load balancer accepts requests on the ports of its listeners only.

Bad
---

    architecture shop
    vpc lab {
      tier edge { public }
      tier app { private }
    }
    users people
    load_balancer front in edge { listen: http 80 }
    instance web in app
    people -> front : https
    front -> web

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
    people -> front : http
    front -> web

Fix
---
Let the arrow use a listener's port, or add a listener.

References
----------
- https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-listeners.html

"""

from collections.abc import Iterator

from archc.component import Architecture
from archc.diagnostics import Label, Severity
from archc.edits import Fix, Repair, Unsay
from archc.kinds.network.load_balancer import LoadBalancer
from archc.rules.rule import Finding, Pillar, Rule

RULE = Rule("LBA514", Severity.ERROR, Pillar.CORRECTNESS, repair=Repair.UNSAFE)


def check(balancer: LoadBalancer, design: Architecture) -> Iterator[Finding]:
    """Compare the ports of the arrows to it with its listeners."""
    served = balancer.serves()
    for relation in design.into(balancer) if served else ():
        for port in relation.ports:
            if port.protocol != "icmp" and not any(port.covers(own) for own in served):
                yield Finding(
                    f"nothing listens on {port} at the load balancer '{balancer.name}'",
                    Fix(
                        f"write `{relation.text}`, which means its listeners, or add a listener",
                        (Unsay(relation.span),),
                    ),
                    relation.span,
                    "arrives at a closed port",
                    (Label("what it listens on", balancer.at("listen")),),
                )
