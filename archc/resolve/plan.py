"""The address plan: every tier becomes one subnet per zone, each with its block."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from itertools import islice

from archc.component import Component, Subnet

_SIXTEENTH = 4  # prefix bits
_SMALLEST = 28  # the longest prefix that AWS accepts for a subnet


def address_plan(components: Mapping[str, Component]) -> dict[str, tuple[Subnet, ...]]:
    """The subnets of every tier by the tier's name; they follow from the tier alone."""
    plan = {}
    for tier in components.values():
        vpc = components.get(tier.places[0]) if tier.word == "tier" and tier.places else None
        if vpc is not None:
            plan[tier.name] = _subnets(tier, vpc)
    return plan


def _subnets(tier: Component, vpc: Component) -> tuple[Subnet, ...]:
    zones = int(getattr(tier, "zones", None) or getattr(vpc, "zones", 0) or 0)
    blocks = getattr(tier, "cidrs", ()) or _derived(tier, vpc, zones)
    letters = "abcdef"[:zones]
    return tuple(
        Subnet(
            tier.name,
            letter,
            blocks[number] if number < len(blocks) else None,
            f"{tier.logical_id}Subnet{letter.upper()}",
        )
        for number, letter in enumerate(letters)
    )


def _derived(tier: Component, vpc: Component, zones: int) -> tuple[ipaddress.IPv4Network, ...]:
    """The zone's sixteenth of the slot's sixteenth of the VPC's block; none if too small."""
    block = getattr(vpc, "cidr")  # noqa: B009  (kinds are not imported here)
    if block.prefixlen + 2 * _SIXTEENTH > _SMALLEST:
        return ()
    slot = getattr(tier, "effective_slot", 0)
    share = next(islice(block.subnets(prefixlen_diff=_SIXTEENTH), slot, None))
    return tuple(islice(share.subnets(prefixlen_diff=_SIXTEENTH), zones))
