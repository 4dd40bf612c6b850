"""Answers of `archc reach`: one question with its way or what stops it, or everybody at once."""

from __future__ import annotations

import re
from collections.abc import Iterator

from archc.component import Architecture
from archc.diagnostics import wrapped
from archc.reach.advice import Explanation, explained, shown
from archc.reach.query import ANY, Answer, Reachability
from archc.reach.trip import Service


def names(design: Architecture) -> tuple[str, ...]:
    """Everything that a question may name."""
    net = Reachability(design)
    return ("internet", *(name for name in design.components if _asked(net, name)))


def _asked(net: Reachability, name: str) -> bool:
    return name != "internet" and bool(
        [member for member in net.members(name) if net.takes_part(member)]
    )


def service(text: str | None) -> Service:
    """`443`, `tcp/443`, `udp/53`, `icmp`; a `ValueError` says what is wrong."""
    if text is None:
        return ANY
    match = re.fullmatch(r"(?:(tcp|udp)/)?([0-9]{1,5})|(icmp)", text)
    if match is None or int(match[2] or 0) > 65535:
        raise ValueError(f"'{text}' is no port: write 443, tcp/443, udp/53 or icmp")
    if match[3]:
        return Service("icmp")
    return Service(match[1] or "tcp", (int(match[2]), int(match[2])))


def answer(design: Architecture, source: str, target: str, port: str | None) -> tuple[str, bool]:
    """The answer as text, and whether there is a way; places stand for all that is in them."""
    net = Reachability(design)
    wanted = service(port)
    lines: list[str] = []
    holds = False
    for one in net.members(source):
        for other in net.members(target):
            if one != other:
                found = net.reach(one, other, wanted)
                holds = holds or found.holds
                lines += _told(net, one, other, wanted, found)
    return "".join(f"{line}\n" for line in lines or ["nobody is in there"]), holds


def _told(net: Reachability, source: str, target: str, wanted: Service, found: Answer) -> list[str]:
    if not found.holds:
        stops = net.asked(source, target, wanted).stops
        why = explained(net, source, target, wanted, stops)
        return [f"{source} does not reach {target}: {why.reason} ({why.code})", *_blocked(why)]
    trips = [leg.trip for leg in found.legs if leg.trip is not None]
    on = f" on {trips[-1].box.service}" if trips else ""
    return [
        f"{source} reaches {target}{on}: {' → '.join(found.passes)}",
        *(f"  there: {shown([hop.place for hop in trip.there])}" for trip in trips),
        *(f"  back:  {shown([hop.place for hop in trip.back])}" for trip in trips[-1:]),
    ]


def _blocked(why: Explanation) -> Iterator[str]:
    """The blocked way, with a cross at every place that stops packets, and what opens it."""
    if why.way:
        head = "  the way that is blocked: " if why.changes else "  the packets get as far as: "
        yield from wrapped(head, why.way)
    if why.fix:
        head = "  to let them through: " if why.changes else "  no setting lets them through: "
        yield from wrapped(head, why.fix)


def matrix(design: Architecture) -> str:
    """Who reaches whom, one row per sender: the port of the first way, `-` where there is none."""
    net = Reachability(design)
    everybody = [n for n in names(design) if n == "internet" or not design.components[n].container]
    receivers = [name for name in everybody if name == "internet" or not _outside(design, name)]
    cells = {(one, other): _cell(net, one, other) for one in everybody for other in receivers}
    first = max(map(len, everybody))
    widths = {
        other: max(len(other), *(len(cells[one, other]) for one in everybody))
        for other in receivers
    }
    rows = [" " * first + "".join(f"  {other:{widths[other]}}" for other in receivers)]
    rows += [
        f"{one:{first}}" + "".join(f"  {cells[one, o]:{widths[o]}}" for o in receivers)
        for one in everybody
    ]
    return "".join(row.rstrip() + "\n" for row in rows)


def _outside(design: Architecture, name: str) -> bool:
    return design.components[name].outside


def _cell(net: Reachability, one: str, other: str) -> str:
    if one == other or net.are_apart(one, other):
        return "."
    found = net.reach(one, other)
    if not found.holds:
        return "-"
    trip = found.legs[-1].trip
    way = f" via {', '.join(found.passes[1:-1])}" if len(found.passes) > 2 else ""
    return (trip.box.service if trip is not None else "https") + way
