"""NAT gateway without a public tier.

What it does
------------
Looks for a VPC with a private tier that wants NAT and has no public tier.

Why
---
A NAT gateway stands in a public subnet; without one, what is in the private tier cannot reach the
internet.

Bad
---

    architecture shop
    vpc lab {
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
Add a public tier to the VPC, or write `nat: none` in it.

References
----------
- https://docs.aws.amazon.com/vpc/latest/userguide/vpc-nat-gateway.html

"""

from collections.abc import Iterator

from archc.component import Architecture
from archc.diagnostics import Label, Severity
from archc.kinds.network.vpc import Vpc
from archc.routes import gateways, layers, nat_mode
from archc.rules.rule import Finding, Pillar, Rule

RULE = Rule("ROU204", Severity.ERROR, Pillar.CORRECTNESS)


def check(vpc: Vpc, design: Architecture) -> Iterator[Finding]:
    """Ask whether there is a tier for the NAT gateway."""
    private = layers(design, vpc, "private")
    written = any(nat.owner is not vpc for nat in gateways(design, vpc).nat)
    if written or nat_mode(design, vpc) == "none" or layers(design, vpc, "public"):
        return
    if private or "nat" in vpc.spans:
        yield Finding(
            f"the VPC '{vpc.name}' has no public tier for its NAT gateway",
            "write `tier edge { public }` in the VPC, or `nat: none`",
            vpc.at("nat"),
            "the NAT gateway has no place to stand in",
            tuple(Label("goes out through NAT", tier.at("private")) for tier in private),
        )
