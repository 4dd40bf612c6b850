"""Which shapes each arrow joins: a thing drawn once per zone has one end in every zone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from archc.component import Architecture, Relation
from archc.drawing.captions import arrow_text, caption
from archc.drawing.palette import LINES
from archc.drawing.scene import Area, Box


class Wire(NamedTuple):
    """A line to be drawn, with the label beside it."""

    id: str
    source: Box
    target: Box
    text: str
    tooltip: str
    link: str = ""


# With more lines than this that come once per zone, for two zones or more, one stands for all.
_MOST = {2: 32, 3: 18}


def wires(design: Architecture, boxes: Sequence[Box]) -> list[Wire]:
    """All lines; several arrows between the same two things make one."""
    ends = _ends(boxes)
    parents = {box.id: box.parent for box in boxes}
    bundles = _bundled(design.relations)
    joined = {
        (source, target): _pairs(ends.get(source, []), ends.get(target, []), parents)
        for source, target in bundles
    }
    zones = min(3, max([len(boxes) for boxes in ends.values()] + [2]))
    if sum(len(pairs) for pairs in joined.values() if len(pairs) > 1) > _MOST[zones]:
        joined = {key: pairs and [_nearest(pairs)] for key, pairs in joined.items()}
    return [wire for key, pairs in joined.items() for wire in _lines(bundles[key], pairs, parents)]


def _lines(
    relations: Sequence[Relation], pairs: Sequence[tuple[Box, Box]], parents: Mapping[str, str]
) -> Iterator[Wire]:
    first = relations[0]
    link = first.link if all(relation.link for relation in relations) else ""
    text = "" if link else arrow_text([r for r in relations if not r.link])
    title = f"{caption(first.source)} {'—' if link else '→'} {caption(first.target)}"
    said = LINES[link].name if link else text
    for at, (one, other) in enumerate(pairs):
        if not _within(one, other, parents) and not _within(other, one, parents):
            id_ = f"{one.id}->{other.id}" if at else f"{first.source.name}->{first.target.name}"
            yield Wire(id_, one, other, text, f"{title}\n{said}".strip(), link)


def _bundled(relations: Iterable[Relation]) -> Mapping[tuple[str, str], list[Relation]]:
    bundles: dict[tuple[str, str], list[Relation]] = {}
    for relation in relations:
        bundles.setdefault((relation.source.name, relation.target.name), []).append(relation)
    return bundles


def _ends(boxes: Sequence[Box]) -> Mapping[str, list[Box]]:
    """The shapes where arrows of a component may end: its only one, or its share of each zone."""
    found: dict[str, list[Box]] = {}
    for box in boxes:
        if shows_whole(box):
            found.setdefault(box.component, []).append(box)
    return found


def shows_whole(box: Box) -> bool:
    """Whether a shape shows a component, or its share of a zone, and not just a part of it."""
    head, _, rest = box.id.partition("/")
    return bool(box.component) and (head == "vpc" or (head == box.component and len(rest) < 2))


def _pairs(
    sources: Sequence[Box], targets: Sequence[Box], parents: Mapping[str, str]
) -> list[tuple[Box, Box]]:
    """Zone by zone where both have a share there, else every share to the one of the other."""
    if len(sources) > 1 and len(targets) > 1:
        shares = {box.id.rpartition("/")[2]: box for box in targets[1:]}
        return [(box, shares.get(box.id.rpartition("/")[2], targets[0])) for box in sources]
    if sources and targets and _network(sources[0], parents) != _network(targets[0], parents):
        return [_nearest([(one, other) for one in sources for other in targets])]
    return [(one, other) for one in sources for other in targets]


def _network(box: Box, parents: Mapping[str, str]) -> str:
    """The VPC a box lies in, empty outside."""
    here = box.id
    while here and not here.startswith("vpc/"):
        here = parents.get(here, "")
    return here


def _nearest(pairs: Sequence[tuple[Box, Box]]) -> tuple[Box, Box]:
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
