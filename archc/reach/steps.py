"""Steps: the ways behind findings, place by place, where the places stand in the source."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from archc.component import Architecture
from archc.diagnostics import Label
from archc.reach.advice import Explanation, shown
from archc.reach.arrows import blocked
from archc.reach.guarantee import prove
from archc.reach.once import once_per_design
from archc.source import Span

Steps = Mapping[Span | str, tuple[Label, ...]]


@once_per_design
def steps(design: Architecture) -> Steps:
    """By the words of a blocked way, and by the place of a guarantee that packets break."""
    places = dict(_places(design))
    found: dict[Span | str, tuple[Label, ...]] = {}
    for guarantee, refusal in prove(design):
        if refusal is not None and refusal.is_way:
            found[guarantee.span] = _labels(places, refusal.hops)
        elif refusal is not None and refusal.blocked is not None:
            found[refusal.blocked.way] = _explained(places, refusal.blocked)
    for one in blocked(design):
        found[one.why.way] = _explained(places, one.why)
    return {key: labels for key, labels in found.items() if key and labels}


def _places(design: Architecture) -> Iterator[tuple[str, Span]]:
    """Where a name of a component, or the id of a subnet, is written."""
    for name, subnets in design.subnets.items():
        yield from ((subnet.logical_id, design.components[name].span) for subnet in subnets)
    yield from ((name, component.span) for name, component in design.components.items())


def _explained(places: Mapping[str, Span], why: Explanation) -> tuple[Label, ...]:
    back = why.back if why.crossed_back else ()
    there = _labels(places, why.there, why.crossed)
    return (*there, *_labels(places, back, why.crossed_back))


def _labels(
    places: Mapping[str, Span], hops: Sequence[str], crossed: Collection[str] = ()
) -> tuple[Label, ...]:
    """The hops that the source knows; ids are like `interface/web/AppSubnetA` and `vpc/net`."""
    found = []
    for hop in hops:
        name = hop.split("/")[1] if "/" in hop else hop
        if name in places:
            stopped = ": packets are stopped here" if hop in crossed else ""
            found.append(Label(f"{shown((hop,))}{stopped}", places[name]))
    return tuple(found)
