"""Arrow between two VPCs.

What it does
------------
Looks for an arrow between components that lie in different VPCs.

Why
---
VPCs are separate networks; a packet finds no way from one to the other, and the security group
cannot be named there.

Bad
---

    architecture shop
    vpc lab { tier app { isolated } }
    vpc other { cidr: 10.1.0.0/16; tier data { isolated } }
    instance web in app
    database orders in data { engine: postgres 16 }
    web -> orders

Good
----

    architecture shop
    vpc lab {
      tier app { isolated }
      tier data { isolated; slot: 3 }
    }
    instance web in app
    database orders in data { engine: postgres 16 }
    web -> orders

Fix
---
Put both ends in one VPC.

References
----------
- https://docs.aws.amazon.com/vpc/latest/userguide/what-is-amazon-vpc.html
- https://docs.aws.amazon.com/vpc/latest/userguide/vpc-security-groups.html

"""

from collections.abc import Iterator

from archc.component import Architecture
from archc.diagnostics import Label, Severity
from archc.reach.arrows import blocked
from archc.rules.rule import Finding, Pillar, Rule

RULE = Rule("SGR408", Severity.ERROR, Pillar.CORRECTNESS)


def check(design: Architecture) -> Iterator[Finding]:
    """Compare the VPCs at both ends of every arrow that no packet can follow."""
    for relation, _ in blocked(design):
        source, target = relation.source, relation.target
        if source.forwards or not (source.has_interface and target.has_interface):
            continue
        own, other = design.vpc_of(source), design.vpc_of(target)
        if own is not None and other is not None and own is not other:
            yield Finding(
                f"'{source.name}' in '{own.name}' has no way to '{target.name}' in '{other.name}'",
                f"put both in one VPC, '{own.name}' or '{other.name}'",
                relation.span,
                "leads from one VPC into another",
                (Label("one network", own.span), Label("another network", other.span)),
            )
