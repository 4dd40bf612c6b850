"""HTTPS listener without a certificate.

What it does
------------
Looks for an https listener that names no certificate.

Why
---
A browser trusts an https address by its certificate; AWS refuses the listener without one.

Bad
---

    architecture shop
    vpc lab {
      tier edge { public }
      tier app { private }
    }
    users people
    load_balancer front in edge { listen: https 443 }
    instance web in app
    people -> front -> web

Good
----

    architecture shop
    vpc lab {
      tier edge { public }
      tier app { private }
    }
    users people
    load_balancer front in edge {
      listen: https 443 certificate "arn:aws:acm:eu-west-1:123456789012:certificate/1"
    }
    instance web in app
    people -> front -> web

Fix
---
Request a certificate in AWS Certificate Manager and write its ARN.

References
----------
- https://docs.aws.amazon.com/elasticloadbalancing/latest/application/create-https-listener.html
- https://docs.aws.amazon.com/acm/latest/userguide/gs.html

"""

from collections.abc import Iterator

from archc.component import Architecture
from archc.diagnostics import Severity
from archc.kinds.network.load_balancer import LoadBalancer
from archc.rules.rule import Finding, Pillar, Rule

RULE = Rule("LBA512", Severity.ERROR, Pillar.CORRECTNESS)


def check(balancer: LoadBalancer, _: Architecture) -> Iterator[Finding]:
    """Look at every https listener."""
    for entry in balancer.listen:
        if entry.protocol == "https" and entry.certificate is None:
            port = entry.effective_port
            yield Finding(
                f"the https listener of '{balancer.name}' on port {port} has no certificate",
                f'write `https {port} certificate "arn:aws:acm:…"`, or `http 80` in a lab',
                balancer.at("listen"),
                "has nothing to show to a browser",
            )
