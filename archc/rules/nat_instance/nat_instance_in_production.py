"""NAT instance where a NAT gateway would do.

What it does
------------
Looks for a NAT instance.

Why
---
It is one machine that somebody has to patch, watch and replace; a NAT gateway is run by AWS and
grows by itself.

Bad
---

    architecture shop
    purpose: production
    vpc lab {
      flow_logs
      internet_gateway igw
      subnet web_a { cidr: 10.0.1.0/24; routes: out }
      subnet app_a { cidr: 10.0.2.0/24; routes: inside }
      nat_instance old_nat in web_a
      route_table out { route: 0.0.0.0/0 via igw }
      route_table inside { route: 0.0.0.0/0 via old_nat }
    }
    instance app in app_a
    app -> internet : https

Good
----

    architecture shop
    vpc lab {
      internet_gateway igw
      subnet web_a { cidr: 10.0.1.0/24; routes: out }
      subnet app_a { cidr: 10.0.2.0/24; routes: inside }
      nat_gateway nat in web_a
      route_table out { route: 0.0.0.0/0 via igw }
      route_table inside { route: 0.0.0.0/0 via nat }
    }
    instance app in app_a
    app -> internet : https

Fix
---
Write a `nat_gateway` in its place. To keep the instance for its price is a decision to write down
in `why`.

References
----------
- https://docs.aws.amazon.com/vpc/latest/userguide/vpc-nat-comparison.html
- https://docs.aws.amazon.com/vpc/latest/userguide/VPC_NAT_Instance.html

"""

from collections.abc import Iterator

from archc.component import Architecture
from archc.diagnostics import Severity
from archc.edits import Call, Fix, Repair
from archc.kinds.compute.nat_instance import NatInstance
from archc.rules.rule import Finding, Pillar, Rule

RULE = Rule("ROU208", Severity.WARNING, Pillar.OPERATIONS, repair=Repair.UNSAFE)


def check(nat: NatInstance, design: Architecture) -> Iterator[Finding]:
    """Say so of every one that nobody gives a reason for."""
    if nat.why is None and nat.places:
        layer = design.holders(nat)[:1]
        yield Finding(
            f"'{nat.name}' is a machine of your own that has to be patched and watched",
            Fix(
                f"write `nat_gateway {nat.name} in {layer[0].name if layer else 'edge'}`, or say "
                "in `why` what speaks for the instance",
                (Call(nat.name, "nat_gateway"),),
            ),
            nat.span,
            "fails as one machine",
        )
