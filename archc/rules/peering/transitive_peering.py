"""Way through a VPC that is peered with both.

What it does
------------
Looks for an arrow between two VPCs that have no peering of their own, only one with a third VPC
in common, and for routes that lead through a peering to such a third VPC.

Why
---
Peering is not transitive: what a VPC receives through one peering connection it never passes on
through another.

Bad
---

    architecture shop
    vpc one { cidr: 10.0.0.0/16; tier a { isolated } }
    vpc two { cidr: 10.1.0.0/16; tier b { isolated } }
    vpc three { cidr: 10.2.0.0/16; tier c { isolated } }
    peering left { between: one, two }
    peering right { between: two, three }
    instance client in a
    instance server in c
    client -> server : tcp 8080

Good
----

    architecture shop
    vpc one { cidr: 10.0.0.0/16; tier a { isolated } }
    vpc two { cidr: 10.1.0.0/16; tier b { isolated } }
    vpc three { cidr: 10.2.0.0/16; tier c { isolated } }
    peering left { between: one, two }
    peering right { between: two, three }
    peering direct { between: one, three }
    instance client in a
    instance server in c
    client -> server : tcp 8080

Fix
---
Peer the two VPCs with each other, or attach all three to a transit gateway.

References
----------
- https://docs.aws.amazon.com/vpc/latest/peering/invalid-peering-configurations.html

"""

from collections.abc import Iterator

from archc.component import Architecture, Component
from archc.diagnostics import Label, Severity
from archc.edits import Fix, New, Repair
from archc.kinds.network.peering import Peering
from archc.rules.causes import blocked_by
from archc.rules.names import free_name
from archc.rules.networks import block_of, foreign_routes, overlap, peering_between, peers_of
from archc.rules.rule import Finding, Pillar, Rule

RULE = Rule("CON303", Severity.ERROR, Pillar.CORRECTNESS, repair=Repair.UNSAFE)


def check(peering: Peering, design: Architecture) -> Iterator[Finding]:
    """Look at blocked arrows whose VPCs have a neighbour in common, and at routes there."""
    for relation, _ in blocked_by(design, RULE.code):
        own, other = design.vpc_of(relation.source), design.vpc_of(relation.target)
        if own is None or other is None:
            continue
        middle = next((vpc for vpc in peers_of(design, own) if vpc in peers_of(design, other)), own)
        if peering_between(design, own, middle) is peering:
            yield Finding(
                f"'{relation.source.name}' does not reach '{relation.target.name}' through "
                f"'{middle.name}': peering is not transitive",
                _fix(peering, own, other, design),
                relation.span,
                f"from '{own.name}' to '{other.name}'",
                (Label(f"leads to '{middle.name}' and no farther", peering.at("between")),),
            )
    for table, route, far in foreign_routes(design, peering):
        third = [vpc for vpc in design.of_kind("vpc") if vpc in peers_of(design, far)]
        beyond = next((v for v in third if overlap(block_of(v), route.destination)), None)
        home = design.vpc_of(table)
        if beyond is not None and home not in (None, beyond) and route.destination.prefixlen:
            yield Finding(
                f"the route to '{beyond.name}' in '{table.name}' leads to '{far.name}', which "
                "does not pass it on",
                _fix(peering, home, beyond, design),
                route.via.span,
                "peering is not transitive",
                (Label(f"leads to '{far.name}' only", peering.at("between")),),
            )


def _fix(peering: Peering, one: Component, other: Component, design: Architecture) -> Fix:
    name = free_name(design, "direct")
    direct = f"peering {name} {{ between: {one.name}, {other.name} }}"
    told = f"write `{direct}`, or attach all of them to a `transit_gateway`"
    return Fix(told, (New(direct, behind=peering.name),))
