"""NAT without a way to the internet.

What it does
------------
Looks for a NAT gateway or NAT instance in a subnet that has no route to an internet gateway, and
for a VPC that wants NAT and has no public tier to put it in.

Why
---
NAT sends on what private subnets send, and needs a way to the internet itself: a NAT gateway
stands in a public subnet.

Bad
---

    architecture shop
    vpc lab {
      zones: 1
      tier app { private }
    }
    instance web in app

Good
----

    architecture shop
    vpc lab {
      tier edge { public }
      tier app { private }
    }
    instance web in app

Fix
---
Put it in a public subnet; add a public tier to the VPC, or write `nat: none` in it.

References
----------
- https://docs.aws.amazon.com/vpc/latest/userguide/vpc-nat-gateway.html
- https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-basics.html

"""

from collections.abc import Iterator

from archc.component import Architecture, Component, Subnet
from archc.diagnostics import Label, Severity
from archc.edits import Fix, New, Repair, put
from archc.kinds.network.vpc import Vpc
from archc.routes import gateways, layers, nat_mode, route_table
from archc.rules.names import free_name
from archc.rules.networks import all_subnets, leads_to_internet, nat_homes
from archc.rules.rule import Finding, Pillar, Rule

RULE = Rule("ROU204", Severity.ERROR, Pillar.CORRECTNESS, repair=Repair.UNSAFE)


def check(vpc: Vpc, design: Architecture) -> Iterator[Finding]:
    """Look at the subnet of every NAT gateway; ask whether derived ones have a subnet."""
    for nat, home in nat_homes(design, vpc):
        ways = route_table(design, home).ways
        loops = any(way.target == nat.logical_id for way in ways)  # which has a rule of its own
        if not leads_to_internet(design, home) and not loops:
            yield _misplaced(vpc, nat, home, design)
    yield from _homeless(vpc, design)


def _misplaced(vpc: Vpc, nat: Component, home: Subnet, design: Architecture) -> Finding:
    others = (layer.name for layer, s in all_subnets(design, vpc) if leads_to_internet(design, s))
    public = next(others, "")
    return Finding(
        f"'{nat.name}' stands in '{home.tier}', which has no route to the internet",
        put(nat.name, public, f"write `{nat.word} {nat.name} in {{}}`")
        if public
        else f"write a subnet with `route: 0.0.0.0/0 via` an internet gateway, and put "
        f"'{nat.name}' there",
        nat.span,
        "cannot send anything on",
        (Label("is not public", route_table(design, home).owner.span),),
    )


def _homeless(vpc: Vpc, design: Architecture) -> Iterator[Finding]:
    """A VPC that asks for NAT, and has no public tier for it."""
    private = layers(design, vpc, "private")
    written = any(nat.owner is not vpc for nat in gateways(design, vpc).nat)
    if written or nat_mode(design, vpc) == "none" or layers(design, vpc, "public"):
        return
    if private or "nat" in vpc.spans:
        yield Finding(
            f"the VPC '{vpc.name}' has no public tier for its NAT gateway",
            Fix(
                "write `tier edge { public }` in the VPC, or `nat: none`",
                (New(f"tier {free_name(design, 'edge')} {{ public }}", within=vpc.name),),
            ),
            vpc.at("nat"),
            "the NAT gateway has no place to stand in",
            tuple(Label("goes out through NAT", tier.at("private")) for tier in private),
        )
