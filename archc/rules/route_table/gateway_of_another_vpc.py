"""Route through the gateway of another VPC.

What it does
------------
Looks for a written route through a gateway, NAT or peering connection that does not belong to the
table's VPC, or a transit gateway that the VPC is not attached to.

Why
---
A route table only leads through what is attached to its own VPC. AWS refuses the route, or drops
what takes it.

Bad
---

    architecture shop
    vpc lab {
      subnet web_a { cidr: 10.0.1.0/24; routes: out }
      route_table out { route: 0.0.0.0/0 via igw }
    }
    vpc other {
      cidr: 10.1.0.0/16
      internet_gateway igw
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
Lead the route through a gateway of the same VPC, or attach the VPC to the transit gateway.

References
----------
- https://docs.aws.amazon.com/vpc/latest/userguide/route-table-options.html
- https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Route_Tables.html

"""

from collections.abc import Iterator

from archc.component import Architecture, Component
from archc.diagnostics import Label, Severity
from archc.edits import Fix, New, Repair, Replace, include
from archc.kinds.network.route_table import RouteTable
from archc.rules.names import free_name
from archc.rules.networks import hubs
from archc.rules.rule import Finding, Pillar, Rule
from archc.source import Span

RULE = Rule("ROU202", Severity.ERROR, Pillar.CORRECTNESS, repair=Repair.UNSAFE)


def check(table: RouteTable, design: Architecture) -> Iterator[Finding]:
    """Ask of every route whether what it leads through is at this VPC."""
    vpc = design.vpc_of(table)
    for route in table.route if vpc is not None else ():
        through = design.components.get(route.via.name)
        if through is None or vpc is None or _belongs(design, through, vpc):
            continue
        called = through.word.replace("_", " ")
        yield Finding(
            f"the route to {route.destination} in '{table.name}' leads through '{through.name}', "
            f"{_where(design, through, vpc)}",
            _fix(design, through, vpc, route.via.span),
            route.via.span,
            f"not at '{vpc.name}'",
            (Label(f"the {called}", through.span),),
        )


def _belongs(design: Architecture, through: Component, vpc: Component) -> bool:
    if through.word == "peering":
        return any(end.name == vpc.name for end in getattr(through, "between", ()))
    if through.word == "transit_gateway":
        return through in hubs(design, vpc)
    return design.vpc_of(through) is vpc


def _where(design: Architecture, through: Component, vpc: Component) -> str:
    if through.word == "transit_gateway":
        return f"which '{vpc.name}' is not attached to"
    home = design.vpc_of(through)
    return f"which is part of '{home.name}'" if home else f"which does not end at '{vpc.name}'"


def _fix(design: Architecture, through: Component, vpc: Component, span: Span) -> str | Fix:
    if through.word == "transit_gateway":
        return include(through.name, "attach", vpc.name)
    own = [c.name for c in design.of_kind(through.word) if design.vpc_of(c) is vpc]
    if own:
        return Fix(f"write `via {own[0]}`, which is in '{vpc.name}'", (Replace(span, own[0]),))
    called = through.called.replace("_", " ")
    told = f"write {called} for '{vpc.name}', and lead the route through that"
    if through.word not in ("internet_gateway", "egress_only_gateway", "vpn_gateway"):
        return told
    name = free_name(design, f"{vpc.name}_{through.name}")
    made = New(f"{through.word} {name}", within=vpc.name)
    return Fix(told, (made, Replace(span, name)))
