"""One NAT gateway for several zones.

What it does
------------
Looks for private subnets that go out through a NAT gateway or NAT instance in another zone.

Why
---
When the zone of the NAT gateway fails, the servers in every other zone lose the internet too.

Bad
---

    architecture shop
    purpose: production
    vpc lab {
      nat: one
      flow_logs
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
      flow_logs
      tier edge { public }
      tier app { private }
    }
    instance web in app { zone: b }

Fix
---
Write `nat: per_zone`, and let the public tier use every zone; where routes are written out, a NAT
gateway and a route table for each zone.

References
----------
- https://docs.aws.amazon.com/vpc/latest/userguide/vpc-nat-gateway.html
- https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-basics.html

"""

from collections.abc import Iterator

from archc.component import Architecture, Component
from archc.diagnostics import Label, Severity
from archc.edits import Fix, Repair, write
from archc.kinds.network.vpc import Vpc
from archc.routes import gateways, layers, nat_mode, route_table, written_table
from archc.rules.networks import is_hosting, nat_homes
from archc.rules.rule import Finding, Pillar, Rule

RULE = Rule("ROU207", Severity.WARNING, Pillar.RELIABILITY, repair=Repair.UNSAFE)


def check(vpc: Vpc, design: Architecture) -> Iterator[Finding]:
    """Compare the zone of every private subnet in use with that of its NAT gateway."""
    used = [layer for layer in layers(design, vpc, "private") if design.held_by(layer)]
    at = {f"nat/{nat.name}": nat.subnet.zone for nat in gateways(design, vpc).nat}
    at |= {f"nat/{nat.name}": home.zone for nat, home in nat_homes(design, vpc)}
    apart: set[str] = set()
    for subnet in (subnet for layer in used for subnet in design.subnets[layer.name]):
        if _is_idle(design, subnet.tier, subnet.zone):
            continue
        doors = {at[way.place] for way in route_table(design, subnet).ways if way.place in at}
        apart |= {subnet.zone} if doors and subnet.zone not in doors else set()
    if apart:
        one = nat_mode(design, vpc) == "one" and not _tables(design, used)
        yield Finding(
            f"{_zones(sorted(apart))} of the VPC '{vpc.name}' go out through another zone",
            _fix(design, vpc, used, min(apart), one=one),
            vpc.at("nat"),
            "one NAT gateway for several zones" if one else "",
            tuple(Label("goes out through NAT", layer.at("private")) for layer in used),
        )


def _is_idle(design: Architecture, name: str, zone: str) -> bool:
    """Whether a subnet that is written out holds nothing; tiers are looked at as a whole."""
    layer = design.components[name]
    return layer.word == "subnet" and not any(
        is_hosting(design, s) for s in design.subnets[name] if s.zone == zone
    )


def _tables(design: Architecture, used: list[Component]) -> list[Component]:
    return [table for layer in used if (table := written_table(design, layer)) is not None]


def _fix(
    design: Architecture, vpc: Vpc, used: list[Component], zone: str, *, one: bool
) -> str | Fix:
    if one:
        return write(vpc.name, "nat: per_zone")
    if _tables(design, used):
        return f"write a NAT gateway in zone {zone}, and a route table for the subnets there"
    return "let the public tier use every zone"


def _zones(letters: list[str]) -> str:
    if len(letters) == 1:
        return f"servers in zone {letters[0]}"
    return f"servers in zones {', '.join(letters[:-1])} and {letters[-1]}"
