"""Load balancer without targets.

What it does
------------
Looks for a load balancer that forwards to nothing, unless each listener only redirects.

Why
---
A load balancer answers nothing itself; with no server behind it, every visitor sees an error.

Bad
---

    architecture shop
    vpc lab {
      tier edge { public }
      tier app { private }
    }
    users people
    load_balancer front in edge { listen: http 80 }
    scaling_group web in app { scale: cpu 60% }
    people -> front

Good
----

    architecture shop
    vpc lab {
      tier edge { public }
      tier app { private }
    }
    users people
    load_balancer front in edge { listen: http 80 }
    scaling_group web in app { scale: cpu 60% }
    people -> front
    front -> web

Fix
---
Draw the arrow from the load balancer to its servers.

References
----------
- https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-target-groups.html

"""

from collections.abc import Iterator

from archc.component import Architecture
from archc.diagnostics import Severity
from archc.edits import Fix, New, Repair
from archc.kinds.network.load_balancer import LoadBalancer
from archc.rules.rule import Finding, Pillar, Rule
from archc.rules.uses import names_unread

RULE = Rule("LBA505", Severity.ERROR, Pillar.CORRECTNESS, repair=Repair.UNSAFE)


def check(balancer: LoadBalancer, design: Architecture) -> Iterator[Finding]:
    """Count its arrows."""
    only_redirects = bool(balancer.listen) and all(entry.redirect for entry in balancer.listen)
    if design.out_of(balancer) or only_redirects or names_unread(balancer, design):
        return
    servers = [c.name for c in design.components.values() if c.registers]
    arrow = f"{balancer.name} -> {servers[0] if servers else 'web'}"
    yield Finding(
        f"the load balancer '{balancer.name}' forwards to nothing",
        Fix(f"write `{arrow}`", (New(arrow),) if len(servers) == 1 else ()),
        balancer.span,
        "has no arrow to a server",
    )
