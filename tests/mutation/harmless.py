"""The proof that a change does no harm: nobody reaches, may or survives anything else than before.

Three sets of facts are taken from a design, in which components are known by their names alone:

- reachability: for every two components, the internet and AWS's services included, exactly which
  packets arrive and which of them are answered, over the internet and without it; what answers
  everybody; and what is passed on to whom.
- permissions: what `archc permissions` says, and every role, policy, permission and API route of
  the template.
- zone survival: what is gone and what stops without each zone.

A change is harmless if all three are equal. Sets are compared as they are, so that two ways to cut
the same packets into ranges count as different: a proof may be missing, and is never wrong.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Hashable, Iterator
from typing import Any, NamedTuple

from archc import allowed
from archc.component import Architecture, Component
from archc.reach.headers import Box, Interval
from archc.reach.loss import why_gone, zones
from archc.reach.model import Interface, Outside
from archc.reach.query import ANY, Reachability, goals
from archc.reach.trip import Result, travel
from archc.stack import stack
from archc.stack.split import split

_GRANTING = re.compile(
    r"(?<!Scaling)Policy|Role|Permission|InstanceProfile|::Authorizer|ApiGatewayV2::Route"
)


class Facts(NamedTuple):
    """What a design does, as far as a change of it may do harm; and its whole template."""

    reachability: Hashable
    permissions: Hashable
    survival: Hashable
    template: str


def facts(design: Architecture) -> Facts:
    """The facts of a design without errors."""
    resources = {
        key: resource.body
        for part in split(stack(design), {c.name: design.region_of(c) for c in _all(design)})
        for key, resource in _regional(part)
    }
    return Facts(
        frozenset(_reachability(design)),
        _permissions(design, resources),
        frozenset(_survival(design)),
        _text(resources),
    )


def _all(design: Architecture) -> tuple[Component, ...]:
    return tuple(design.components.values())


def _regional(part: Any) -> Iterator[tuple[str, Any]]:
    for section in part.sections:
        for resource in section.resources:
            yield f"{part.region} {resource.logical_id}", resource


def _text(value: Any) -> str:
    return json.dumps(value, sort_keys=True, default=str)


# Reachability.


def _reachability(design: Architecture) -> Iterator[Hashable]:
    open_net = Reachability(design)
    for net in (open_net, Reachability(design, private=True)):
        for fact in _ways(net):
            yield net.private, *fact
    for component in _all(design):
        if component.serves() and (component.on_network or component.has_interface):
            yield component.name, "listens", component.serves()
        if open_net.is_public(component):
            yield component.name, "answers everybody"
        for relation in open_net.passed_on(component.name):
            condition = relation.details.id_part if relation.details is not None else ""
            ends = component.name, relation.target.name
            yield "passed on", ends, relation.verb.name, relation.ports, condition


def _ways(net: Reachability) -> Iterator[tuple[Hashable, ...]]:
    """What becomes of all packets between any two components."""
    everybody = ["internet", *(c.name for c in _all(net.design) if not c.container)]
    for one in everybody:
        for other in everybody if net.takes_part(one) else ():
            if one != other:
                # As many times as there are interfaces that can do the same.
                for way, number in Counter(_between(net, one, other)).items():
                    yield one, other, way, number


def _between(net: Reachability, one: str, other: str) -> Iterator[Hashable]:
    """What becomes of all packets between two components, interface by interface."""
    target = net.design.components.get(other)
    aws = target is not None and not net.ends(other) and net.is_aws(target) and target.api_name()
    for start in net.ends(one):
        if aws and isinstance(start, Interface):
            for goal in net.answering(start, aws):
                end = goal.interface or goal.outside
                yield _facts_of(travel(net.net, start, goal, ANY), start, end)
        for end in net.ends(other):
            for goal in goals(start, end):
                yield goal.public, _facts_of(travel(net.net, start, goal, ANY), start, end)


def _facts_of(
    result: Result, start: Interface | Outside, end: Interface | Outside | None
) -> Hashable:
    answered = frozenset(_packets(trip.box, start, end) for trip in result.trips)
    delivered = frozenset(_packets(flow.sent, start, end) for flow in result.delivered)
    return answered, delivered


def _packets(box: Box, start: Interface | Outside, end: Interface | Outside | None) -> Hashable:
    """A class of packets in which the addresses of the two are as their own, wherever they are."""
    return (
        box.family,
        box.protocol,
        _relative(box.source, start, box.family),
        _relative(box.target, end, box.family),
        box.source_port,
        box.target_port,
    )


def _relative(
    addresses: Interval, end: Interface | Outside | None, family: int
) -> Interval | str | None:
    if isinstance(end, Interface):
        for block in end.blocks:
            if block.family == family and block.range[0] <= addresses[0] <= block.range[1]:
                first, last = (bound - block.range[0] for bound in addresses)
                return "all" if addresses == block.range else (first, last)
    return addresses


# Permissions.


def _permissions(design: Architecture, resources: dict[str, Any]) -> Hashable:
    said = json.loads(allowed.as_json(design, ""))["holders"]
    for holder in said:
        for right in holder["rights"]:
            del right["because"]  # its line
    granting = {key: body for key, body in resources.items() if _GRANTING.search(body["Type"])}
    return _text(said), _text(granting)


# Zone survival.


def _survival(design: Architecture) -> Iterator[Hashable]:
    """Who is gone without each zone, and who still reaches whom."""
    for zone in zones(design):
        yield (zone,)
        for component in _all(design):
            if why_gone(design, component, zone):
                yield zone, component.name
        for fact in _ways(Reachability(design, (zone,))):
            yield zone, *fact
