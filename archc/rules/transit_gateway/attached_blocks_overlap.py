"""Networks with the same addresses at one transit gateway.

What it does
------------
Compares the blocks of the VPCs that are attached to one transit gateway and hear of each other.

Why
---
A transit gateway has one route for a block; of two networks with the same addresses it reaches
one only.

Bad
---

    architecture shop
    vpc shop { cidr: 10.1.0.0/16; tier shop_app { isolated } }
    vpc lab { cidr: 10.1.0.0/16; tier lab_app { isolated } }
    transit_gateway hub { attach: shop, lab }
    instance one in shop_app
    instance two in lab_app
    one -> two : https

Good
----

    architecture shop
    vpc shop { cidr: 10.1.0.0/16; tier shop_app { isolated } }
    vpc lab { cidr: 10.2.0.0/16; tier lab_app { isolated } }
    transit_gateway hub { attach: shop, lab }
    instance one in shop_app
    instance two in lab_app
    one -> two : https

Fix
---
Give one of the VPCs another block, or keep both `apart`.

References
----------
- https://docs.aws.amazon.com/vpc/latest/tgw/tgw-best-design-practices.html
- https://docs.aws.amazon.com/vpc/latest/tgw/how-transit-gateways-work.html

"""

from collections.abc import Iterator
from itertools import combinations

from archc.component import Architecture
from archc.diagnostics import Label, Severity
from archc.edits import Repair, write
from archc.kinds.network.transit_gateway import TransitGateway
from archc.rules.blocks import free_network
from archc.rules.networks import block_of, ends_at
from archc.rules.rule import Finding, Pillar, Rule
from archc.transit import tables

RULE = Rule("CON322", Severity.ERROR, Pillar.CORRECTNESS, repair=Repair.UNSAFE)


def check(hub: TransitGateway, design: Architecture) -> Iterator[Finding]:
    """Compare what some table of the transit gateway leads to, pair by pair."""
    vpcs = {end.vpc.name: end.vpc for end in ends_at(design)[hub.name] if end.vpc is not None}
    pairs = [
        (one, other)
        for one, other in combinations(vpcs.values(), 2)
        if block_of(one).overlaps(block_of(other))
    ]
    heard = [
        {way.attachment.vpc for way in table.ways if way.attachment is not None}
        for table in (tables(design, hub) if pairs else ())
    ]
    for one, other in pairs:
        if any({one, other} <= known for known in heard):
            free = free_network(design, block_of(other).prefixlen)
            yield Finding(
                f"'{hub.name}' cannot tell '{one.name}' and '{other.name}' apart: both have "
                f"addresses of {block_of(other)}",
                write(
                    other.name,
                    f"cidr: {free}",
                    f"write another block in '{other.name}', such as `{{}}`",
                ),
                other.at("cidr"),
                f"overlaps with {block_of(one)}",
                (Label("has these addresses too", one.at("cidr")), Label("the hub", hub.span)),
            )
