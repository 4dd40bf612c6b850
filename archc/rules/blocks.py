"""Blocks of addresses: those that a layer writes out, and free ones in a VPC."""

from __future__ import annotations

import ipaddress
from itertools import islice

from archc.component import Architecture, Component
from archc.routes import layers

_TRIED = 4096  # all /28 of a /16


def written_blocks(layer: Component) -> tuple[ipaddress.IPv4Network, ...]:
    """The blocks that a tier or a subnet writes out; none where they are derived."""
    if layer.word == "subnet":
        return (getattr(layer, "cidr"),)  # noqa: B009  (every subnet has one)
    found: tuple[ipaddress.IPv4Network, ...] = getattr(layer, "cidrs", ())
    return found


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


def free_network(design: Architecture, prefix: int) -> ipaddress.IPv4Network:
    """A private block that no VPC and no office of the design uses."""
    taken = [
        block
        for one in design.of_kind("vpc", "office")
        if (block := getattr(one, "cidr", None)) is not None
    ]
    whole = ipaddress.IPv4Network("10.0.0.0/8")
    candidates = islice(whole.subnets(new_prefix=max(prefix, 16)), _TRIED)
    return next((c for c in candidates if not any(c.overlaps(used) for used in taken)), whole)
