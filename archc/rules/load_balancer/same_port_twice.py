"""Two listeners on one port.

What it does
------------
Looks for a load balancer with two listeners for the same port.

Why
---
A port has one listener. AWS refuses the second one, and the deployment stops.

Bad
---

    architecture shop
    users people
    vpc lab {
      tier edge { public }
      tier app { private }
    }
    load_balancer front in edge {
      listen: https 8443 certificate "arn:aws:acm:eu-west-1:123456789012:certificate/1"
      listen: http 8443 redirect https
    }
    instance web in app
    people -> front -> web

Good
----

    architecture shop
    users people
    vpc lab {
      tier edge { public }
      tier app { private }
    }
    load_balancer front in edge {
      listen: https 443 certificate "arn:aws:acm:eu-west-1:123456789012:certificate/1"
      listen: http 80 redirect https
    }
    instance web in app
    people -> front -> web

Fix
---
Give each listener a port of its own: 443 for https, 80 for http.

References
----------
- https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-listeners.html

"""

from collections import Counter
from collections.abc import Iterator

from archc.component import Architecture
from archc.diagnostics import Severity
from archc.kinds.network.load_balancer import LoadBalancer
from archc.rules.rule import Finding, Pillar, Rule

RULE = Rule("LBA982", Severity.ERROR, Pillar.CORRECTNESS)


def check(balancer: LoadBalancer, _: Architecture) -> Iterator[Finding]:
    """Count the listeners of each port."""
    for port, number in Counter(one.effective_port for one in balancer.listen).items():
        if number > 1:
            yield Finding(
                f"'{balancer.name}' has {number} listeners on port {port}",
                "write another port for one of them",
                balancer.at("listen"),
                "a port has one listener",
            )
