"""Tier in one zone.

What it does
------------
Looks for a tier with servers that uses one availability zone only, and for a VPC whose servers
stand in written subnets of one zone.

Why
---
A zone can fail as a whole, and everything in it would be gone.

Bad
---

    architecture shop
    purpose: production
    vpc lab {
      zones: 1
      tier app { isolated }
    }
    scaling_group web in app { scale: cpu 60%; detailed_monitoring }

Good
----

    architecture shop
    purpose: production
    vpc lab {
      zones: 2
      tier app { isolated }
    }
    scaling_group web in app { scale: cpu 60%; detailed_monitoring }

Fix
---
Let the VPC and the tier use two zones, or write a subnet in another one.

References
----------
- https://docs.aws.amazon.com/vpc/latest/userguide/configure-subnets.html
- https://docs.aws.amazon.com/autoscaling/ec2/userguide/auto-scaling-benefits.html

"""

from collections.abc import Iterator

from archc.component import Architecture, Component
from archc.diagnostics import Label, Severity
from archc.edits import Repair, write
from archc.kinds.network.vpc import Vpc
from archc.routes import layers
from archc.rules.rule import Finding, Pillar, Rule
from archc.rules.servers import zones_of

RULE = Rule("NET108", Severity.WARNING, Pillar.RELIABILITY, repair=Repair.UNSAFE)


_SAY_IT_THEMSELVES = ("load_balancer", "database")


def check(vpc: Vpc, design: Architecture) -> Iterator[Finding]:
    """Count the zones of every tier with servers, and of all servers in written subnets."""
    own = layers(design, vpc)
    others = [c for c in design.of_kind(*_SAY_IT_THEMSELVES) if design.vpc_of(c) is vpc]
    said = any(len(zones_of(design, c)) == 1 for c in others)  # refused by AWS, and said there
    for tier in (layer for layer in own if layer.word == "tier"):
        hosted = _servers(tier, design)
        if hosted and len(design.subnets[tier.name]) == 1 and ("zones" in tier.spans or not said):
            yield _tier(tier, vpc, hosted)
    written = [layer for layer in own if layer.word == "subnet" and _servers(layer, design)]
    zones = {subnet.zone for layer in written for subnet in design.subnets[layer.name]}
    hosted = [server for layer in written for server in _servers(layer, design)]
    several = len(hosted) > 1 or any(server.spans_zones for server in hosted)
    if len(zones) == 1 and several and not said:
        yield _subnets(written[0], zones.pop(), vpc, hosted)


def _servers(layer: Component, design: Architecture) -> list[Component]:
    return [c for c in design.held_by(layer) if c.registers]


def _tier(tier: Component, vpc: Vpc, hosted: list[Component]) -> Finding:
    owner = tier if "zones" in tier.spans else vpc
    return Finding(
        f"the tier '{tier.name}' and all of its servers lie in one zone",
        write(owner.name, "zones: 2"),
        owner.at("zones"),
        "one zone only",
        tuple(Label("is gone when the zone fails", server.span) for server in hosted),
    )


def _subnets(first: Component, zone: str, vpc: Vpc, hosted: list[Component]) -> Finding:
    return Finding(
        f"all servers of '{vpc.name}' stand in subnets of zone {zone}",
        "write a subnet in another zone, and let some of the servers stand there",
        first.at("zone"),
        "one zone only",
        tuple(Label("is gone when the zone fails", server.span) for server in hosted[:3]),
    )
