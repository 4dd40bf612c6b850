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
    answering: bool  # the packets arrive, and their answers are stopped
    hops: tuple[str, ...]
    labels: tuple[tuple[str, Span], ...]
    changes: tuple[str, ...]
    owner: str = ""  # the component that stops them


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
        return Explanation(f"'{source}' sends nothing on a network", "NO_PATH", False, (), (), ())
    if not stops:
        return Explanation(f"no packet can be sent to '{target}'", "NO_PATH", False, (), (), ())
    # What is stopped on its way back has come farther than all else.
    nearest = max(
        stops, key=lambda stop: (stop.answering, len(stop.hops), stop.code != "CANNOT_ROUTE")
    )
    if net.private and nearest.code == "BAD_STATE_ROUTE":
        return Explanation("its only way leads over the internet", nearest.code, False, (), (), ())
    labels = (("stops here", nearest.owner.span),) if nearest.owner.span is not None else ()
    change = _change(design, source, target, service, nearest)
    return Explanation(
        f"the answer is stopped: {nearest.text}" if nearest.answering else nearest.text,
        nearest.code,
        nearest.answering,
        tuple(hop.place for hop in nearest.hops),
        labels,
        (change,) if change else (),
        nearest.owner.component,
    )


def _change(design: Architecture, source: str, target: str, service: Service, stop: Stop) -> str:
    port = f"{service.protocol} {service.ports[0]}" if service.protocol else "tcp 443"
    owner = design.components.get(stop.owner.component)
    match stop.code:
        case "SUBNET_ACL_RESTRICTION" if stop.answering:
            ports = f"{stop.box.target_port[0]}..{stop.box.target_port[1]}"
            change = f"let the answers through there: `allow {stop.box.protocol} {ports}`"
        case "SUBNET_ACL_RESTRICTION":
            change = f"let them through there: `allow {stop.box.service}`"
        case "ENI_SG_RULES_MISMATCH" | "SG_HAS_NO_RULES" if "outbound" in stop.text:
            change = f"let '{source}' send them: `outbound: {port} to …` in its group"
        case "ENI_SG_RULES_MISMATCH" | "SG_HAS_NO_RULES" if owner is not None:
            written = owner.word == "security_group"
            change = (
                f"let them in: `inbound: {port} from …` in '{owner.name}'"
                if written
                else f"write `{source} -> {target} : {port}`"
            )
        case "IGW_PUBLIC_IP_ASSOCIATION_FOR_INGRESS" | "IGW_PUBLIC_IP_ASSOCIATION_FOR_EGRESS":
            change = (
                f"write `public_address: yes` in '{stop.owner.component}'"
                if hasattr(owner, "public_address")
                else f"let a server or a load balancer stand between '{source}' and '{target}'"
            )
        case "NO_ROUTE_TO_DESTINATION" if owner is not None:
            change = f"make the tier '{stop.owner.component}' private with NAT, or public"
        case _:
            change = ""
    return change
