"""Advice: why packets do not arrive, in a student's words, and what would let them through."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from archc.component import Architecture
from archc.reach.query import Reachability
from archc.reach.trip import Service
from archc.reach.walk import Stop
from archc.source import Span


class Explanation(NamedTuple):
    """The blocked way that comes nearest: what stops it, where, and what to change."""

    reason: str
    code: str
    hops: tuple[str, ...]
    labels: tuple[tuple[str, Span], ...]
    changes: tuple[str, ...]


def explained(
    design: Architecture,
    net: Reachability,
    source: str,
    target: str,
    service: Service,
    stops: Sequence[Stop],
) -> Explanation:
    """The stop that is nearest to the goal, with the change that would remove it."""
    if not net.ends(source):
        return Explanation(f"'{source}' sends nothing on a network", "NO_PATH", (), (), ())
    if not stops:
        return Explanation(f"no packet can be sent to '{target}'", "NO_PATH", (), (), ())
    nearest = max(stops, key=lambda stop: (len(stop.hops), stop.code != "CANNOT_ROUTE"))
    labels = (("stops here", nearest.owner.span),) if nearest.owner.span is not None else ()
    change = _change(design, source, target, service, nearest)
    return Explanation(
        nearest.text,
        nearest.code,
        tuple(hop.place for hop in nearest.hops),
        labels,
        (change,) if change else (),
    )


def _change(design: Architecture, source: str, target: str, service: Service, stop: Stop) -> str:
    port = f"{service.protocol} {service.ports[0]}" if service.protocol else "tcp 443"
    match stop.code:
        case "ENI_SG_RULES_MISMATCH" | "SG_HAS_NO_RULES":
            return f"write `{source} -> {target} : {port}`"
        case "IGW_PUBLIC_IP_ASSOCIATION_FOR_INGRESS" | "IGW_PUBLIC_IP_ASSOCIATION_FOR_EGRESS":
            if not hasattr(design.components.get(stop.owner.component), "public_address"):
                return f"let a server or a load balancer stand between '{source}' and '{target}'"
            return f"write `public_address: yes` in '{stop.owner.component}'"
        case "NO_ROUTE_TO_DESTINATION" if stop.owner.component in design.components:
            return f"make the tier '{stop.owner.component}' private with NAT, or public"
        case _:
            return ""
