"""Which shapes each arrow joins: a thing drawn once per zone has one end in every zone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from archc.component import Architecture, Relation
from archc.drawing.captions import arrow_text, caption
from archc.drawing.scene import Area, Box


class Wire(NamedTuple):
    """A line to be drawn, with the label beside it."""

    id: str
    source: Box
    target: Box
    text: str
    tooltip: str


def wires(design: Architecture, boxes: Sequence[Box]) -> list[Wire]:
    """All lines; several arrows between the same two things make one."""
    ends = _ends(boxes)
    parents = {box.id: box.parent for box in boxes}
    found = []
    for (source, target), relations in _bundled(design.relations).items():
        text = arrow_text(relations)
        title = f"{caption(relations[0].source)} → {caption(relations[0].target)}"
        pairs = _pairs(ends.get(source, []), ends.get(target, []), parents)
        for at, (one, other) in enumerate(pairs):
            if not _within(one, other, parents) and not _within(other, one, parents):
                id_ = f"{source}->{target}" if not at else f"{one.id}->{other.id}"
                found.append(Wire(id_, one, other, text, f"{title}\n{text}".strip()))
    return found


def _bundled(relations: Iterable[Relation]) -> Mapping[tuple[str, str], list[Relation]]:
    bundles: dict[tuple[str, str], list[Relation]] = {}
    for relation in relations:
        bundles.setdefault((relation.source.name, relation.target.name), []).append(relation)
    return bundles


def _ends(boxes: Sequence[Box]) -> Mapping[str, list[Box]]:
    """The shapes where arrows of a component may end: its only one, or its share of each zone."""
    found: dict[str, list[Box]] = {}
    for box in boxes:
        head, _, rest = box.id.partition("/")
        if box.component and (head == "vpc" or (head == box.component and len(rest) < 2)):
            found.setdefault(box.component, []).append(box)
    return found


def _pairs(
    sources: Sequence[Box], targets: Sequence[Box], parents: Mapping[str, str]
) -> list[tuple[Box, Box]]:
    """Zone by zone where both have a share there, else every share to the one of the other."""
    if len(sources) > 1 and len(targets) > 1:
        shares = {box.id.rpartition("/")[2]: box for box in targets[1:]}
        return [(box, shares.get(box.id.rpartition("/")[2], targets[0])) for box in sources]
    if sources and targets and _network(sources[0], parents) != _network(targets[0], parents):
        return [_nearest(sources, targets)]
    return [(one, other) for one in sources for other in targets]


def _network(box: Box, parents: Mapping[str, str]) -> str:
    """The VPC a box lies in, empty outside."""
    here = box.id
    while here and not here.startswith("vpc/"):
        here = parents.get(here, "")
    return here


def _nearest(sources: Sequence[Box], targets: Sequence[Box]) -> tuple[Box, Box]:
    pairs = [(one, other) for one in sources for other in targets]
    return min(pairs, key=lambda pair: _distance(pair[0].area, pair[1].area))


def _distance(one: Area, other: Area) -> int:
    return abs(one.center.x - other.center.x) + abs(one.center.y - other.center.y)


def _within(inner: Box, outer: Box, parents: Mapping[str, str]) -> bool:
    """Whether one box lies in the other, or is it and cannot show a line to itself."""
    here = parents.get(inner.id, "")
    while here:
        if here == outer.id:
            return True
        here = parents.get(here, "")
    return inner.id == outer.id and inner.is_group
