"""Blocks: parts of a page that stand below each other in as many columns as fit its shape."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from math import log
from typing import NamedTuple

from archc.drawing.scene import Area
from archc.drawing.sheet import Sheet

_RIBBON = 1.9  # sides of a page farther from each other than this look like a ribbon
_LEGEND = 100  # the height that a legend will add
_LIKED = 1.3  # of the pages that are no ribbons those near to this shape are liked
_MOST_COLUMNS = 12


class Block(NamedTuple):
    """A part of a page with its corner at the origin."""

    width: int
    height: int
    sheet: Sheet


def in_columns(blocks: Sequence[Block], room: Area, gap: int, aisle: int) -> list[Area]:
    """Where blocks stand, from the room's corner; what is too high begins another column."""
    x, y, wide = room.x, room.y, 0
    places = []
    for block in blocks:
        if y > room.y and y + block.height > room.bottom:
            x, y, wide = x + wide + aisle, room.y, 0
        wide = max(wide, block.width)
        places.append(Area(x, y, block.width, block.height))
        y += block.height + gap
    return places


def heights(blocks: Sequence[Block], gap: int) -> Iterator[int]:
    """How high columns may be so that there are one, two, three of them, and so on."""
    each = [block.height + gap for block in blocks]
    for count in range(1, max(1, min(len(blocks), _MOST_COLUMNS)) + 1):
        yield sum(each) if count == 1 else max(*each, sum(each) // count + max(each) // 2)


def set_down(blocks: Sequence[Block], places: Iterable[Area]) -> Sheet:
    """All blocks at their places, as one sheet."""
    done = [
        block.sheet.moved(place.x, place.y) for block, place in zip(blocks, places, strict=True)
    ]
    return Sheet(
        tuple(box for sheet in done for box in sheet.boxes),
        tuple(route for sheet in done for route in sheet.routes),
        badges=tuple(badge for sheet in done for badge in sheet.badges),
    )


def is_ribbon(page: Area) -> bool:
    """Whether a page is too wide or too high to be read as one picture."""
    return _excess(page) > 0


def price(page: Area) -> tuple[float, float]:
    """How little a page is liked: ribbons least, then those with much paper."""
    away = abs(log(max(1, page.width) / (page.height + _LEGEND) / _LIKED))
    return round(_excess(page), 2), page.width * page.height * (1 + away / 2)


def _excess(page: Area) -> float:
    width, height = max(1, page.width), page.height + _LEGEND
    return max(0.0, width / height / _RIBBON - 1, height / width / _RIBBON - 1)
