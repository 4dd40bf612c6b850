"""VPC with a block that most accounts have already.

What it does
------------
Looks for a VPC with the addresses of the default VPC, or those that Docker takes on a server.

Why
---
Two networks with the same addresses can never be joined, and a server finds its own containers
where another machine was meant.

Bad
---

    architecture shop
    tags: { project: shop, owner: team-7 }
    vpc lab {
      cidr: 172.31.0.0/16
      tier app { isolated }
    }

Good
----

    architecture shop
    tags: { project: shop, owner: team-7 }
    vpc lab {
      cidr: 10.31.0.0/16
      tier app { isolated }
    }

Fix
---
Take another block, such as `cidr: 10.31.0.0/16`.

References
----------
- https://docs.aws.amazon.com/vpc/latest/userguide/default-vpc-components.html
- https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html

"""

import ipaddress
from collections.abc import Iterator

from archc import limits
from archc.component import Architecture
from archc.diagnostics import Severity
from archc.edits import Repair, write
from archc.kinds.network.vpc import Vpc
from archc.rules.rule import Finding, Pillar, Rule

RULE = Rule("NET116", Severity.ADVICE, Pillar.OPERATIONS, repair=Repair.UNSAFE)


def check(vpc: Vpc, _: Architecture) -> Iterator[Finding]:
    """Compare with the blocks that are often taken."""
    for block, owner in limits.TAKEN_BLOCKS.items():
        if vpc.cidr.overlaps(ipaddress.IPv4Network(block)):
            yield Finding(
                f"the VPC '{vpc.name}' has addresses of {owner}",
                write(
                    vpc.name,
                    f"cidr: 10.31.0.0/{vpc.cidr.prefixlen}",
                    "write another block, such as `{}`",
                ),
                vpc.at("cidr"),
                f"{block} is taken already",
            )
