"""Isolated subnet with a way out.

What it does
------------
Compares the claim `isolated` of a subnet, or of a tier with written `routes`, with the default
routes of its table.

Why
---
Isolated means that nothing leads out; whoever reads the design relies on it, and a NAT gateway or
a default route breaks it.

Bad
---

    architecture shop
    vpc lab {
      internet_gateway igw
      subnet web_a { cidr: 10.0.1.0/24; public; routes: out }
      subnet app_a { cidr: 10.0.3.0/24; private; routes: middle }
      subnet data_a { cidr: 10.0.2.0/24; isolated; routes: inside }
      nat_gateway nat in web_a
      route_table out { route: 0.0.0.0/0 via igw }
      route_table middle { route: 0.0.0.0/0 via nat }
      route_table inside { route: 0.0.0.0/0 via nat }
    }

Good
----

    architecture shop
    vpc lab {
      subnet data_a { cidr: 10.0.2.0/24; isolated; routes: inside }
      route_table inside
    }

Fix
---
Remove the route, give the subnet a table of its own, or say `private`.

References
----------
- https://docs.aws.amazon.com/vpc/latest/userguide/configure-subnets.html

"""

from collections.abc import Iterator

from archc.component import Architecture
from archc.diagnostics import Label, Severity
from archc.edits import Cut, Fix, Repair
from archc.kinds.network.vpc import Vpc
from archc.routes import layers, reach_along, ways_of
from archc.rules.networks import claim_of, kind
from archc.rules.rule import Finding, Pillar, Rule

RULE = Rule("ROU214", Severity.ERROR, Pillar.SECURITY, repair=Repair.UNSAFE)


def check(vpc: Vpc, design: Architecture) -> Iterator[Finding]:
    """Look for layers that claim to be isolated, and are private by their routes."""
    for layer in layers(design, vpc):
        said, table = claim_of(design, layer) or ("", layer)
        ways = ways_of(design, table) if said == "isolated" else ()
        if reach_along(ways) == "private":
            out = next(w for w in ways if kind(w) in ("nat", "eigw") or not w.destination.prefixlen)
            yield Finding(
                f"'{layer.name}' says `isolated`, and its route table '{table.name}' leads out",
                Fix(
                    f"remove the route for {out.destination} from '{table.name}', or say `private`",
                    (Cut(out.span),),
                ),
                layer.at("isolated"),
                "is not isolated",
                (Label("a way out", out.span),),
            )
