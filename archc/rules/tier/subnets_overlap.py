"""Subnets that overlap.

What it does
------------
Looks for two tiers of one VPC whose subnets share addresses, such as two tiers of one class
without a `slot`.

Why
---
An address belongs to one subnet only; AWS refuses the second subnet.

Bad
---

    architecture shop
    vpc lab {
      tier edge { public }
      tier more { public }
    }

Good
----

    architecture shop
    vpc lab {
      tier edge { public }
      tier more { public; slot: 3 }
    }

Fix
---
Give the second tier a `slot` of its own, or blocks that are free.

References
----------
- https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html

"""

from collections.abc import Iterator
from itertools import combinations

from archc.component import Architecture, Component, Subnet
from archc.diagnostics import Label, Severity
from archc.kinds.network.tier import Tier
from archc.routes import layers
from archc.rules.blocks import free_block
from archc.rules.rule import Finding, Pillar, Rule

RULE = Rule("NET104", Severity.ERROR, Pillar.CORRECTNESS)


def check(tier: Tier, design: Architecture) -> Iterator[Finding]:
    """Compare a tier with those written before it, and its subnets with each other."""
    vpc = design.vpc_of(tier)
    own = design.subnets.get(tier.name, ())
    if vpc is None:
        return
    if any(_overlap(*pair) for pair in combinations(own, 2)):
        fix = "write blocks that share no address"
        message = f"two subnets of the tier '{tier.name}' overlap"
        yield Finding(message, fix, tier.at("cidrs"))
    for other in layers(design, vpc):
        if other.name == tier.name:
            return
        pairs = [(a, b) for a in own for b in design.subnets[other.name] if _overlap(a, b)]
        if pairs:
            yield _finding(tier, other, pairs[0][0], design)


def _overlap(one: Subnet, other: Subnet) -> bool:
    return bool(one.block and other.block and one.block.overlaps(other.block))


def _finding(tier: Tier, other: Component, subnet: Subnet, design: Architecture) -> Finding:
    return Finding(
        f"the tiers '{other.name}' and '{tier.name}' share the addresses {subnet.block}",
        _fix(tier, design),
        tier.at("cidrs", "slot"),
        "the same addresses again",
        (Label("these addresses are taken", other.at("cidrs", "slot")),),
    )


def _fix(tier: Tier, design: Architecture) -> str:
    vpc = design.holders(tier)[0]
    if not tier.cidrs:
        taken = {getattr(other, "effective_slot", 0) for other in layers(design, vpc)}
        free = [slot for slot in range(3, 16) if slot not in taken]
        return f"write `slot: {free[0]}` in '{tier.name}'" if free else "use another VPC"
    block = free_block(design, vpc, tier.cidrs[0].prefixlen)
    return f"write `{block}`, which is free" if block else "use another VPC"
