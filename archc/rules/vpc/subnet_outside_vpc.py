"""Subnet outside its VPC.

What it does
------------
Looks for a subnet, written out or of a tier, whose block does not lie in the block of its VPC.

Why
---
A subnet is a part of its VPC; AWS refuses a block that is not inside the VPC's.

Bad
---

    architecture shop
    vpc lab {
      cidr: 10.0.0.0/16
      subnet web_a { cidr: 10.0.0.0/24 }
      subnet web_b { zone: b; cidr: 10.1.1.0/24 }
    }

Good
----

    architecture shop
    vpc lab {
      cidr: 10.0.0.0/16
      subnet web_a { cidr: 10.0.0.0/24 }
      subnet web_b { zone: b; cidr: 10.0.1.0/24 }
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
from archc.component import Architecture, Component
from archc.diagnostics import Label, Severity
from archc.edits import Entry, Fix, Repair
from archc.kinds.network.vpc import Vpc
from archc.routes import layers
from archc.rules.blocks import free_block, written_blocks
from archc.rules.rule import Finding, Pillar, Rule

RULE = Rule("NET103", Severity.ERROR, Pillar.CORRECTNESS, repair=Repair.SAFE)


def check(vpc: Vpc, design: Architecture) -> Iterator[Finding]:
    """Look for every written block in the VPC's."""
    for layer in layers(design, vpc):
        for number, block in enumerate(written_blocks(layer)):
            if block.prefixlen in limits.BLOCK_PREFIXES and not block.subnet_of(vpc.cidr):
                free = free_block(design, vpc, block.prefixlen)
                inside = f"write a block inside {vpc.cidr}"
                yield Finding(
                    f"the block {block} of the {layer.word} '{layer.name}' lies outside of the "
                    f"VPC's {vpc.cidr}",
                    Fix(
                        f"write `{free}`, which is free",
                        (_other(layer, number, str(free)),),
                    )
                    if free
                    else inside,
                    layer.at("cidrs", "cidr"),
                    f"{block} is not in {vpc.cidr}",
                    (Label("the VPC's block", vpc.at("cidr")),),
                )


def _other(layer: Component, number: int, block: str) -> Entry:
    return Entry(layer.name, "cidr" if layer.word == "subnet" else "cidrs", number, block)
