"""Route to addresses of the own VPC.

What it does
------------
Looks for a written route whose destination lies in the VPC's own block and that does not lead
through a NAT gateway or instance.

Why
---
The route within the VPC is always there and cannot be replaced; AWS refuses another one through a
gateway.

Bad
---

    architecture shop
    vpc lab {
      cidr: 10.0.0.0/16
      internet_gateway igw
      subnet web_a { cidr: 10.0.1.0/24; routes: out }
      route_table out { route: 0.0.0.0/0 via igw, 10.0.0.0/16 via igw }
    }

Good
----

    architecture shop
    vpc lab {
      internet_gateway igw
      subnet web_a { cidr: 10.0.1.0/24; routes: out }
      route_table out { route: 0.0.0.0/0 via igw }
    }

Fix
---
Remove the route: everything in the VPC is reached without it.

References
----------
- https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Route_Tables.html
- https://docs.aws.amazon.com/vpc/latest/userguide/route-table-options.html

"""

from collections.abc import Iterator

from archc.component import Architecture
from archc.diagnostics import Label, Severity
from archc.edits import Cut, Fix, Repair
from archc.kinds.network.route_table import RouteTable
from archc.rules.networks import block_of, inside
from archc.rules.rule import Finding, Pillar, Rule

RULE = Rule("ROU219", Severity.ERROR, Pillar.CORRECTNESS, repair=Repair.SAFE)

# A part of the own block may lead through these; AWS's servers in the middle are built so.
_MIDDLE = ("nat_gateway", "nat_instance")


def check(table: RouteTable, design: Architecture) -> Iterator[Finding]:
    """Look for destinations in the VPC's block."""
    vpc = design.vpc_of(table)
    for route in table.route if vpc is not None else ():
        through = design.components.get(route.via.name)
        whole = block_of(vpc) if vpc is not None else route.destination
        if vpc is None or through is None or not inside(route.destination, whole):
            continue
        if route.destination != whole and through.word in _MIDDLE:
            continue
        yield Finding(
            f"the route to {route.destination} in '{table.name}' is for addresses of "
            f"'{vpc.name}' itself",
            Fix(
                "remove it: within the VPC every subnet is reached without a route",
                (Cut(route.via.span),),
            ),
            route.via.span,
            "leads to the own VPC",
            (Label("the VPC's block", vpc.at("cidr")),),
        )
