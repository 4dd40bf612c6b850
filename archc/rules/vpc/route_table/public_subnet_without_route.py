"""Public subnet without a route to the internet.

What it does
------------
Compares the claim `public` of a subnet, or of a tier with written `routes`, with its route table.

Why
---
A subnet is public because its route table leads to an internet gateway, not because it is called
so; without the route nothing gets in or out.

Bad
---

    architecture shop
    vpc lab {
      internet_gateway igw
      subnet web_a { cidr: 10.0.1.0/24; public; routes: out }
      subnet app_a { cidr: 10.0.2.0/24; routes: all }
      route_table out
      route_table all { route: 0.0.0.0/0 via igw }
    }

Good
----

    architecture shop
    vpc lab {
      internet_gateway igw
      subnet web_a { cidr: 10.0.1.0/24; public; routes: out }
      route_table out { route: 0.0.0.0/0 via igw }
    }

Fix
---
Write a route for 0.0.0.0/0 through the VPC's internet gateway.

References
----------
- https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Internet_Gateway.html
- https://docs.aws.amazon.com/vpc/latest/userguide/configure-subnets.html

"""

from collections.abc import Iterator

from archc.component import Architecture
from archc.diagnostics import Label, Severity
from archc.edits import Fix, New, Repair, include
from archc.kinds.network.vpc import Vpc
from archc.routes import layers, reach_of
from archc.rules.networks import claim_of, doors
from archc.rules.rule import Finding, Pillar, Rule

RULE = Rule("ROU201", Severity.ERROR, Pillar.CORRECTNESS, repair=Repair.UNSAFE)


def check(vpc: Vpc, design: Architecture) -> Iterator[Finding]:
    """Look for layers that claim to be public, and are not."""
    for layer in layers(design, vpc):
        said, table = claim_of(design, layer) or ("", layer)
        if said == "public" and reach_of(design, layer) != "public":
            door = next((one.name for one in doors(design, vpc)), "")
            fix = include(table.name, "route", f"0.0.0.0/0 via {door or 'igw'}")
            yield Finding(
                f"'{layer.name}' says `public`, and its route table "
                f"'{table.name}' leads to no internet gateway",
                fix
                if door
                else Fix(
                    f"write `internet_gateway igw` in '{vpc.name}', and {fix.text[6:]}",
                    (New("internet_gateway igw", within=vpc.name), *fix.changes),
                ),
                layer.at("public"),
                "is not public",
                (Label("no route to an internet gateway", table.span),),
            )
