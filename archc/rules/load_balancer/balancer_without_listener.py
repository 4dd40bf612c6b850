"""Load balancer without a listener.

What it does
------------
Looks for a load balancer that listens on no port.

Why
---
Without a listener a load balancer accepts no request at all.

Bad
---

    architecture shop
    vpc lab {
      tier edge { public }
      tier app { private }
    }
    instance desk in app
    load_balancer front in app { internal }
    instance web in app
    desk -> front : http
    front -> web

Good
----

    architecture shop
    vpc lab {
      tier edge { public }
      tier app { private }
    }
    instance desk in app
    load_balancer front in app { internal; listen: http 80 }
    instance web in app
    desk -> front : http
    front -> web

Fix
---
Write `listen: http 80` in its block.

References
----------
- https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-listeners.html

"""

from collections.abc import Iterator

from archc.component import Architecture
from archc.diagnostics import Severity
from archc.edits import Repair, write
from archc.kinds.network.load_balancer import LoadBalancer
from archc.rules.rule import Finding, Pillar, Rule

RULE = Rule("LBA504", Severity.ERROR, Pillar.CORRECTNESS, repair=Repair.UNSAFE)


def check(balancer: LoadBalancer, _: Architecture) -> Iterator[Finding]:
    """Count its listeners."""
    if not balancer.listen:
        yield Finding(
            f"the load balancer '{balancer.name}' listens on no port",
            write(
                balancer.name,
                "listen: http 80",
                f"write `load_balancer {balancer.name} … {{ {{}} }}`",
            ),
            balancer.span,
            "accepts nothing",
        )
