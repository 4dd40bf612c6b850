"""Servers that can be reached round their load balancer.

What it does
------------
Looks for an arrow from outside that ends at a server which a load balancer forwards to. Logging
in from an office over SSH or RDP is no bypass.

Why
---
What the load balancer guards, spreads and logs, it cannot guard where requests come in beside it.

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
    people -> front -> web
    people -> web : http

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
    people -> front -> web

Fix
---
Remove the arrow past the load balancer.

References
----------
- https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-update-security-groups.html

"""

from collections.abc import Iterator

from archc.component import Architecture
from archc.diagnostics import Label, Severity
from archc.edits import Fix, Repair, Unlink
from archc.rules import servers
from archc.rules.rule import Finding, Pillar, Rule

RULE = Rule("SGR405", Severity.ERROR, Pillar.SECURITY, repair=Repair.UNSAFE)


def check(design: Architecture) -> Iterator[Finding]:
    """Look for an outsider's arrow to a server with a load balancer."""
    for relation in design.relations:
        if servers.goes_round(design, relation):
            forward = servers.balancers_of(design, relation.target)[0]
            yield Finding(
                f"'{relation.source.name}' reaches '{relation.target.name}' round the load "
                f"balancer '{forward.source.name}'",
                Fix(
                    f"remove the arrow `{relation.text}`",
                    (Unlink(relation.span, relation.source.name, relation.target.name),),
                ),
                relation.span,
                "does not go through the load balancer",
                (Label("the way that requests should take", forward.span),)
                if forward.span != relation.span
                else (),
                about=relation.end,
            )
