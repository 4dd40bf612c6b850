"""IPv6 in a VPC that has none.

What it does
------------
Looks for subnets with `ipv6` or `slot6`, and routes for IPv6, in a VPC without an IPv6 block.

Why
---
A subnet takes its IPv6 block from its VPC's; where that has none, AWS refuses the subnet, and
nothing ever follows the route.

Bad
---

    architecture shop
    vpc lab { subnet web_a { cidr: 10.0.1.0/24; ipv6: yes } }

Good
----

    architecture shop
    vpc lab {
      ipv6
      subnet web_a { cidr: 10.0.1.0/24 }
    }

Fix
---
Write `ipv6` in the VPC; its subnets then have IPv6 too.

References
----------
- https://docs.aws.amazon.com/vpc/latest/userguide/vpc-migrate-ipv6.html
- https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html

"""

from collections.abc import Iterator

from archc.component import Architecture, Component
from archc.diagnostics import Label, Severity
from archc.edits import Repair, write
from archc.kinds.network.vpc import Vpc
from archc.routes import layers
from archc.rules.rule import Finding, Pillar, Rule
from archc.source import Span

RULE = Rule("NET114", Severity.ERROR, Pillar.CORRECTNESS, repair=Repair.UNSAFE)


def check(vpc: Vpc, design: Architecture) -> Iterator[Finding]:
    """Look for words that need the VPC's IPv6 block."""
    if vpc.ipv6:
        return
    for layer in layers(design, vpc):
        if getattr(layer, "ipv6", None) or getattr(layer, "slot6", None) is not None:
            yield _finding(layer, f"the {layer.word}", vpc, layer.at("ipv6", "slot6"))
    for table in design.held_by(vpc):
        for route in getattr(table, "route", ()) if table.word == "route_table" else ():
            if route.destination.version == 6:
                yield _finding(table, "the route table", vpc, route.via.span)


def _finding(what: Component, called: str, vpc: Vpc, span: Span) -> Finding:
    return Finding(
        f"{called} '{what.name}' speaks of IPv6, and the VPC '{vpc.name}' has no IPv6 block",
        write(vpc.name, "ipv6", f"write `{{}}` in '{vpc.name}'"),
        span,
        "for IPv6",
        (Label("has IPv4 alone", vpc.span),),
    )
