"""Route of the wrong family of addresses.

What it does
------------
Looks for an IPv4 route through an egress-only gateway, and an IPv6 route through NAT.

Why
---
An egress-only gateway carries IPv6 only, a NAT gateway or instance IPv4 only; nothing that takes
the route arrives.

Bad
---

    architecture shop
    vpc lab {
      ipv6
      egress_only_gateway out6
      subnet app_a { cidr: 10.0.1.0/24; routes: inside }
      route_table inside { route: 0.0.0.0/0 via out6 }
    }

Good
----

    architecture shop
    vpc lab {
      ipv6
      egress_only_gateway out6
      subnet app_a { cidr: 10.0.1.0/24; routes: inside }
      route_table inside { route: ::/0 via out6 }
    }

Fix
---
Lead 0.0.0.0/0 through NAT, and ::/0 through an egress-only gateway.

References
----------
- https://docs.aws.amazon.com/vpc/latest/userguide/egress-only-internet-gateway.html
- https://docs.aws.amazon.com/vpc/latest/userguide/vpc-nat-gateway.html

"""

from collections.abc import Iterator

from archc.component import Architecture
from archc.diagnostics import Label, Severity
from archc.edits import Entry, Fix, Repair
from archc.kinds.network.route_table import RouteTable
from archc.rules.networks import CARRIED
from archc.rules.rule import Finding, Pillar, Rule

RULE = Rule("ROU223", Severity.ERROR, Pillar.CORRECTNESS, repair=Repair.UNSAFE)


def check(table: RouteTable, design: Architecture) -> Iterator[Finding]:
    """Compare the family of every destination with that of what leads there."""
    for route in table.route:
        through = design.components.get(route.via.name)
        carried = CARRIED.get(through.word) if through is not None else None
        if through is None or carried in (None, route.destination.version):
            continue
        told = f"write `::/0 via {through.name}`; IPv4 goes out through a `nat_gateway`"
        number = table.route.index(route)
        fix = (
            "write `::/0 via` an `egress_only_gateway`"
            if carried == 4
            else Fix(told, (Entry(table.name, "route", number, f"::/0 via {through.name}"),))
        )
        yield Finding(
            f"'{through.name}' does not carry what the route to {route.destination} is for",
            fix,
            route.via.span,
            f"carries IPv{carried} only",
            (Label(f"the {through.word.replace('_', ' ')}", through.span),),
        )
