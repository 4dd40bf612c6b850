"""Internet-facing load balancer in a private tier.

What it does
------------
Looks for a load balancer that is not `internal` and stands in a private or isolated tier.

Why
---
Nobody outside reaches an address in a subnet without a route to the internet.

Bad
---

    architecture shop
    vpc lab {
      tier edge { public }
      tier app { private }
    }
    users people
    load_balancer front in app { listen: http 80 }
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
    load_balancer front in edge { listen: http 80 }
    instance web in app
    people -> front -> web

Fix
---
Put it in a public tier, or write `internal` if only your own servers call it.

References
----------
- https://docs.aws.amazon.com/elasticloadbalancing/latest/application/application-load-balancers.html

"""

from collections.abc import Iterator

from archc.component import Architecture
from archc.diagnostics import Label, Severity
from archc.edits import Fix, Put, Repair
from archc.kinds.network.load_balancer import LoadBalancer
from archc.routes import layers, reach_of
from archc.rules.rule import Finding, Pillar, Rule

RULE = Rule("LBA503", Severity.ERROR, Pillar.CORRECTNESS, repair=Repair.UNSAFE)


def check(balancer: LoadBalancer, design: Architecture) -> Iterator[Finding]:
    """Look at the class of every tier that it stands in."""
    own = [t for t in design.holders(balancer) if t.name in design.subnets]
    closed = [t for t in own if reach_of(design, t) != "public"]
    if balancer.internal or not closed:
        return
    vpc = design.vpc_of(balancer)
    public = [t.name for t in layers(design, vpc, "public")] if vpc is not None else []
    yield Finding(
        f"the load balancer '{balancer.name}' faces the internet from the tier '{closed[0].name}'",
        Fix(
            f"write `in {public[0] if public else 'edge'}` (a public tier), or `internal` in its "
            "block",
            tuple(Put(balancer.name, (name,)) for name in public[:1]),
        ),
        balancer.span,
        "nobody outside can reach it here",
        tuple(Label("has no route to the internet", t.at("private", "isolated")) for t in closed),
    )
