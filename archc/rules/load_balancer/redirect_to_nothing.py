"""Redirect to a listener that does not exist.

What it does
------------
Looks for an http listener that redirects to https at a load balancer without an https listener.

Why
---
The browser follows the redirect to a port where nothing answers.

Bad
---

    architecture shop
    vpc lab {
      tier edge { public }
      tier app { private }
    }
    users people
    load_balancer front in edge { listen: http 80 redirect https }
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
      listen: http 80 redirect https
    }
    instance web in app
    people -> front -> web

Fix
---
Add the https listener with its certificate, or remove `redirect https`.

References
----------
- https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-listeners.html

"""

from collections.abc import Iterator

from archc.component import Architecture
from archc.diagnostics import Severity
from archc.kinds.network.load_balancer import LoadBalancer
from archc.rules.rule import Finding, Pillar, Rule

RULE = Rule("LBA516", Severity.ERROR, Pillar.CORRECTNESS)


def check(balancer: LoadBalancer, _: Architecture) -> Iterator[Finding]:
    """Look for the listener that the redirect leads to."""
    redirects = any(entry.redirect for entry in balancer.listen)
    if redirects and not any(entry.protocol == "https" for entry in balancer.listen):
        yield Finding(
            f"the load balancer '{balancer.name}' redirects to https and has no https listener",
            'write `listen: https 443 certificate "arn:aws:acm:…"`',
            balancer.at("listen"),
            "leads to a closed port",
        )
