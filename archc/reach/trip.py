"""Trips: packets that get to a goal and whose answers get back."""

from collections.abc import Sequence
from typing import NamedTuple

from archc.reach.headers import (
    NO_PORTS,
    PORTS,
    PROTOCOLS,
    Block,
    Box,
    Interval,
    overlap,
)
from archc.reach.model import EPHEMERAL, Interface, Network, Outside, Owner
from archc.reach.walk import ELASTIC, Flow, Goal, Hop, Leg, Stop


class Service(NamedTuple):
    """What is asked for: a protocol, None for any, and an interval of ports."""

    protocol: str | None = None
    ports: Interval = PORTS


class Trip(NamedTuple):
    """Packets, as their sender sends them, that arrive and are answered; the way there and back.

    `admitted` are the rules of security groups that let them in.
    """

    box: Box
    there: tuple[Hop, ...]
    back: tuple[Hop, ...]
    admitted: tuple[Owner, ...]


class Result(NamedTuple):
    """What becomes of all packets of a question; `delivered` arrive, answered or not."""

    trips: tuple[Trip, ...]
    delivered: tuple[Flow, ...]
    stops: tuple[Stop, ...]


def travel(net: Network, start: Interface | Outside, goal: Goal, service: Service) -> Result:
    """Follow every packet from a start to a goal, and the answers back."""
    leg = Leg(net, goal)
    _set_out(leg, start, _boxes(start, goal, service))
    trips: list[Trip] = []
    stops = list(leg.stops)
    for flow in leg.arrived:
        trips += _answered(net, start, goal, flow, stops)
    return Result(tuple(trips), tuple(leg.arrived), tuple(stops))


def _set_out(leg: Leg, start: Interface | Outside, boxes: Sequence[Box]) -> None:
    if isinstance(start, Interface):
        leg.from_interface(start, boxes)
    else:
        leg.from_outside(start, boxes)


def _boxes(start: Interface | Outside, goal: Goal, service: Service) -> list[Box]:
    """Every packet of the question, one box per family, protocol and pair of blocks."""
    own = EPHEMERAL[start.system] if isinstance(start, Interface) else EPHEMERAL["outside"]
    found = []
    for protocol in PROTOCOLS if service.protocol is None else (service.protocol,):
        ported = protocol in ("tcp", "udp")
        if not ported and service.protocol is None and service.ports != PORTS:
            continue
        ports = (own, service.ports) if ported else (NO_PORTS, NO_PORTS)
        for source in start.blocks:
            found += [
                Box(source.family, protocol, source.range, target.range, *ports)
                for target in _targets(goal)
                if source.family == target.family
            ]
    return found


def _targets(goal: Goal) -> tuple[Block, ...]:
    if goal.interface is None:
        return goal.outside.blocks if goal.outside is not None else ()
    if goal.public:
        return (ELASTIC,)
    return goal.interface.blocks


def _answered(
    net: Network, start: Interface | Outside, goal: Goal, flow: Flow, stops: list[Stop]
) -> list[Trip]:
    """The part of a delivered flow whose answers find back."""
    asked_by = [(kind, one) for kind, one in flow.translated if kind in ("nat", "igw", "out")]
    kind, last = asked_by[-1] if asked_by else ("", None)
    if last is not None and kind != "out":
        back_to = Goal(last, public=kind == "igw")
    else:
        back_to = Goal(start) if isinstance(start, Interface) else Goal(None, start)
    leg = Leg(net, back_to, answering=True, answers_only=kind == "out")
    answerer = goal.interface if goal.interface is not None else goal.outside
    if answerer is None:
        return []
    door = flow.hops[-2].place if len(flow.hops) > 1 else ""
    if isinstance(answerer, Outside) and door.startswith("endpoint/"):
        leg.from_service(answerer, door.removeprefix("endpoint/"), [flow.now.swapped()])
    else:
        _set_out(leg, answerer, [flow.now.swapped()])
    stops += leg.stops
    arrived = [one for one in leg.arrived if _is_recognised(one, flow)]
    nat = next((one for kind, one in asked_by if kind == "nat"), None)
    trips = []
    for one in arrived:
        if nat is None:
            trips.append(_trip(flow, one, one.hops))
        else:
            trips += _from_nat(net, start, flow, one, nat, stops)
    return trips


def _is_recognised(answer: Flow, flow: Flow) -> bool:
    """An answer must come from the address that was asked: translated if and only if that was."""
    asked_public = any(kind == "in" for kind, _ in flow.translated)
    answers_public = any(kind == "igw" for kind, _ in answer.translated)
    return asked_public == answers_public


def _from_nat(
    net: Network,
    start: Interface | Outside,
    flow: Flow,
    answer: Flow,
    nat: Interface,
    stops: list[Stop],
) -> list[Trip]:
    """NAT knows the session and sends the answer on to who asked."""
    if not isinstance(start, Interface):
        return []
    box = flow.sent.swapped()
    # NAT passes on what came back: from where it came, and from the ports it came from.
    source = overlap(box.source, answer.now.source)
    ports = overlap(box.source_port, answer.now.source_port)
    if source is None or ports is None:
        return []
    leg = Leg(net, Goal(start), answering=True)
    leg.from_interface(nat, [box._replace(source=source, source_port=ports)])
    stops += leg.stops
    return [_trip(flow, one, (*answer.hops, *one.hops)) for one in leg.arrived]


def _trip(flow: Flow, answer: Flow, back: tuple[Hop, ...]) -> Trip:
    """The packets whose answers arrive: ports are cut to those that came back."""
    sent = flow.sent
    asked, told = answer.now.target_port, answer.now.source_port
    sent = sent._replace(
        source_port=overlap(sent.source_port, asked) or sent.source_port,
        target_port=overlap(sent.target_port, told) or sent.target_port,
    )
    return Trip(sent, flow.hops, back, flow.admitted)
