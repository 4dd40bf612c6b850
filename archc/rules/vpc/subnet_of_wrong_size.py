"""Subnet of the wrong size.

What it does
------------
Looks for subnets, written out or of a tier, that get no block, or one that is larger than /16 or
smaller than /28.

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
Give the VPC a block of /20 or larger, or write blocks of an allowed size: the tier's `cidrs`, one
for each zone, or the subnet's `cidr`.

References
----------
- https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html

"""

from collections.abc import Iterator
from typing import Any

from archc import limits
from archc.component import Architecture, Component
from archc.diagnostics import Label, Severity
from archc.edits import Repair, write
from archc.kinds.network.vpc import Vpc
from archc.routes import layers
from archc.rules.blocks import written_blocks
from archc.rules.rule import Finding, Pillar, Rule

RULE = Rule("NET102", Severity.ERROR, Pillar.CORRECTNESS, repair=Repair.UNSAFE)


def check(vpc: Vpc, design: Architecture) -> Iterator[Finding]:
    """Look at the block of every subnet; the VPC's own wrong block is another rule's business."""
    for layer in layers(design, vpc):
        subnets = design.subnets[layer.name]
        written = written_blocks(layer)
        if not written and vpc.cidr.prefixlen in limits.BLOCK_PREFIXES:
            if any(subnet.block is None for subnet in subnets):
                yield _no_room(layer, vpc)
            continue
        if written and len(written) < len(subnets):
            yield _too_few(layer, len(subnets), len(written))
        yield from (_wrong(layer, b) for b in written if b.prefixlen not in limits.BLOCK_PREFIXES)


def _wrong(layer: Component, block: Any) -> Finding:
    return Finding(
        f"the block {block} of the {layer.word} '{layer.name}' is not between /16 and /28",
        "write a block of an allowed size, such as a /24",
        layer.at("cidrs", "cidr"),
        f"a /{block.prefixlen}",
    )


def _no_room(tier: Component, vpc: Vpc) -> Finding:
    return Finding(
        f"the VPC's block {vpc.cidr} has no room for the subnets of the tier '{tier.name}'",
        write(
            vpc.name,
            f"cidr: {vpc.cidr.supernet(new_prefix=16) if vpc.cidr.prefixlen > 16 else vpc.cidr}",
            "write a larger block in the VPC, such as `{}`, or `cidrs:` in the tier",
        ),
        tier.span,
        "a sixteenth of a sixteenth would be smaller than /28",
        (Label("the block to be divided", vpc.at("cidr")),),
    )


def _too_few(tier: Component, zones: int, blocks: int) -> Finding:
    return Finding(
        f"the tier '{tier.name}' uses {zones} zones and has blocks for {blocks}",
        "write one block for each zone",
        tier.at("cidrs"),
        "a zone without a block",
    )
