"""Spots on arrows for the numbers of steps: near the middle, over nothing that is to be read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from archc.drawing.scene import Area, Point, Route
from archc.drawing.sheet import Sheet
from archc.drawing.space import Space, obstacles

_STRIDE = 4  # between two places on an arrow that are tried
_ENDS = 18  # kept free at both ends of an arrow, for its head
_AIR = 2  # around labels
# Where a label may go to make room beside a short arrow, the smallest moves first.
_ASIDE = tuple((dx * step, dy * step) for step in (10, 20, 30) for dx, dy in
               ((1, 0), (-1, 0), (0, -1), (0, 1)))  # fmt: skip


class Spots:
    """What is taken on a sheet, and its arrows, whose labels may have made room."""

    def __init__(self, sheet: Sheet) -> None:
        self.routes = {route.id: route for route in sheet.routes}
        self._solid = Space(obstacles(sheet.boxes, sheet.marks))
        self._borders = Space(
            strip for box in sheet.boxes if box.is_group for strip in _border(box.area)
        )
        self._strips = {route.id: list(_strips(route.points)) for route in sheet.routes}
        self._badges = Space()

    def take(self, id_: str, width: int, height: int) -> Area | None:
        """The best free spot on an arrow, which is free no more; None where it has none."""
        arrow = self.routes[id_]
        others = [r.label.grown(_AIR) for r in self.routes.values() if r.label and r.id != id_]
        labels = Space(others)
        for label in self._labels(arrow, labels):
            own = Space([label.grown(_AIR)] if label else [])
            area = self._spot(arrow, width, height, (labels, own))
            if area is not None:
                self.routes[id_] = arrow._replace(label=label)
                self._badges.add(area)
                return area
        return None

    def _labels(self, arrow: Route, labels: Space) -> Iterator[Area | None]:
        """The arrow's label where it stands, then wherever else near by it may stand."""
        yield arrow.label
        if arrow.label is None:
            return
        lines = Space(strip for own in self._strips.values() for strip in own)
        blocked = (self._solid, self._badges, self._borders, labels, lines)
        for shift in _ASIDE:
            moved = arrow.label.moved(*shift)
            if all(space.is_free(moved) for space in blocked):
                yield moved

    def _spot(self, arrow: Route, width: int, height: int, labels: Sequence[Space]) -> Area | None:
        """The free place nearest to the middle, on as few other lines and borders as can be."""
        blocked = (self._solid, self._badges, *labels)
        others = Space(s for id_, own in self._strips.items() if id_ != arrow.id for s in own)
        places = [
            Area(point.x - width // 2, point.y - height // 2, width, height)
            for point in _along(arrow.points)
        ]
        free = [area for area in places if all(space.is_free(area) for space in blocked)]
        unwanted = (others, self._borders)
        return min(
            free, key=lambda area: sum(not space.is_free(area) for space in unwanted), default=None
        )


def _strips(points: Sequence[Point]) -> Iterator[Area]:
    for one, other in pairwise(points):
        x, y = min(one.x, other.x), min(one.y, other.y)
        yield Area(x, y, abs(one.x - other.x), abs(one.y - other.y)).grown(1)


def _border(area: Area) -> Iterator[Area]:
    """The four sides of a group."""
    corners = (
        Point(area.x, area.y), Point(area.right, area.y),
        Point(area.right, area.bottom), Point(area.x, area.bottom),
    )  # fmt: skip
    yield from _strips((*corners, corners[0]))


def _along(points: Sequence[Point]) -> list[Point]:
    """Points on an arrow, those nearest to its middle first."""
    found, walked = [], 0
    for one, other in pairwise(points):
        length = abs(other.x - one.x) + abs(other.y - one.y)
        for step in range(0, length + 1, _STRIDE):
            x = one.x + (other.x - one.x) * step // max(1, length)
            y = one.y + (other.y - one.y) * step // max(1, length)
            found.append((walked + step, Point(x, y)))
        walked += length
    inner = [entry for entry in found if _ENDS <= entry[0] <= walked - _ENDS]
    return [point for _, point in sorted(inner, key=lambda e: (abs(2 * e[0] - walked), e[0]))]
