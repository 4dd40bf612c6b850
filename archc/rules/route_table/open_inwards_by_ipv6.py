"""IPv6 of a private subnet through an internet gateway.

What it does
------------
Looks for a route table that sends IPv6 to an internet gateway, while its IPv4 goes through NAT,
or its subnet says `private` or `isolated`.

Why
---
Every IPv6 address is public. NAT lets IPv4 out only, but this route lets the internet in over
IPv6.

Bad
---

    architecture shop
    vpc lab {
      ipv6
      internet_gateway igw
      subnet web_a { cidr: 10.0.2.0/24; public; routes: out }
      subnet app_a { cidr: 10.0.1.0/24; private; routes: inside }
      route_table out { route: 0.0.0.0/0 via igw, ::/0 via igw }
      route_table inside { route: ::/0 via igw }
    }

Good
----

    architecture shop
    vpc lab {
      ipv6
      egress_only_gateway out6
      subnet app_a { cidr: 10.0.1.0/24; private; routes: inside }
      route_table inside { route: ::/0 via out6 }
    }

Fix
---
Lead ::/0 through an egress-only gateway, which lets out and nothing in.

References
----------
- https://docs.aws.amazon.com/vpc/latest/userguide/egress-only-internet-gateway.html

"""

from collections.abc import Iterator

from archc.component import Architecture
from archc.diagnostics import Label, Severity
from archc.edits import Fix, New, Repair, Replace
from archc.kinds.network.route_table import RouteTable
from archc.routes import Way, ways_of
from archc.rules.networks import claim_of, kind, users_of
from archc.rules.rule import Finding, Pillar, Rule

RULE = Rule("ROU213", Severity.WARNING, Pillar.SECURITY, repair=Repair.UNSAFE)


def check(table: RouteTable, design: Architecture) -> Iterator[Finding]:
    """Compare the ways of both families."""
    ways = ways_of(design, table)
    open6 = next((w for w in ways if kind(w) == "igw" and w.destination.version == 6), None)
    if open6 is None or any(kind(w) == "igw" and w.destination.version == 4 for w in ways):
        return
    closed = [
        layer
        for layer in users_of(design, table)
        if _is_natted(ways) or (claim_of(design, layer) or ("",))[0] in ("private", "isolated")
    ]
    if closed:
        out = next((one.name for one in design.of_kind("egress_only_gateway")), "out6")
        yield Finding(
            f"the route table '{table.name}' lets the internet in over IPv6",
            Fix(
                f"write `{open6.destination} via {out}`, which is an `egress_only_gateway`",
                (Replace(open6.span, out), *_made(out, table, design)),
            ),
            open6.span,
            "open both ways",
            tuple(Label("is meant to be closed", layer.span) for layer in closed[:2]),
        )


def _made(name: str, table: RouteTable, design: Architecture) -> tuple[New, ...]:
    """The gateway, where there is none."""
    if name in design.components or design.vpc_of(table) is None:
        return ()
    return (New(f"egress_only_gateway {name}", behind=table.name),)


def _is_natted(ways: tuple[Way, ...]) -> bool:
    return any(kind(way) == "nat" for way in ways)
