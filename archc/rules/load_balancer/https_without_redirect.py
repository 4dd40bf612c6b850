"""HTTPS without a redirect from HTTP.

What it does
------------
Looks for an internet-facing load balancer with an https listener and nothing on port 80.

Why
---
Whoever follows an old link or types `http://` waits until the browser gives up. A redirect costs
one line, and sends them to HTTPS.

Bad
---

    architecture shop
    users people
    vpc lab {
      tier edge { public }
      tier app { private }
    }
    load_balancer front in edge {
      listen: https 443 certificate "arn:aws:acm:eu-west-1:123456789012:certificate/1"
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
Write `listen: http 80 redirect https` too.

References
----------
- https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-listeners.html

"""

from collections.abc import Iterator

from archc.component import Architecture
from archc.diagnostics import Severity
from archc.edits import Repair, include
from archc.kinds.network.load_balancer import LoadBalancer
from archc.rules import servers
from archc.rules.rule import Finding, Pillar, Rule

RULE = Rule("LBA984", Severity.ADVICE, Pillar.OPERATIONS, repair=Repair.UNSAFE)


def check(balancer: LoadBalancer, design: Architecture) -> Iterator[Finding]:
    """Look for what answers on port 80 beside https."""
    visited = any(servers.is_world(relation.source) for relation in design.into(balancer))
    if balancer.internal or not visited:
        return
    secure = any(one.protocol == "https" for one in balancer.listen)
    if secure and all(one.effective_port != 80 for one in balancer.listen):
        yield Finding(
            f"nothing answers visitors of '{balancer.name}' who come by http",
            include(balancer.name, "listen", "http 80 redirect https", "write `{}` too"),
            balancer.at("listen"),
            "https only",
        )
