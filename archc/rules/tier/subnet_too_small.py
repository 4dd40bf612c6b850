"""Subnet too small for what it hosts.

What it does
------------
Counts the addresses that servers, load balancers, databases and NAT gateways may need in each
subnet of a tier.

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
      tier app { isolated }
    }
    scaling_group web in app { size: 2..40; scale: cpu 60% }

Good
----

    architecture shop
    purpose: production
    vpc lab {
      cidr: 10.0.0.0/16
      tier app { isolated }
    }
    scaling_group web in app { size: 2..40; scale: cpu 60% }

Fix
---
Give the VPC a larger block, or the tier larger `cidrs`.

References
----------
- https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html
- https://docs.aws.amazon.com/elasticloadbalancing/latest/application/application-load-balancers.html

"""

from collections.abc import Iterator

from archc import limits
from archc.component import Architecture, Component, Subnet
from archc.diagnostics import Label, Severity
from archc.kinds.network.tier import Tier
from archc.routes import gateways
from archc.rules.rule import Finding, Pillar, Rule

RULE = Rule("NET107", Severity.WARNING, Pillar.RELIABILITY)


def check(tier: Tier, design: Architecture) -> Iterator[Finding]:
    """Compare room and need, and report the first subnet that is too small."""
    for subnet in design.subnets.get(tier.name, ()):
        if subnet.block is None:
            continue
        room = subnet.block.num_addresses - limits.RESERVED_ADDRESSES
        need = _needed(subnet, tier, design)
        if need > room:
            hosted = design.held_by(tier)
            yield Finding(
                f"a subnet of the tier '{tier.name}' has room for {room} addresses, not {need}",
                "write larger `cidrs` in the tier, or a larger `cidr` in the VPC",
                tier.at("cidrs"),
                f"{subnet.block} in zone {subnet.zone}",
                tuple(Label("takes addresses there", c.at("size")) for c in hosted),
            )
            return


def _needed(subnet: Subnet, tier: Tier, design: Architecture) -> int:
    vpc = design.holders(tier)[0]
    own = sum(_share(c, design) for c in design.held_by(tier) if subnet in design.subnets_of(c))
    return own + [nat.subnet for nat in gateways(design, vpc).nat].count(subnet)


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
