"""What lines and labels keep clear of, and a quick way to ask whether a place is free."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from archc.drawing.scene import Area, Box, Mark

_CELL = 128


class Space:
    """Areas in a coarse raster, so that a question looks only at those near by."""

    def __init__(self, areas: Iterable[Area] = ()) -> None:
        self._cells: dict[tuple[int, int], list[Area]] = {}
        for area in areas:
            self.add(area)

    def add(self, area: Area) -> None:
        """Put one more area in."""
        for cell in _cells(area):
            self._cells.setdefault(cell, []).append(area)

    def near(self, area: Area) -> Iterator[Area]:
        """Every area that shares a cell with this one; large ones may come twice."""
        for cell in _cells(area):
            yield from self._cells.get(cell, ())

    def is_free(self, area: Area) -> bool:
        """Whether nothing in it meets this area."""
        return not any(other.meets(area) for other in self.near(area))


def _cells(area: Area) -> Iterator[tuple[int, int]]:
    for x in range(area.x // _CELL, area.right // _CELL + 1):
        for y in range(area.y // _CELL, area.bottom // _CELL + 1):
            yield x, y


def obstacles(boxes: Sequence[Box], marks: Sequence[Mark]) -> list[Area]:
    """Everything a line may not run through: icons, texts, titles of groups, badges."""
    found = []
    for box in boxes:
        if not box.is_group:
            found.append(box.area)
        if box.label is not None and box.label != box.area:
            found += title_areas(box) if box.is_group else [box.label]
    return found + [mark.area for mark in marks]


def title_areas(box: Box) -> list[Area]:
    """A group's corner icon and its title."""
    label = box.label or Area(box.area.x, box.area.y, 0, 0)
    if box.form == "scaling":
        return [Area(box.area.center.x - 13, box.area.y + 1, 26, 25), label]
    right, bottom = max(label.right, box.area.x + 26), max(label.bottom, box.area.y + 26)
    return [Area(box.area.x + 1, box.area.y + 1, right - box.area.x - 1, bottom - box.area.y - 1)]
