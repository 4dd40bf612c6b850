"""One NAT gateway for several zones.

What it does
------------
Looks for private subnets that go out through a NAT gateway in another zone.

Why
---
When the zone of the NAT gateway fails, the servers in every other zone lose the internet too.

Bad
---

    architecture shop
    purpose: production
    vpc lab {
      nat: one
      tier edge { public }
      tier app { private }
    }
    instance web in app { zone: b }

Good
----

    architecture shop
    purpose: production
    vpc lab {
      nat: per_zone
      tier edge { public }
      tier app { private }
    }
    instance web in app { zone: b }

Fix
---
Write `nat: per_zone`, and let the public tier use every zone.

References
----------
- https://docs.aws.amazon.com/vpc/latest/userguide/vpc-nat-gateway.html
- https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-basics.html

"""

from collections.abc import Iterator

from archc.component import Architecture
from archc.diagnostics import Label, Severity
from archc.kinds.network.vpc import Vpc
from archc.routes import gateways, layers, nat_mode, route_table
from archc.rules.rule import Finding, Pillar, Rule

RULE = Rule("ROU207", Severity.WARNING, Pillar.RELIABILITY)


def check(vpc: Vpc, design: Architecture) -> Iterator[Finding]:
    """Compare the zone of every private subnet in use with that of its NAT gateway."""
    used = [layer for layer in layers(design, vpc, "private") if design.held_by(layer)]
    at = {f"nat/{nat.name}": nat.subnet.zone for nat in gateways(design, vpc).nat}
    apart: set[str] = set()
    for subnet in (subnet for layer in used for subnet in design.subnets[layer.name]):
        doors = {at[way.place] for way in route_table(design, subnet).ways if way.place in at}
        apart |= {subnet.zone} if doors and subnet.zone not in doors else set()
    if apart:
        mode = nat_mode(design, vpc)
        yield Finding(
            f"{_zones(sorted(apart))} of the VPC '{vpc.name}' go out through another zone",
            "write `nat: per_zone`" if mode == "one" else "let the public tier use every zone",
            vpc.at("nat"),
            "one NAT gateway for several zones" if mode == "one" else "",
            tuple(Label("goes out through NAT", layer.at("private")) for layer in used),
        )


def _zones(letters: list[str]) -> str:
    if len(letters) == 1:
        return f"servers in zone {letters[0]}"
    return f"servers in zones {', '.join(letters[:-1])} and {letters[-1]}"
