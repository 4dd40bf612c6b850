"""Subnet too small for what it hosts.

What it does
------------
Counts the addresses that servers, load balancers, databases, endpoints and NAT gateways may need
in each subnet.

Why
---
Every network interface takes an address and AWS keeps five of each subnet; when they run out, no
server can be added.

Bad
---

    architecture shop
    purpose: production
    vpc lab {
      cidr: 10.0.0.0/20
      flow_logs
      tier app { isolated }
    }
    scaling_group web in app { size: 2..40; scale: cpu 60%; detailed_monitoring }

Good
----

    architecture shop
    purpose: production
    vpc lab {
      cidr: 10.0.0.0/16
      flow_logs
      tier app { isolated }
    }
    scaling_group web in app { size: 2..40; scale: cpu 60%; detailed_monitoring }

Fix
---
Give the VPC a larger block, or the tier larger `cidrs`, or the subnet a larger `cidr`.

References
----------
- https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html
- https://docs.aws.amazon.com/elasticloadbalancing/latest/application/application-load-balancers.html

"""

from collections.abc import Iterator

from archc import limits
from archc.component import Architecture, Component, Subnet
from archc.diagnostics import Label, Severity
from archc.kinds.network.vpc import Vpc
from archc.routes import gateways, layers
from archc.rules.rule import Finding, Pillar, Rule

RULE = Rule("NET107", Severity.WARNING, Pillar.RELIABILITY)


def check(vpc: Vpc, design: Architecture) -> Iterator[Finding]:
    """Compare room and need, and report the first subnet of a layer that is too small."""
    derived = [nat.subnet for nat in gateways(design, vpc).nat if nat.owner is vpc]
    for layer in layers(design, vpc):
        for subnet in design.subnets[layer.name]:
            room = _room(subnet)
            need = _needed(subnet, layer, design) + derived.count(subnet)
            if subnet.block is not None and need > room:
                yield _finding(layer, subnet, room, need, design)
                break


def _finding(
    layer: Component, subnet: Subnet, room: int, need: int, design: Architecture
) -> Finding:
    what = f"a subnet of the tier '{layer.name}'"
    is_tier = layer.word == "tier"
    return Finding(
        f"{what if is_tier else f'the subnet {layer.name!r}'} has room for {room} addresses, "
        f"not {need}",
        "write larger `cidrs` in the tier, or a larger `cidr` in the VPC"
        if is_tier
        else f"write a larger `cidr` in '{layer.name}'",
        layer.at("cidrs", "cidr"),
        f"{subnet.block} in zone {subnet.zone}",
        tuple(Label("takes addresses there", c.at("size")) for c in design.held_by(layer)),
    )


def _room(subnet: Subnet) -> int:
    return subnet.block.num_addresses - limits.RESERVED_ADDRESSES if subnet.block else 0


def _needed(subnet: Subnet, layer: Component, design: Architecture) -> int:
    return sum(_share(c, design) for c in design.held_by(layer) if subnet in design.subnets_of(c))


def _share(component: Component, design: Architecture) -> int:
    """How many addresses it may take in one of its subnets."""
    match component.word:
        case "load_balancer":
            return limits.BALANCER_ADDRESSES
        case "scaling_group":
            most = int(getattr(component, "size").range.high)  # noqa: B009  (every group has one)
            return -(-most // len(design.subnets_of(component)))
        case "database":
            return 2 if getattr(component, "standby", False) else 1
        case _:
            return 1
