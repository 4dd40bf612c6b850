"""Lines → arrows between what is seen: by what they are tied to, else by what is nearest."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from archc.importers.drawio.cells import End, Line
from archc.importers.drawio.scene import Scene, Seen
from archc.merge.geometry import Rect, Spot

REACH = 40  # how far from a shape a loose end still belongs to it
_BORDER = 20  # the same for a frame, whose border is meant
_TIE = 8  # what is this much farther away could be meant as well
_BUCKETS = 200  # along each side of a page


class Joined(NamedTuple):
    """A line with what stands at its ends, None where that is not clear.

    `heads` are those at its source and its target. A `rival` is about as near to a loose end as
    what was chosen for it.
    """

    line: Line
    source: Seen | None
    target: Seen | None
    heads: tuple[bool, bool]
    rival: Seen | None = None


def joined(scene: Scene) -> Iterator[Joined]:
    """Every line of a page."""
    near = _Near([*scene.icons, *scene.others, *scene.frames])
    for line in scene.sheet.lines:
        ends = [_tied(end, scene.stands_for) for end in (line.source, line.target)]
        loose = [_is_loose(end, scene.stands_for) for end in (line.source, line.target)]
        rival: Seen | None = None
        for at, end in enumerate((line.source, line.target)):
            if loose[at] and end.place is not None:
                ends[at], second = near.to(end.place, ends[1 - at])
                rival = rival or second
        heads = (line.source.has_head, line.target.has_head)
        yield Joined(line, ends[0], ends[1], heads, rival)


def _tied(end: End, stands_for: Mapping[str, Seen]) -> Seen | None:
    return stands_for.get(end.shape)


def _is_loose(end: End, stands_for: Mapping[str, Seen]) -> bool:
    return not end.shape or (end.shape not in stands_for and end.place is not None)


class _Near:
    """Finds the shape nearest to a place; a net of buckets keeps it from asking all of them."""

    def __init__(self, every: list[Seen]) -> None:
        self._frames = {id(seen) for seen in every if seen.meaning.is_frame}
        areas = [seen.shape.area for seen in every]
        wide = max((area.right for area in areas), default=0) - min(
            (area.x for area in areas), default=0
        )
        high = max((area.bottom for area in areas), default=0) - min(
            (area.y for area in areas), default=0
        )
        self._side = max(2 * REACH, wide / _BUCKETS, high / _BUCKETS)
        self._buckets: dict[tuple[int, int], list[Seen]] = {}
        for seen in every:
            for bucket in self._along(seen.shape.area):
                self._buckets.setdefault(bucket, []).append(seen)

    def to(self, place: Spot, other: Seen | None) -> tuple[Seen | None, Seen | None]:
        """What a loose end there belongs to, and what it could belong to just as well.

        That is never what the other end belongs to.
        """
        x, y = self._bucket(place.x, place.y)
        found = [
            (self._away(place, seen), seen.meaning.is_frame, at, seen)
            for dx in (-1, 0, 1)
            for dy in (-1, 0, 1)
            for at, seen in enumerate(self._buckets.get((x + dx, y + dy), ()))
            if seen is not other
        ]
        near = [entry for entry in found if entry[0] <= (_BORDER if entry[1] else REACH)]
        icons = [entry for entry in near if not entry[1]]
        ranked = sorted(icons or near, key=lambda entry: (entry[0], entry[2]))
        chosen = ranked[0][3] if ranked else None
        rivals = (
            seen
            for away, _, _, seen in ranked
            if seen is not chosen and away <= ranked[0][0] + _TIE
        )
        return chosen, next(rivals, None)

    def _away(self, place: Spot, seen: Seen) -> float:
        """How far it is to a shape, or to the border of a frame."""
        area = seen.shape.area
        dx = max(area.x - place.x, 0, place.x - area.right)
        dy = max(area.y - place.y, 0, place.y - area.bottom)
        if dx or dy or id(seen) not in self._frames:
            return math.hypot(dx, dy)
        return min(place.x - area.x, area.right - place.x, place.y - area.y, area.bottom - place.y)

    def _bucket(self, x: float, y: float) -> tuple[int, int]:
        return math.floor(x / self._side), math.floor(y / self._side)

    def _along(self, area: Rect) -> Iterator[tuple[int, int]]:
        """The buckets that a border passes."""
        left, top = self._bucket(area.x, area.y)
        right, bottom = self._bucket(area.right, area.bottom)
        for x in range(left, right + 1):
            yield from {(x, top), (x, bottom)}
        for y in range(top + 1, bottom):
            yield from {(left, y), (right, y)}
