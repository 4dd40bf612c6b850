"""Two subnets with one IPv6 block.

What it does
------------
Looks for subnets of a dual-stack VPC that would get the same /64 of its IPv6 block.

Why
---
A /64 belongs to one subnet only; AWS refuses the second. It follows from the IPv4 block, and of a
/16 only the third number counts.

Bad
---

    architecture shop
    vpc lab {
      ipv6
      subnet one_a { cidr: 10.0.1.0/25 }
      subnet two_a { cidr: 10.0.1.128/25 }
    }

Good
----

    architecture shop
    vpc lab {
      ipv6
      subnet one_a { cidr: 10.0.1.0/25 }
      subnet two_a { cidr: 10.0.1.128/25; slot6: 2 }
    }

Fix
---
Write `slot6` in one of them, a number from 0 to 255 that no other subnet has.

References
----------
- https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html
- https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html

"""

from collections.abc import Iterator

from archc.component import Architecture, Component
from archc.diagnostics import Label, Severity
from archc.edits import Repair, write
from archc.kinds.network.vpc import Vpc
from archc.rules.networks import all_subnets
from archc.rules.rule import Finding, Pillar, Rule

RULE = Rule("NET113", Severity.ERROR, Pillar.CORRECTNESS, repair=Repair.SAFE)


def check(vpc: Vpc, design: Architecture) -> Iterator[Finding]:
    """Look for a number of a /64 that comes twice, where the IPv4 blocks differ."""
    if not vpc.ipv6:
        return
    taken: dict[int, tuple[Component, object]] = {}
    numbers = {subnet.slot6 for _, subnet in all_subnets(design, vpc)}
    for layer, subnet in all_subnets(design, vpc):
        if subnet.slot6 is None or subnet.block is None:
            continue
        first, block = taken.setdefault(subnet.slot6, (layer, subnet.block))
        if block != subnet.block and not subnet.block.overlaps(block):  # type: ignore[arg-type]
            free = next((n for n in range(256) if n not in numbers), 0)
            yield Finding(
                f"'{first.name}' and '{layer.name}' would have the same IPv6 block",
                write(layer.name, f"slot6: {free}", f"write `{{}}` in '{layer.name}'"),
                layer.at("slot6", "cidr", "cidrs"),
                f"number {subnet.slot6} of the VPC's /64 blocks",
                (Label("has this number too", first.at("slot6", "cidr", "cidrs")),),
            )
