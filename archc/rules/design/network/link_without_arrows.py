"""Line or peering that no arrow uses.

What it does
------------
Looks for a VPN or Direct Connect line whose office has no arrow, and for a peering connection of
two VPCs between which no arrow leads.

Why
---
The link costs money or opens routes, and nothing in the design says what for.

Bad
---

    architecture shop
    vpc left { cidr: 10.0.0.0/16; tier one { isolated } }
    vpc right { cidr: 10.1.0.0/16; tier two { isolated } }
    peering bridge { between: left, right }

Good
----

    architecture shop
    vpc left { cidr: 10.0.0.0/16; tier one { isolated } }
    vpc right { cidr: 10.1.0.0/16; tier two { isolated } }
    peering bridge { between: left, right }
    instance client in one
    instance server in two
    client -> server : https

Fix
---
Draw who uses it, or remove it.

References
----------
- https://docs.aws.amazon.com/vpc/latest/peering/what-is-vpc-peering.html
- https://docs.aws.amazon.com/vpn/latest/s2svpn/VPC_VPN.html

"""

from collections.abc import Iterator

from archc.component import Architecture
from archc.diagnostics import Severity
from archc.lines import lines, office_of
from archc.rules.networks import peered
from archc.rules.rule import Finding, Pillar, Rule
from archc.rules.uses import has_unread

RULE = Rule("CST982", Severity.ADVICE, Pillar.COST)


def check(design: Architecture) -> Iterator[Finding]:
    """Look for the arrows that cross each link."""
    arrows = [relation for relation in design.relations if not relation.implied]
    ends = [{relation.source.name, relation.target.name} for relation in arrows]
    for line in lines(design):
        office = office_of(design, line)
        if office is not None and not any(office.name in both for both in ends):
            yield Finding(
                f"no arrow uses the line '{line.name}': '{office.name}' has none",
                f"draw what '{office.name}' uses, such as `{office.name} -> server : https`",
                line.span,
                "costs money, and carries nothing",
            )
    crossed = [{design.vpc_of(r.source), design.vpc_of(r.target)} for r in arrows]
    for peering, one, other in peered(design):
        if {one, other} not in crossed and not (
            has_unread(one, design) or has_unread(other, design)
        ):
            yield Finding(
                f"no arrow crosses the peering '{peering.name}'",
                f"draw an arrow from something in '{one.name}' to something in '{other.name}'",
                peering.span,
                "joins two networks for nothing",
            )
