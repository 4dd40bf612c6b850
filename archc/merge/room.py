"""Finds free places for new shapes, and makes room: groups grow, what is in their way moves on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import product

from archc.merge.document import Cells, ancestors
from archc.merge.geometry import Rect, Spot, absolute, is_placed, keys, origin, put, rect

_GAP = 20.0
_TITLE = 40.0  # the height of a group's title
_REACH = 30  # steps of a grid in which a free place is looked for
_STEP = 20
_LINE, _LETTER = 16.0, 6.6  # of a label, in draw.io's font of 12 pixels


class Room:
    """The shapes of a page while it is merged; `moved` are those that had to make room."""

    def __init__(self, cells: Cells, ignored: Iterable[str]) -> None:
        self.cells = cells
        self.moved: set[str] = set()
        self._ignored = set(ignored)

    def place(self, id_: str, wanted: Rect) -> None:
        """Put a shape where it is wanted in its parent, or as near to it as there is space."""
        cell = self.cells[id_]
        put(cell, wanted)
        corner = origin(self.cells, cell.parent)
        taken = [footprint(self.cells, one) for one in self._in_the_way(id_, cell.parent)]
        own = footprint(self.cells, id_)
        for dx, dy in self._steps(cell.parent, own, taken):
            if not any(own.moved(dx, dy).meets(area) for area in taken):
                here = absolute(self.cells, id_).moved(dx - corner.x, dy - corner.y)
                put(cell, here)
                break
        self._enclose(id_)

    def resize(self, id_: str, width: float, height: float) -> None:
        """Give a shape another size; what it would cover moves on, and its groups grow."""
        old = absolute(self.cells, id_)
        put(self.cells[id_], rect(self.cells[id_])._replace(width=width, height=height))
        pushed = self._push(id_, old.right, across=True) | self._push(id_, old.bottom, across=False)
        self.moved |= pushed
        for one in (id_, *sorted(pushed)):
            self._enclose(one)

    def _steps(self, parent: str, own: Rect, taken: Iterable[Rect]) -> Iterator[Spot]:
        """Offsets from the wanted place, nearest first; the last one is free in any case."""
        yield Spot(0, 0)
        inner = self._inside(parent)
        reach = range(-_REACH, _REACH + 1)
        for i, j in sorted(product(reach, reach), key=lambda s: (s[0] ** 2 + s[1] ** 2, s)):
            moved = own.moved(i * _STEP, j * _STEP)
            fits = inner is None or _holds(inner, moved)
            if fits and not any(moved.grown(_GAP / 2).meets(area) for area in taken):
                yield Spot(i * _STEP, j * _STEP)
        yield Spot(max((area.right for area in taken), default=own.x) + _GAP - own.x, 0)

    def _inside(self, parent: str) -> Rect | None:
        """Where a group has room; a layer has no bounds."""
        if not is_placed(self.cells[parent]):
            return None
        area = absolute(self.cells, parent)
        return Rect(area.x + _GAP / 2, area.y + _TITLE, area.width - _GAP,
                    area.height - _TITLE - _GAP / 2)  # fmt: skip

    def _in_the_way(self, id_: str, parent: str) -> Iterator[str]:
        """The shapes beside one in its parent, and whatever else is drawn across the parent."""
        outer = {parent, *ancestors(self.cells, parent)}
        area = absolute(self.cells, parent) if is_placed(self.cells[parent]) else None
        for one in self._shown():
            around = set(ancestors(self.cells, one))
            if one == id_ or one in outer or id_ in around:
                continue
            foreign = area is not None and parent not in around
            beside = self.cells[one].parent == parent or (area is None and self._is_top(one))
            if beside or (foreign and area is not None and footprint(self.cells, one).meets(area)):
                yield one

    def _enclose(self, id_: str) -> None:
        """Let the group around a shape grow until it holds it."""
        parent = self.cells[id_].parent
        if not is_placed(self.cells[parent]):
            return
        own, group = footprint(self.cells, id_), absolute(self.cells, parent)
        width = max(group.width, own.right + _GAP - group.x)
        height = max(group.height, own.bottom + _GAP - group.y)
        if (width, height) != (group.width, group.height):
            self.resize(parent, width, height)

    def _push(self, id_: str, edge: float, *, across: bool) -> set[str]:
        """Move all that stood behind a shape's old edge, if the shape now reaches one of them."""
        area = absolute(self.cells, id_)
        behind, need = set(), 0.0
        for one in self._beside(id_):
            place = footprint(self.cells, one)
            start = place.x if across else place.y
            if start < edge - 1:
                continue
            behind.add(one)
            stop = (area.right if across else area.bottom) + min(_GAP, max(0.0, start - edge))
            meets = place.y < area.bottom and area.y < place.bottom if across else (
                place.x < area.right and area.x < place.right)  # fmt: skip
            need = max(need, stop - start if meets else 0.0)
        for one in behind if need else ():
            place = rect(self.cells[one])
            put(self.cells[one], place.moved(need if across else 0, 0 if across else need))
        return behind if need else set()

    def _beside(self, id_: str) -> Iterator[str]:
        top = self._is_top(id_)
        for one in self._shown():
            if one != id_ and (
                self._is_top(one) if top else self.cells[one].parent == self.cells[id_].parent
            ):
                yield one

    def _is_top(self, id_: str) -> bool:
        """Whether a shape lies on a layer itself."""
        parent = self.cells.get(self.cells[id_].parent)
        return parent is not None and parent.parent == "0"

    def _shown(self) -> Iterator[str]:
        return (
            id_ for id_, cell in self.cells.items() if is_placed(cell) and id_ not in self._ignored
        )


def footprint(cells: Cells, id_: str) -> Rect:
    """What a shape covers on the page, with a label that stands under or beside it."""
    area, style = absolute(cells, id_), keys(cells[id_].style)
    lines = cells[id_].label.replace("<br/>", "<br>").split("<br>")
    width = max(len(line) for line in lines) * _LETTER
    if style.get("verticalLabelPosition") == "bottom" and width:
        wide = max(area.width, width)
        x = area.x - (wide - area.width) / 2
        return Rect(x, area.y, wide, area.height + 4 + len(lines) * _LINE)
    if style.get("labelPosition") == "right":
        return area._replace(width=area.width + width + 8)
    return area


def _holds(outer: Rect, inner: Rect) -> bool:
    return (
        outer.x <= inner.x and inner.right <= outer.right
        and outer.y <= inner.y and inner.bottom <= outer.bottom
    )  # fmt: skip
