"""Peered VPCs with the same addresses.

What it does
------------
Compares the blocks of the two VPCs of a peering connection.

Why
---
An address that both VPCs have always means the own one; AWS refuses to peer VPCs whose blocks
overlap.

Bad
---

    architecture shop
    vpc left { cidr: 10.0.0.0/16; tier app { isolated } }
    vpc right { cidr: 10.0.0.0/16; tier data { isolated } }
    peering bridge { between: left, right }
    instance client in app
    instance server in data
    client -> server : tcp 8080

Good
----

    architecture shop
    vpc left { cidr: 10.0.0.0/16; tier app { isolated } }
    vpc right { cidr: 10.1.0.0/16; tier data { isolated } }
    peering bridge { between: left, right }
    instance client in app
    instance server in data
    client -> server : tcp 8080

Fix
---
Give one of the VPCs another block; the message names a free one.

References
----------
- https://docs.aws.amazon.com/vpc/latest/peering/invalid-peering-configurations.html

"""

from collections.abc import Iterator

from archc.component import Architecture
from archc.diagnostics import Label, Severity
from archc.edits import Repair, write
from archc.kinds.network.peering import Peering
from archc.rules.blocks import free_network
from archc.rules.networks import block_of
from archc.rules.rule import Finding, Pillar, Rule

RULE = Rule("CON301", Severity.ERROR, Pillar.CORRECTNESS, repair=Repair.UNSAFE)


def check(peering: Peering, design: Architecture) -> Iterator[Finding]:
    """Compare the blocks."""
    ends = peering.ends(design)
    if len(ends) != 2 or ends[0] is ends[1]:
        return
    one, other = ends
    if block_of(one).overlaps(block_of(other)):
        free = free_network(design, block_of(other).prefixlen)
        yield Finding(
            f"'{one.name}' and '{other.name}' cannot be peered: both have addresses of "
            f"{block_of(other)}",
            write(
                other.name,
                f"cidr: {free}",
                f"write another block in '{other.name}', such as `{{}}`",
            ),
            other.at("cidr"),
            f"overlaps with {block_of(one)}",
            (
                Label("has these addresses too", one.at("cidr")),
                Label("the peering", peering.at("between")),
            ),
        )
