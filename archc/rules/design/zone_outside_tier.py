"""Zone that the tier does not use.

What it does
------------
Looks for an instance, a NAT instance or a NAT gateway that wants a zone in which its tier has no
subnet, or another zone than that of its subnet.

Why
---
It needs a subnet in the zone that it runs in; there is none, so it would be created nowhere.

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
from archc.edits import Fix, Repair, Write
from archc.rules.rule import Finding, Pillar, Rule

RULE = Rule("EC2542", Severity.ERROR, Pillar.CORRECTNESS, repair=Repair.SAFE)

_IN_ONE_ZONE = ("instance", "nat_gateway", "nat_instance")


def check(design: Architecture) -> Iterator[Finding]:
    """Look for the zone among the subnets of the tier."""
    for one in design.of_kind(*_IN_ONE_ZONE):
        wanted = getattr(one, "zone", None)
        layers = [layer for layer in design.holders(one) if layer.name in design.subnets]
        zones = [subnet.zone for layer in layers for subnet in design.subnets[layer.name]]
        if wanted is None or not zones or wanted in zones:
            continue
        is_tier = layers[0].word == "tier"
        place = "has no subnet there" if is_tier else f"lies in zone {zones[0]}"
        yield Finding(
            f"'{one.name}' wants zone {wanted}, and its {layers[0].word} '{layers[0].name}' "
            f"{place}",
            Fix(
                f"write one of its zones: {', '.join(zones)}",
                (Write(one.name, f"zone: {zones[0]}"),),
            ),
            one.at("zone"),
            "no subnet in this zone",
            (Label(f"uses zone {', '.join(zones)}", layers[0].span),),
        )
