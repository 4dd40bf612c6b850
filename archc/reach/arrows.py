"""Arrows: every drawn arrow that carries packets is followed, and the blocked ones explained."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

from archc.component import Architecture, Relation
from archc.reach.once import once_per_design
from archc.reach.query import Reachability, service_of
from archc.reach.trip import Service

if TYPE_CHECKING:
    from archc.reach.advice import Explanation


def explained(*question: Any, **more: Any) -> Explanation:
    """`archc.reach.advice.explained`, loaded when something is blocked: mostly nothing is."""
    found: Explanation = importlib.import_module("archc.reach.advice").explained(*question, **more)
    return found


class Blocked(NamedTuple):
    """An arrow on which no packet arrives and is answered, and what stops them."""

    relation: Relation
    why: Explanation


# The network as it is, with what rules have asked of it.
network = once_per_design(Reachability)


@once_per_design
def blocked(design: Architecture) -> tuple[Blocked, ...]:
    """Every arrow that the network does not carry; several rules ask for the same design."""
    return tuple(_blocked(design))


def _blocked(design: Architecture) -> Iterator[Blocked]:
    if not any(component.has_interface for component in design.components.values()):
        return
    net = network(design)
    if is_ambiguous(net):
        return
    for relation in design.relations:
        source, target = relation.source.name, relation.target.name
        for service in services(net, relation):
            stops = net.unanswered(source, target, service)
            if stops is not None:
                yield Blocked(relation, explained(net, source, target, service, stops, every=True))
                break


def is_ambiguous(net: Reachability) -> bool:
    """Whether two subnets of a VPC share addresses, which a rule of its own says."""
    blocks = sorted(
        (subnet.vpc, block.family, *block.range)
        for subnet in net.net.subnets.values()
        for block in subnet.blocks
    )
    return any(one[:2] == other[:2] and other[2] <= one[3] for one, other in pairwise(blocks))


def services(net: Reachability, relation: Relation) -> tuple[Service, ...]:
    """What flows along an arrow; nothing where AWS itself delivers, or an end has no place."""
    source, target = relation.source, relation.target
    if relation.implied or not net.ends(source.name):
        return ()
    if relation.ports:
        known = bool(net.ends(target.name))
        return tuple(service_of(port) for port in relation.ports) if known else ()
    calls = source.has_interface and not (target.outside or target.has_interface)
    return (Service("tcp", (443, 443)),) if calls else ()
