"""Scaling group in one zone.

What it does
------------
Looks for a scaling group whose subnets lie in one zone, while other servers of its VPC stand in
another one.

Why
---
A group replaces servers that fail in whatever zone is left; with subnets in one zone there is none.

Bad
---

    architecture shop
    purpose: production
    tags: { project: shop, owner: team-7 }
    vpc lab {
      flow_logs
      subnet app_a { zone: a; cidr: 10.0.1.0/24; routes: inside }
      subnet app_b { zone: b; cidr: 10.0.2.0/24; routes: inside }
      route_table inside
    }
    scaling_group web in app_a { scale: cpu 60%; detailed_monitoring }
    instance worker in app_b

Good
----

    architecture shop
    purpose: production
    tags: { project: shop, owner: team-7 }
    vpc lab {
      flow_logs
      subnet app_a { zone: a; cidr: 10.0.1.0/24; routes: inside }
      subnet app_b { zone: b; cidr: 10.0.2.0/24; routes: inside }
      route_table inside
    }
    scaling_group web in app_a, app_b { scale: cpu 60%; detailed_monitoring }
    instance worker in app_b

Fix
---
Let it stand in a subnet of another zone too: `in app_a, app_b`.

References
----------
- https://docs.aws.amazon.com/autoscaling/ec2/userguide/auto-scaling-benefits.html
- https://docs.aws.amazon.com/autoscaling/ec2/userguide/asg-in-vpc.html

"""

from collections.abc import Iterator

from archc.component import Architecture, Subnet
from archc.diagnostics import Label, Severity
from archc.edits import Fix, Put, Repair
from archc.kinds.compute.scaling_group import ScalingGroup
from archc.routes import class_of
from archc.rules.rule import Finding, Pillar, Rule
from archc.rules.servers import servers, zones_of

RULE = Rule("ASG521", Severity.WARNING, Pillar.RELIABILITY, repair=Repair.UNSAFE)


def check(group: ScalingGroup, design: Architecture) -> Iterator[Finding]:
    """Compare its zones with those of the servers beside it; a whole tier has its own rule."""
    zones, vpc = zones_of(design, group), design.vpc_of(group)
    if len(zones) != 1 or any(layer.word != "subnet" for layer in design.holders(group)):
        return
    elsewhere = [
        server
        for server in servers(design)
        if design.vpc_of(server) is vpc
        and all(layer.word == "subnet" for layer in design.holders(server))
        and not zones_of(design, server) <= zones
    ]
    if elsewhere:
        own = ", ".join(group.places)
        [zone] = zones
        yield Finding(
            f"all servers of the group '{group.name}' stand in zone {zone}",
            Fix(
                f"write `in {own}, {_another(group, design) or '…'}`",
                tuple(
                    Put(group.name, (*group.places, one))
                    for one in (_another(group, design),)
                    if one
                ),
            ),
            group.span,
            "is gone when the zone fails",
            (Label("another zone is in use", elsewhere[0].span),),
        )


def _another(group: ScalingGroup, design: Architecture) -> str:
    """A subnet of another zone that is as public or private as its own."""
    own = design.subnets_of(group)[0]
    vpc = design.vpc_of(group)

    def fits(subnet: Subnet) -> bool:
        layer = design.components[subnet.tier]
        return (
            layer.word == "subnet"
            and design.vpc_of(layer) is vpc
            and subnet.zone != own.zone
            and class_of(design, subnet) == class_of(design, own)
        )

    every = (subnet for subnets in design.subnets.values() for subnet in subnets)
    return next((subnet.tier for subnet in every if fits(subnet)), "")
