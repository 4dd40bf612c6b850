"""VPC block of the wrong size.

What it does
------------
Looks for a VPC whose block of addresses is larger than /16 or smaller than /28.

Why
---
AWS refuses to create a VPC whose block is not between /16 and /28.

Bad
---

    architecture shop
    vpc lab {
      cidr: 10.0.0.0/8
      tier edge { public }
    }

Good
----

    architecture shop
    vpc lab {
      cidr: 10.0.0.0/16
      tier edge { public }
    }

Fix
---
Write a block from /16 to /28, such as `cidr: 10.0.0.0/16`.

References
----------
- https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html

"""

from collections.abc import Iterator

from archc import limits
from archc.component import Architecture
from archc.diagnostics import Severity
from archc.edits import Repair, write
from archc.kinds.network.vpc import Vpc
from archc.rules.rule import Finding, Pillar, Rule

RULE = Rule("NET101", Severity.ERROR, Pillar.CORRECTNESS, repair=Repair.UNSAFE)


def check(vpc: Vpc, _: Architecture) -> Iterator[Finding]:
    """Look at the length of the prefix."""
    if vpc.cidr.prefixlen not in limits.BLOCK_PREFIXES:
        yield Finding(
            f"the block {vpc.cidr} of the VPC '{vpc.name}' is not between /16 and /28",
            write(
                vpc.name,
                f"cidr: {_allowed(vpc)}",
                "write a block of an allowed size, such as `{}`",
            ),
            vpc.at("cidr"),
            f"a /{vpc.cidr.prefixlen}",
        )


def _allowed(vpc: Vpc) -> str:
    """The first block of an allowed size that begins, or lies, where the written one does."""
    if vpc.cidr.prefixlen < min(limits.BLOCK_PREFIXES):
        return f"{vpc.cidr.network_address}/{min(limits.BLOCK_PREFIXES)}"
    return str(vpc.cidr.supernet(new_prefix=max(limits.BLOCK_PREFIXES)))
