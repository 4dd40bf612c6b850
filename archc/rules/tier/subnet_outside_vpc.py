"""Subnet outside its VPC.

What it does
------------
Looks for a tier with a block that does not lie in the block of its VPC.

Why
---
A subnet is a part of its VPC; AWS refuses a block that is not inside the VPC's.

Bad
---

    architecture shop
    vpc lab {
      cidr: 10.0.0.0/16
      tier edge { public; cidrs: 10.0.0.0/24, 10.1.1.0/24 }
    }

Good
----

    architecture shop
    vpc lab {
      cidr: 10.0.0.0/16
      tier edge { public; cidrs: 10.0.0.0/24, 10.0.1.0/24 }
    }

Fix
---
Write a block inside the VPC's; the message names a free one.

References
----------
- https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html

"""

from collections.abc import Iterator

from archc import limits
from archc.component import Architecture
from archc.diagnostics import Label, Severity
from archc.kinds.network.tier import Tier
from archc.rules.blocks import free_block
from archc.rules.rule import Finding, Pillar, Rule

RULE = Rule("NET103", Severity.ERROR, Pillar.CORRECTNESS)


def check(tier: Tier, design: Architecture) -> Iterator[Finding]:
    """Look for every written block in the VPC's."""
    vpc = design.vpc_of(tier)
    if vpc is None:
        return
    whole = getattr(vpc, "cidr")  # noqa: B009  (every VPC has one)
    for block in tier.cidrs:
        if block.prefixlen in limits.BLOCK_PREFIXES and not block.subnet_of(whole):
            free = free_block(design, vpc, block.prefixlen)
            yield Finding(
                f"the block {block} of the tier '{tier.name}' lies outside of the VPC's {whole}",
                f"write `{free}`, which is free" if free else f"write a block inside {whole}",
                tier.at("cidrs"),
                f"{block} is not in {whole}",
                (Label("the VPC's block", vpc.at("cidr")),),
            )
