"""Internal load balancer that outsiders should reach.

What it does
------------
Looks for an arrow from outside that ends at a load balancer with `internal`.

Why
---
An internal load balancer has private addresses only, which mean nothing on the internet.

Bad
---

    architecture shop
    vpc lab {
      tier edge { public }
      tier app { private }
    }
    users people
    load_balancer front in app {
      listen: https 443 certificate "arn:aws:acm:eu-west-1:123456789012:certificate/1",
              http 80 redirect https
      internal
    }
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
      listen: https 443 certificate "arn:aws:acm:eu-west-1:123456789012:certificate/1",
              http 80 redirect https
    }
    instance web in app
    people -> front -> web

Fix
---
Remove `internal` and put the load balancer in a public tier, or remove the arrow.

References
----------
- https://docs.aws.amazon.com/elasticloadbalancing/latest/application/application-load-balancers.html

"""

from collections.abc import Iterator

from archc.component import Architecture
from archc.diagnostics import Label, Severity
from archc.edits import Fix, Put, Remove, Repair
from archc.kinds.network.load_balancer import LoadBalancer
from archc.routes import layers
from archc.rules.rule import Finding, Pillar, Rule

RULE = Rule("LBA513", Severity.ERROR, Pillar.CORRECTNESS, repair=Repair.UNSAFE)


def check(balancer: LoadBalancer, design: Architecture) -> Iterator[Finding]:
    """Look for arrows from outside."""
    if not balancer.internal:
        return
    for relation in design.into(balancer):
        if relation.source.outside:
            yield Finding(
                f"'{relation.source.name}' cannot reach the internal load balancer "
                f"'{balancer.name}'",
                _fix(balancer, design),
                relation.span,
                "comes from outside of the network",
                (Label("has private addresses only", balancer.at("internal")),),
            )


def _fix(balancer: LoadBalancer, design: Architecture) -> Fix:
    vpc = design.vpc_of(balancer)
    public = layers(design, vpc, "public")[:1] if vpc is not None else ()
    told = f"remove `internal` from '{balancer.name}' and put it in a public tier"
    moved = tuple(Put(balancer.name, (layer.name,)) for layer in public)
    return Fix(told, (Remove(balancer.name, "internal"), *moved))
