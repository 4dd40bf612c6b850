"""Peering that does not connect two VPCs.

What it does
------------
Looks for a peering connection whose `between` does not name two different VPCs.

Why
---
A peering connection joins exactly two networks; AWS refuses anything else.

Bad
---

    architecture shop
    vpc left { cidr: 10.0.0.0/16 }
    peering bridge { between: left, left }

Good
----

    architecture shop
    vpc left { cidr: 10.0.0.0/16 }
    vpc right { cidr: 10.1.0.0/16 }
    peering bridge { between: left, right }

Fix
---
Name two VPCs; three VPCs need three peering connections or a transit gateway.

References
----------
- https://docs.aws.amazon.com/vpc/latest/peering/what-is-vpc-peering.html

"""

from collections.abc import Iterator

from archc.component import Architecture
from archc.diagnostics import Severity
from archc.kinds.network.peering import Peering
from archc.rules.rule import Finding, Pillar, Rule

RULE = Rule("CON319", Severity.ERROR, Pillar.CORRECTNESS)


def check(peering: Peering, design: Architecture) -> Iterator[Finding]:
    """Count the different ends."""
    ends = peering.ends(design)
    known = len(ends) == len(peering.between)
    if known and (len(ends) != 2 or ends[0] is ends[1]):
        names = ", ".join(f"'{one.name}'" for one in ends)
        yield Finding(
            f"the peering '{peering.name}' is between {names or 'nothing'}, not two VPCs",
            "write two different VPCs, such as `between: left, right`"
            + ("; for more than two a `transit_gateway`" if len(ends) > 2 else ""),
            peering.at("between"),
            "needs two VPCs",
        )
