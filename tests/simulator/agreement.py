"""Compares the engine with the simulator on one design."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import yaml as pyyaml

from archc import lines
from archc.component import Architecture
from archc.emit import yaml
from archc.reach.expand import expand
from archc.reach.headers import Block, Box, without
from archc.reach.model import Interface, Network, Outside, Owner
from archc.reach.query import goals
from archc.reach.trip import Result, Service, travel
from archc.resolve import resolve
from archc.source import Source
from archc.stack import stack
from archc.syntax.parse import parse
from tests.designs import FILES, GRAMMAR, Files
from tests.simulator import template, world
from tests.simulator.questions import Questions


class Difference(NamedTuple):
    """One question that the two answer differently."""

    start: str
    end: str
    service: str
    engine: str
    simulator: str

    def __str__(self) -> str:
        return (
            f"{self.start} to {self.end}, {self.service}:\n"
            f"  engine:    {self.engine}\n  simulator: {self.simulator}"
        )


def understood(statements: Sequence[str]) -> Architecture | None:
    """The design of these statements, or None if they make no sense together."""
    source = Source("design.arch", "\n".join(statements) + "\n")
    tree, mistakes = parse(source, GRAMMAR)
    design, faults = resolve(tree, source, Files(FILES))
    return None if mistakes or faults else design


def loaded(design: Architecture) -> dict[str, Any]:
    """The template that is emitted for a design, as its file says it."""
    text = yaml.emit(stack(design)).decode()
    return pyyaml.load(text, Loader=template._Loader)  # type: ignore[no-any-return]


def differences(design: Architecture, most: int = 10) -> Iterator[Difference]:
    """Every question about a design that the two answer differently, on so many ports at most."""
    written, net = loaded(design), expand(design)
    announced = {line.name: str(lines.network_of(design, line)) for line in design.of_kind("vpn")}
    place = world.World(template.resolved(written), announced)
    offices = {
        one.name: world.number(str(getattr(one, "address")))  # noqa: B009
        for one in design.of_kind("office")
    }
    # An office that no rule names has its address all the same.
    questions = Questions(place, offices)
    yield from compared(net, place, questions, most)


def compared(
    net: Network, place: world.World, questions: Questions, most: int
) -> Iterator[Difference]:
    """Every question that the two answer differently."""
    theirs: dict[str, world.Interface | str] = {**place.interfaces}
    lines_of = {site.name: name for name, site in place.sites.items()}
    theirs |= {name: name for name in questions.outsides}
    ours: dict[str, Interface | Outside] = {
        f"{one.owner.component}/{one.subnet}": one
        for one in net.interfaces.values()
        if one.nat != "gateway"
    }
    for key, outside in net.outsides.items():
        ours[lines_of.get(key.partition("/")[2], key)] = outside
    ours = {name: one for name, one in ours.items() if name in theirs} | _services(net, ours)
    assert set(ours) == set(theirs), set(ours) ^ set(theirs)
    wanted = probes(questions, most)
    for start, mine in ours.items():
        for end, goal in ours.items():
            beyond = [one for one in (mine, goal) if isinstance(one, Outside)]
            if start == end or (len(beyond) == 2 and not all(one.behind for one in beyond)):
                continue
            results = [travel(net, mine, one, Service()) for one in goals(mine, goal)]
            for protocol, port in wanted:
                says = engine_says(results, protocol, port)
                found = questions.verdict(theirs[start], theirs[end], protocol, port)
                if says != found[:2]:
                    yield Difference(
                        start, end, f"{protocol} {port}", explained(results, protocol, port),
                        f"delivered {found.delivered}, answered {found.answered}: {found.log}",
                    )  # fmt: skip


def _services(net: Network, ours: dict[str, Interface | Outside]) -> dict[str, Interface | Outside]:
    """The services that gateway endpoints lead to, and the internet without their addresses."""
    listed = {one.service: one.blocks for one in net.endpoints.values()}
    everybody = ours["internet"]
    left = [block.range for block in everybody.blocks]
    for known in (block.range for blocks in listed.values() for block in blocks):
        left = [part for one in left for part in without(one, known)]
    internet = everybody._replace(blocks=tuple(Block(4, part) for part in left))
    services = {name: Outside(name, blocks, Owner("aws")) for name, blocks in listed.items()}
    return {"internet": internet, **services}


def probes(questions: Questions, most: int) -> list[tuple[str, int]]:
    """A packet to either side of every boundary; of many ports, some."""
    ports = questions.ports or [443]
    if len(ports) > most:
        ports = random.Random(len(ports)).sample(ports, most)
    ported = [(protocol, port) for protocol in ("tcp", "udp") for port in ports]
    return [*ported, ("icmp", 0), ("other", 0)]


def engine_says(results: Sequence[Result], protocol: str, port: int) -> tuple[bool, bool]:
    """Delivered, and answered, by what the engine found for all packets at once."""
    return (
        any(covers(flow.sent, protocol, port) for one in results for flow in one.delivered),
        any(covers(trip.box, protocol, port) for one in results for trip in one.trips),
    )


def covers(box: Box, protocol: str, port: int) -> bool:
    if box.protocol != protocol:
        return False
    return protocol not in ("tcp", "udp") or box.target_port[0] <= port <= box.target_port[1]


def explained(results: Sequence[Result], protocol: str, port: int) -> str:
    delivered, answered = engine_says(results, protocol, port)
    told = [f"delivered {delivered}, answered {answered}"]
    for one in results:
        told += [
            f"there {' > '.join(hop.place for hop in trip.there)} | "
            f"back {' > '.join(hop.place for hop in trip.back)}"
            for trip in one.trips
            if covers(trip.box, protocol, port)
        ]
        told += [
            f"{' > '.join(hop.place for hop in stop.hops)}: {stop.code}, {stop.text}"
            for stop in one.stops
            if stop.box.protocol == protocol
        ]
    return "\n             ".join(told[:8])


def minimised(told: list[str]) -> tuple[list[str], Difference]:
    """The fewest statements that still disagree, and the first disagreement."""
    changed = True
    while changed:
        changed = False
        for number in range(len(told) - 1, 0, -1):
            fewer = told[:number] + told[number + 1 :]
            if first(fewer) is not None:
                told, changed = fewer, True
    found = first(told)
    assert found is not None
    return told, found


def first(told: list[str]) -> Difference | None:
    """The first disagreement about these statements, if they are a design."""
    design = understood(told)
    return next(differences(design, 1000), None) if design is not None else None
