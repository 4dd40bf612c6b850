"""Plain HTTP to the internet.

What it does
------------
Looks for an internet-facing load balancer with an http listener that does not redirect to https.

Why
---
Whoever sits on the way reads and changes what travels over plain HTTP, passwords included.

Bad
---

    architecture shop
    purpose: production
    vpc lab {
      tier edge { public }
      tier app { isolated }
    }
    users people
    load_balancer front in edge { listen: http 80 }
    scaling_group web in app { scale: cpu 60%; detailed_monitoring }
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
      listen: http 80 redirect https
    }
    scaling_group web in app { scale: cpu 60%; detailed_monitoring }
    people -> front -> web

Fix
---
Add an https listener with a certificate, and let the http listener redirect to it.

References
----------
- https://docs.aws.amazon.com/elasticloadbalancing/latest/application/create-https-listener.html

"""

from collections.abc import Iterator

from archc.component import Architecture
from archc.diagnostics import Severity
from archc.kinds.network.load_balancer import LoadBalancer
from archc.rules.rule import Finding, Pillar, Rule

RULE = Rule("LBA511", Severity.WARNING, Pillar.SECURITY, hardening=True)


def check(balancer: LoadBalancer, _: Architecture) -> Iterator[Finding]:
    """Look at every listener of a balancer that faces the internet."""
    plain = [entry for entry in balancer.listen if entry.protocol == "http" and not entry.redirect]
    if plain and not balancer.internal:
        port = plain[0].effective_port
        yield Finding(
            f"the load balancer '{balancer.name}' speaks plain HTTP to the internet on port {port}",
            f'write `listen: https 443 certificate "arn:…", http {port} redirect https`',
            balancer.at("listen"),
            "not encrypted",
        )
