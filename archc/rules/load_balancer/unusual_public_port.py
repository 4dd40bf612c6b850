"""Public load balancer on a port that nobody types.

What it does
------------
Looks for an internet-facing load balancer none of whose listeners has the port that a browser asks:
80 for http, 443 for https.

Why
---
A browser asks port 443 or 80 unless the address names another one. Whoever types the name alone
gets no answer.

Bad
---

    architecture shop
    users people
    vpc lab {
      tier edge { public }
      tier app { private }
    }
    load_balancer front in edge { listen: http 8080 }
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
    load_balancer front in edge { listen: http 80 }
    instance web in app
    people -> front
    front -> web : http 8080

Fix
---
Listen on 443 or 80; what the servers listen on is another matter.

References
----------
- https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-listeners.html

"""

from collections.abc import Iterator

from archc.component import Architecture
from archc.diagnostics import Severity
from archc.kinds.network.load_balancer import LoadBalancer
from archc.rules import servers
from archc.rules.rule import Finding, Pillar, Rule

RULE = Rule("LBA983", Severity.ADVICE, Pillar.OPERATIONS)

_ASKED = {"http": 80, "https": 443}


def check(balancer: LoadBalancer, design: Architecture) -> Iterator[Finding]:
    """Look at the listeners that people visit."""
    visited = any(servers.is_world(relation.source) for relation in design.into(balancer))
    if balancer.internal or not visited:
        return
    for protocol, port in _ASKED.items():
        found = [one for one in balancer.listen if one.protocol == protocol and not one.redirect]
        if found and all(one.effective_port != port for one in found):
            yield Finding(
                f"'{balancer.name}' listens for {protocol} on port {found[0].effective_port}, "
                f"which no browser asks by itself",
                f"write `listen: {protocol} {port}`",
                balancer.at("listen"),
                "has to be typed",
            )
