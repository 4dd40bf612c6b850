"""Subnet of the wrong size.

What it does
------------
Looks for a tier whose subnets get no block, or a block that is larger than /16 or smaller than
/28.

Why
---
AWS refuses to create a subnet whose block is not between /16 and /28.

Bad
---

    architecture shop
    vpc lab {
      cidr: 10.0.0.0/24
      tier edge { public }
    }

Good
----

    architecture shop
    vpc lab {
      cidr: 10.0.0.0/24
      tier edge { public; cidrs: 10.0.0.0/26, 10.0.0.64/26 }
    }

Fix
---
Give the VPC a block of /20 or larger, or write the tier's `cidrs`, one for each zone.

References
----------
- https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html

"""

from collections.abc import Iterator

from archc import limits
from archc.component import Architecture, Component
from archc.diagnostics import Label, Severity
from archc.kinds.network.tier import Tier
from archc.rules.rule import Finding, Pillar, Rule

RULE = Rule("NET102", Severity.ERROR, Pillar.CORRECTNESS)


def check(tier: Tier, design: Architecture) -> Iterator[Finding]:
    """Look at the block of every subnet; a VPC's own wrong block is another rule's business."""
    vpc = design.vpc_of(tier)
    if vpc is None:
        return
    block = getattr(vpc, "cidr")  # noqa: B009  (every VPC has one)
    subnets = design.subnets.get(tier.name, ())
    if not tier.cidrs and block.prefixlen in limits.BLOCK_PREFIXES:
        if any(subnet.block is None for subnet in subnets):
            yield _too_small(tier, vpc, f"{block}")
        return
    if tier.cidrs and len(tier.cidrs) < len(subnets):
        yield _too_few(tier, len(subnets))
    for wrong in tier.cidrs:
        if wrong.prefixlen not in limits.BLOCK_PREFIXES:
            message = f"the block {wrong} of the tier '{tier.name}' is not between /16 and /28"
            fix = "write a block of an allowed size, such as a /24"
            yield Finding(message, fix, tier.at("cidrs"), f"a /{wrong.prefixlen}")


def _too_small(tier: Tier, vpc: Component, block: str) -> Finding:
    return Finding(
        f"the VPC's block {block} has no room for the subnets of the tier '{tier.name}'",
        "write a larger block in the VPC, such as `cidr: 10.0.0.0/16`, or `cidrs:` in the tier",
        tier.span,
        "a sixteenth of a sixteenth would be smaller than /28",
        (Label("the block to be divided", vpc.at("cidr")),),
    )


def _too_few(tier: Tier, zones: int) -> Finding:
    return Finding(
        f"the tier '{tier.name}' uses {zones} zones and has blocks for {len(tier.cidrs)}",
        "write one block for each zone",
        tier.at("cidrs"),
        "a zone without a block",
    )
