"""Internal load balancer in a public tier.

What it does
------------
Looks for an internal load balancer in public subnets.

Why
---
It has private addresses only and serves the inside: a public subnet gives it nothing, and puts it
among what the internet reaches.

Bad
---

    architecture shop
    vpc lab {
      tier edge { public }
      tier app { private }
    }
    load_balancer middle in edge { internal; listen: http 8080 }
    instance web in app
    instance stock in app
    web -> middle
    middle -> stock : http 8080

Good
----

    architecture shop
    vpc lab {
      tier edge { public }
      tier app { private }
    }
    load_balancer middle in app { internal; listen: http 8080 }
    instance web in app
    instance stock in app
    web -> middle
    middle -> stock : http 8080

Fix
---
Put it in a private tier.

References
----------
- https://docs.aws.amazon.com/elasticloadbalancing/latest/application/application-load-balancers.html

"""

from collections.abc import Iterator

from archc.component import Architecture
from archc.diagnostics import Severity
from archc.edits import Fix, Put, Repair
from archc.kinds.network.load_balancer import LoadBalancer
from archc.network import is_public
from archc.routes import layers
from archc.rules.rule import Finding, Pillar, Rule

RULE = Rule("LBA985", Severity.ADVICE, Pillar.SECURITY, repair=Repair.UNSAFE)


def check(balancer: LoadBalancer, design: Architecture) -> Iterator[Finding]:
    """Look at where an internal balancer stands."""
    if balancer.internal and is_public(design, balancer):
        yield Finding(
            f"the internal load balancer '{balancer.name}' stands in public subnets",
            _fix(balancer, design),
            balancer.span,
            "serves the inside only",
        )


def _fix(balancer: LoadBalancer, design: Architecture) -> Fix:
    vpc = design.vpc_of(balancer)
    closed = layers(design, vpc, "private", "isolated")[:1] if vpc is not None else ()
    moves = tuple(Put(balancer.name, (layer.name,)) for layer in closed if layer.word == "tier")
    return Fix(f"put '{balancer.name}' in a private tier", moves)
