"""Load balancer that nobody calls.

What it does
------------
Looks for a load balancer that forwards requests and that no arrow comes to.

Why
---
A load balancer is paid for by the hour whether anybody uses it or not, and its group is closed to
everybody without an arrow.

Bad
---

    architecture shop
    vpc lab {
      tier edge { public }
      tier app { isolated }
    }
    load_balancer front in edge {
      listen: https 443 certificate "arn:aws:acm:eu-west-1:123456789012:certificate/1"
    }
    scaling_group web in app { scale: cpu 60% }
    front -> web

Good
----

    architecture shop
    users people
    vpc lab {
      tier edge { public }
      tier app { isolated }
    }
    load_balancer front in edge {
      listen: https 443 certificate "arn:aws:acm:eu-west-1:123456789012:certificate/1"
    }
    scaling_group web in app { scale: cpu 60% }
    people -> front -> web

Fix
---
Draw who uses it, such as `people -> front`, or remove it.

References
----------
- https://docs.aws.amazon.com/elasticloadbalancing/latest/application/introduction.html

"""

from collections.abc import Iterator

from archc.component import Architecture
from archc.diagnostics import Severity
from archc.kinds.network.load_balancer import LoadBalancer
from archc.rules.rule import Finding, Pillar, Rule
from archc.rules.uses import is_named

RULE = Rule("LBA518", Severity.ADVICE, Pillar.COST)


def check(balancer: LoadBalancer, design: Architecture) -> Iterator[Finding]:
    """Look for an arrow to it."""
    unused = not design.into(balancer) and not is_named(balancer, design)
    if design.out_of(balancer) and unused:
        caller = next((c.name for c in design.of_kind("users")), "people")
        yield Finding(
            f"nobody sends anything to the load balancer '{balancer.name}'",
            f"draw who uses it, such as `{caller} -> {balancer.name}`, or remove it",
            balancer.span,
            "paid for, and closed to everybody",
        )
