"""Free blocks of addresses in a VPC."""

from __future__ import annotations

import ipaddress
from itertools import islice

from archc.component import Architecture, Component
from archc.routes import layers

_TRIED = 4096  # all /28 of a /16


def free_block(design: Architecture, vpc: Component, prefix: int) -> ipaddress.IPv4Network | None:
    """The first block of this size in a VPC that no subnet uses; None if there is none."""
    whole: ipaddress.IPv4Network = getattr(vpc, "cidr")  # noqa: B009  (every VPC has one)
    if prefix < whole.prefixlen:
        return None
    taken = [
        subnet.block
        for tier in layers(design, vpc)
        for subnet in design.subnets[tier.name]
        if subnet.block is not None
    ]
    candidates = islice(whole.subnets(new_prefix=prefix), _TRIED)
    return next((c for c in candidates if not any(c.overlaps(used) for used in taken)), None)
