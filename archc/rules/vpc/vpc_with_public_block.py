"""VPC with addresses of others.

What it does
------------
Looks for a VPC whose block is not reserved for private networks.

Why
---
Such addresses belong to somebody on the internet; within the VPC nobody could reach them any more.

Bad
---

    architecture shop
    vpc lab {
      cidr: 8.8.0.0/16
      tier app { isolated }
    }

Good
----

    architecture shop
    vpc lab {
      cidr: 10.8.0.0/16
      tier app { isolated }
    }

Fix
---
Take a block from 10.0.0.0/8, 172.16.0.0/12 or 192.168.0.0/16.

References
----------
- https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html

"""

from collections.abc import Iterator

from archc.component import Architecture
from archc.diagnostics import Severity
from archc.edits import Repair, write
from archc.kinds.network.vpc import Vpc
from archc.rules.blocks import free_network
from archc.rules.rule import Finding, Pillar, Rule

RULE = Rule("NET115", Severity.WARNING, Pillar.CORRECTNESS, repair=Repair.UNSAFE)


def check(vpc: Vpc, design: Architecture) -> Iterator[Finding]:
    """Ask whether the block is one of the internet's."""
    if vpc.cidr.is_global:
        yield Finding(
            f"the addresses {vpc.cidr} of the VPC '{vpc.name}' belong to somebody on the internet",
            write(
                vpc.name,
                f"cidr: {free_network(design, vpc.cidr.prefixlen)}",
                "write a private block, such as `{}`",
            ),
            vpc.at("cidr"),
            "not a private block",
        )
