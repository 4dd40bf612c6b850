"""Zone that the tier does not use.

What it does
------------
Looks for an instance in a zone in which its tier has no subnet.

Why
---
An instance stands in a subnet, and its tier has subnets only in the zones it uses.

Bad
---

    architecture shop
    vpc lab { tier app { isolated } }
    instance web in app { zone: c }

Good
----

    architecture shop
    vpc lab { tier app { isolated } }
    instance web in app { zone: b }

Fix
---
Write a zone of the tier, or let the tier use more zones.

References
----------
- https://docs.aws.amazon.com/vpc/latest/userguide/configure-subnets.html

"""

from collections.abc import Iterator

from archc.component import Architecture
from archc.diagnostics import Label, Severity
from archc.kinds.compute.instance import Instance
from archc.rules.rule import Finding, Pillar, Rule

RULE = Rule("EC2542", Severity.ERROR, Pillar.CORRECTNESS)


def check(instance: Instance, design: Architecture) -> Iterator[Finding]:
    """Look for the zone among the subnets of its tier."""
    tiers = [tier for tier in design.holders(instance) if tier.name in design.subnets]
    zones = [subnet.zone for tier in tiers for subnet in design.subnets[tier.name]]
    if instance.zone is not None and zones and instance.zone not in zones:
        yield Finding(
            f"'{instance.name}' wants zone {instance.zone}, and its tier '{tiers[0].name}' has no "
            "subnet there",
            f"write one of its zones: {', '.join(zones)}",
            instance.at("zone"),
            "no subnet in this zone",
            (Label(f"uses zone {', '.join(zones)}", tiers[0].span),),
        )
