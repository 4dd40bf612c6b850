"""Private subnet with a route to the internet gateway.

What it does
------------
Compares the claims `private` and `isolated` of a subnet, or of a tier with written `routes`, with
a route to an internet gateway in its table.

Why
---
Private or public is decided by the route table and not by the name: with this route, whatever
gets a public address here can be reached from the internet.

Bad
---

    architecture shop
    vpc lab {
      internet_gateway igw
      subnet web_a { cidr: 10.0.1.0/24; public; routes: out }
      subnet app_a { cidr: 10.0.2.0/24; private; routes: inside }
      route_table out { route: 0.0.0.0/0 via igw }
      route_table inside { route: 0.0.0.0/0 via igw }
    }

Good
----

    architecture shop
    vpc lab {
      internet_gateway igw
      subnet web_a { cidr: 10.0.1.0/24; public; routes: out }
      subnet app_a { cidr: 10.0.2.0/24; private; routes: inside }
      nat_gateway nat in web_a
      route_table out { route: 0.0.0.0/0 via igw }
      route_table inside { route: 0.0.0.0/0 via nat }
    }

Fix
---
Lead the route through a NAT gateway, or remove it; or say `public`, if that is meant.

References
----------
- https://docs.aws.amazon.com/vpc/latest/userguide/configure-subnets.html
- https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Internet_Gateway.html

"""

from collections.abc import Iterator

from archc.component import Architecture
from archc.diagnostics import Label, Severity
from archc.edits import Cut, Fix, Repair, Replace
from archc.kinds.network.vpc import Vpc
from archc.routes import layers, ways_of
from archc.rules.networks import claim_of, kind, nat_homes
from archc.rules.rule import Finding, Pillar, Rule

RULE = Rule("ROU203", Severity.ERROR, Pillar.SECURITY, repair=Repair.UNSAFE)


def check(vpc: Vpc, design: Architecture) -> Iterator[Finding]:
    """Look for layers that claim to be closed, and have a route for IPv4 that is open."""
    for layer in layers(design, vpc):
        said, table = claim_of(design, layer) or ("", layer)
        open_ = [
            way
            for way in (ways_of(design, table) if said in ("private", "isolated") else ())
            if kind(way) == "igw" and way.destination.version == 4
        ]
        if open_:
            nat = next((one.name for one, _ in nat_homes(design, vpc)), "")
            yield Finding(
                f"'{layer.name}' says `{said}`, and its route table '{table.name}' makes it public",
                Fix(
                    f"write `route: {open_[0].destination} via {nat}` in '{table.name}'",
                    (Replace(open_[0].span, nat),),
                )
                if nat and said == "private"
                else Fix(
                    f"remove the route from '{table.name}', or give '{layer.name}' another table",
                    (Cut(open_[0].span),),
                ),
                layer.at(said),
                f"is not {said}",
                (Label("leads to an internet gateway", open_[0].span),),
            )
