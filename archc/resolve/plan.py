"""The address plan: every tier becomes one subnet per zone, each with its block."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from itertools import islice

from archc.component import Component, Subnet

_SIXTEENTH = 4  # prefix bits
_SMALLEST = 28  # the longest prefix that AWS accepts for a subnet
_SLOTS6 = 8  # prefix bits: a VPC's IPv6 block is a /56, a subnet's a /64


def address_plan(components: Mapping[str, Component]) -> dict[str, tuple[Subnet, ...]]:
    """The subnets of every tier by the tier's name; they follow from the tier alone.

    A subnet that is written out stands there by its own name.
    """
    plan = {}
    for layer in components.values():
        vpc = components.get(layer.places[0]) if layer.places else None
        if vpc is None or layer.word not in ("tier", "subnet"):
            continue
        plan[layer.name] = _subnets(layer, vpc) if layer.word == "tier" else (_own(layer, vpc),)
    return plan


def _own(subnet: Component, vpc: Component) -> Subnet:
    """The subnet that a component writes out."""
    block, zone = getattr(subnet, "cidr"), getattr(subnet, "zone")  # noqa: B009
    written = getattr(subnet, "slot6", None)
    slot6 = written if written is not None else _slot6(vpc, block)
    return Subnet(
        subnet.name, zone, block, subnet.logical_id, slot6 if _has_ipv6(subnet, vpc) else None
    )


def _subnets(tier: Component, vpc: Component) -> tuple[Subnet, ...]:
    zones = int(getattr(tier, "zones", None) or getattr(vpc, "zones", 0) or 0)
    blocks = getattr(tier, "cidrs", ()) or _derived(tier, vpc, zones)
    found = []
    for number, zone in enumerate("abcdef"[:zones]):
        block = blocks[number] if number < len(blocks) else None
        slot6 = _slot6(vpc, block) if block is not None and _has_ipv6(tier, vpc) else None
        name = f"{tier.logical_id}Subnet{zone.upper()}"
        found.append(Subnet(tier.name, zone, block, name, slot6))
    return tuple(found)


def _has_ipv6(layer: Component, vpc: Component) -> bool:
    written = getattr(layer, "ipv6", None)
    return bool(getattr(vpc, "ipv6", False) if written is None else written)


def _slot6(vpc: Component, block: ipaddress.IPv4Network) -> int:
    """The same place in the VPC's IPv6 block: the bits behind its prefix, as many as there are."""
    whole: ipaddress.IPv4Network = getattr(vpc, "cidr")  # noqa: B009
    offset = int(block.network_address) & int(whole.hostmask)
    return offset >> max(0, whole.max_prefixlen - whole.prefixlen - _SLOTS6)


def _derived(tier: Component, vpc: Component, zones: int) -> tuple[ipaddress.IPv4Network, ...]:
    """The zone's sixteenth of the slot's sixteenth of the VPC's block; none if too small."""
    block = getattr(vpc, "cidr")  # noqa: B009  (kinds are not imported here)
    if block.prefixlen + 2 * _SIXTEENTH > _SMALLEST:
        return ()
    slot = getattr(tier, "effective_slot", 0)
    share = next(islice(block.subnets(prefixlen_diff=_SIXTEENTH), slot, None))
    return tuple(islice(share.subnets(prefixlen_diff=_SIXTEENTH), zones))
