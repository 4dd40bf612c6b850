"""Everything peered with everything.

What it does
------------
Counts VPCs and peering connections, and looks for four or more VPCs that are all peered with each
other.

Why
---
Every new VPC needs a peering connection and routes to all others; a transit gateway needs one
attachment.

Bad
---

    architecture shop
    vpc one { cidr: 10.1.0.0/16 }
    vpc two { cidr: 10.2.0.0/16 }
    vpc three { cidr: 10.3.0.0/16 }
    vpc four { cidr: 10.4.0.0/16 }
    peering one_two { between: one, two }
    peering one_three { between: one, three }
    peering one_four { between: one, four }
    peering two_three { between: two, three }
    peering two_four { between: two, four }
    peering three_four { between: three, four }

Good
----

    architecture shop
    vpc one { cidr: 10.1.0.0/16 }
    vpc two { cidr: 10.2.0.0/16 }
    vpc three { cidr: 10.3.0.0/16 }
    vpc four { cidr: 10.4.0.0/16 }
    transit_gateway hub { attach: one, two, three, four }

Fix
---
Attach the VPCs to a transit gateway.

References
----------
- https://docs.aws.amazon.com/vpc/latest/peering/peering-configurations-full-access.html
- https://docs.aws.amazon.com/vpc/latest/tgw/what-is-transit-gateway.html

"""

from collections.abc import Iterator

from archc.component import Architecture
from archc.diagnostics import Severity
from archc.rules.networks import peered, peers_of
from archc.rules.rule import Finding, Pillar, Rule

RULE = Rule("CON305", Severity.ADVICE, Pillar.OPERATIONS)

_FEWEST = 4


def check(design: Architecture) -> Iterator[Finding]:
    """Compare the number of links with that of a full mesh."""
    vpcs = [vpc for vpc in design.of_kind("vpc") if peers_of(design, vpc)]
    links = peered(design)
    pairs = {frozenset((a.name, b.name)) for _, a, b in links}
    if len(vpcs) >= _FEWEST and len(pairs) == len(vpcs) * (len(vpcs) - 1) // 2:
        names = ", ".join(vpc.name for vpc in vpcs)
        yield Finding(
            f"{len(vpcs)} VPCs are joined by {len(pairs)} peering connections",
            f"write `transit_gateway hub {{ attach: {names} }}` in their place",
            links[-1][0].span,
            "every VPC with every other",
        )
