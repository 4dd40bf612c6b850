"""Gateway of a peered VPC used by another VPC.

What it does
------------
Looks for routes through a peering connection to what lies behind the other VPC, the internet or
an office, and for arrows that would need it.

Why
---
A peered VPC does not share its internet gateway, NAT gateway, VPN lines or gateway endpoints: AWS
calls that edge to edge routing, and drops the packets.

Bad
---

    architecture shop
    vpc left {
      cidr: 10.0.0.0/16
      subnet left_a { cidr: 10.0.1.0/24; routes: left_routes }
      route_table left_routes { route: 0.0.0.0/0 via bridge }
    }
    vpc right { cidr: 10.1.0.0/16; tier edge { public } }
    peering bridge { between: left, right }
    instance client in left_a
    client -> internet : https

Good
----

    architecture shop
    vpc left {
      cidr: 10.0.0.0/16
      internet_gateway igw
      subnet left_pub { cidr: 10.0.0.0/24; routes: out }
      subnet left_a { cidr: 10.0.1.0/24; routes: left_routes }
      nat_gateway nat in left_pub
      route_table out { route: 0.0.0.0/0 via igw }
      route_table left_routes { route: 0.0.0.0/0 via nat, 10.1.0.0/16 via bridge }
    }
    vpc right { cidr: 10.1.0.0/16; tier edge { public } }
    peering bridge { between: left, right }
    instance client in left_a
    client -> internet : https

Fix
---
Give the VPC a NAT gateway or a line of its own, or use a transit gateway.

References
----------
- https://docs.aws.amazon.com/vpc/latest/peering/invalid-peering-configurations.html

"""

from collections.abc import Iterator

from archc.component import Architecture
from archc.diagnostics import Label, Severity
from archc.kinds.network.peering import Peering
from archc.rules.causes import blocked_by
from archc.rules.networks import (
    block_of,
    foreign_routes,
    lines_of,
    networks_of_line,
    overlap,
    peering_between,
    peers_of,
)
from archc.rules.rule import Finding, Pillar, Rule

RULE = Rule("CON304", Severity.ERROR, Pillar.CORRECTNESS)


def check(peering: Peering, design: Architecture) -> Iterator[Finding]:
    """Look at routes that lead beyond the other VPC, and at offices behind it."""
    for table, route, far in foreign_routes(design, peering):
        third = any(overlap(block_of(vpc), route.destination) for vpc in peers_of(design, far))
        if third and route.destination.prefixlen:
            continue  # to another VPC, which has a rule of its own
        home = design.vpc_of(table)
        yield Finding(
            f"the route to {route.destination} in '{table.name}' leads through the peering with "
            f"'{far.name}', which passes nothing on",
            f"write a NAT gateway, or whatever leads there, in '{home.name if home else ''}'",
            route.via.span,
            f"ends in '{far.name}'",
            (Label("connects the two VPCs, and nothing behind them", peering.at("between")),),
        )
    yield from _offices(peering, design)


def _offices(peering: Peering, design: Architecture) -> Iterator[Finding]:
    """Arrows of offices whose line ends at a peered VPC."""
    for relation, why in blocked_by(design, RULE.code):
        ends = (relation.source, relation.target)
        office = next((end for end in ends if end.outside), None)
        inner = design.vpc_of(next((end for end in ends if not end.outside), ends[0]))
        if office is None or inner is None or why.code == "PCX_REQUIRES_ADDRESS_IN_VPC_CIDR":
            continue
        for line in lines_of(design, office):
            for vpc in networks_of_line(design, line):
                if peering_between(design, vpc, inner) is peering:
                    yield Finding(
                        f"'{line.name}' leads '{office.name}' to '{vpc.name}', and not through "
                        f"its peering on to '{inner.name}'",
                        f"let a line of its own end at '{inner.name}', or both VPCs and the line "
                        "at a `transit_gateway`",
                        relation.span,
                        "no way through a peered VPC",
                        (Label("passes nothing on", peering.at("between")),),
                    )
