"""Peering without a route on one side.

What it does
------------
Follows arrows between peered VPCs, and looks for the side whose route table does not lead to the
other VPC.

Why
---
Requests need a route to the other VPC, and answers need one back. A peering connection alone
leads nowhere.

Bad
---

    architecture shop
    vpc left {
      cidr: 10.0.0.0/16
      subnet left_a { cidr: 10.0.1.0/24; routes: left_routes }
      route_table left_routes { route: 10.1.0.0/16 via bridge }
    }
    vpc right {
      cidr: 10.1.0.0/16
      subnet right_a { cidr: 10.1.1.0/24; routes: right_routes }
      route_table right_routes
    }
    peering bridge { between: left, right }
    instance client in left_a
    instance server in right_a
    client -> server : tcp 8080

Good
----

    architecture shop
    vpc left {
      cidr: 10.0.0.0/16
      subnet left_a { cidr: 10.0.1.0/24; routes: left_routes }
      route_table left_routes { route: 10.1.0.0/16 via bridge }
    }
    vpc right {
      cidr: 10.1.0.0/16
      subnet right_a { cidr: 10.1.1.0/24; routes: right_routes }
      route_table right_routes { route: 10.0.0.0/16 via bridge }
    }
    peering bridge { between: left, right }
    instance client in left_a
    instance server in right_a
    client -> server : tcp 8080

Fix
---
Write a route to the other VPC's block through the peering connection, on both sides.

References
----------
- https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-routing.html

"""

from collections.abc import Iterator

from archc.component import Architecture, Component
from archc.diagnostics import Label, Severity
from archc.edits import Repair, include, remove
from archc.kinds.network.peering import Peering
from archc.routes import route_table
from archc.rules.causes import blocked_by
from archc.rules.networks import block_of, peering_between, table_leads
from archc.rules.rule import Finding, Pillar, Rule

RULE = Rule("CON302", Severity.ERROR, Pillar.CORRECTNESS, repair=Repair.UNSAFE)


def check(peering: Peering, design: Architecture) -> Iterator[Finding]:
    """Look at both ends of every blocked arrow for a table that knows nothing of the peering."""
    said: set[str] = set()
    for relation, _ in blocked_by(design, RULE.code):
        ends = (relation.source, relation.target)
        vpcs = [vpc for end in ends if (vpc := design.vpc_of(end)) is not None]
        if len(vpcs) != 2 or peering_between(design, *vpcs) is not peering:
            continue
        for end, other in ((ends[0], vpcs[1]), (ends[1], vpcs[0])):
            for owner in _silent(design, peering, end, other):
                if owner.name not in said:
                    said.add(owner.name)
                    arrow = Label("needs it, there or back", relation.span)
                    yield _finding(owner, other, peering, arrow)


def _silent(
    design: Architecture, peering: Peering, end: Component, other: Component
) -> Iterator[Component]:
    """The owners of the tables of a component that do not lead to the other VPC."""
    for subnet in design.subnets_of(end):
        table = route_table(design, subnet)
        if not table_leads(table, block_of(other), peering):
            yield table.owner


def _finding(owner: Component, other: Component, peering: Peering, arrow: Label) -> Finding:
    block = block_of(other)
    written = owner.word == "route_table"
    return Finding(
        f"'{owner.name}' has no route to '{other.name}' through '{peering.name}'"
        if written
        else f"the tables of '{owner.name}' have no route to '{other.name}': "
        f"'{peering.name}' says `routes: none`",
        include(owner.name, "route", f"{block} via {peering.name}")
        if written
        else remove(
            peering.name,
            "routes",
            f"remove `{{}}: none` from '{peering.name}', or write the route tables out",
        ),
        owner.span if written else peering.at("routes"),
        f"no way to {block}",
        (arrow,),
    )
