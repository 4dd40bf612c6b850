"""Where the labels of lines stand: beside a straight piece, on nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from archc.drawing.measure import LINE, widest, wrap
from archc.drawing.scene import Area, Box, Mark, Point
from archc.drawing.space import Space, obstacles

_WIDEST = 140
_NARROW = 60
_GAP = 3


def place_labels(
    boxes: Sequence[Box],
    marks: Sequence[Mark],
    ways: Sequence[Sequence[Point]],
    texts: Sequence[str],
) -> list[tuple[tuple[str, ...], Area | None]]:
    """The wrapped lines and the place of each line's label."""
    taken = Space(obstacles(boxes, marks))
    for way in ways:
        for strip in _strips(way):
            taken.add(strip)
    borders = Space(strip for box in boxes if box.is_group for strip in _border(box.area))
    placed: list[tuple[tuple[str, ...], Area | None]] = [((), None)] * len(ways)
    for at in sorted(range(len(ways)), key=lambda at: (_length(ways[at]), at)):
        # Where nothing is free a short label may fit; else the tooltip alone has the text.
        for lines in (wrap(texts[at], _WIDEST), wrap(texts[at], _NARROW, 1)):
            area = _best(ways[at], lines, taken, borders) if lines else None
            if area is not None:
                taken.add(area)
                placed[at] = lines, area
                break
    return placed


def _length(way: Sequence[Point]) -> int:
    return sum(abs(b.x - a.x) + abs(b.y - a.y) for a, b in pairwise(way))


def _strips(way: Sequence[Point]) -> Iterator[Area]:
    for one, other in pairwise(way):
        x, y = min(one.x, other.x), min(one.y, other.y)
        yield Area(x, y, abs(one.x - other.x), abs(one.y - other.y)).grown(1)


def _border(area: Area) -> Iterator[Area]:
    yield Area(area.x, area.y - 1, area.width, 2)
    yield Area(area.x, area.bottom - 1, area.width, 2)
    yield Area(area.x - 1, area.y, 2, area.height)
    yield Area(area.right - 1, area.y, 2, area.height)


def _best(
    way: Sequence[Point], lines: tuple[str, ...], taken: Space, borders: Space
) -> Area | None:
    """The free place with the lowest price, if there is one."""
    width, height = widest(lines), LINE * len(lines)
    best, lowest = None, 1e9
    for gap in (_GAP, 5 * _GAP, 12 * _GAP):
        for area, price in _candidates(way, width, height, gap):
            if price < lowest and taken.is_free(area):
                whole = price if borders.is_free(area) else price + 60
                if whole < lowest:
                    best, lowest = area, whole
        if best is not None:
            return best
    return None


def _candidates(
    way: Sequence[Point], width: int, height: int, gap: int
) -> Iterator[tuple[Area, float]]:
    """Places beside every piece of a line, cheaper near its middle and on long pieces."""
    total, walked = max(1, _length(way)), 0
    for one, other in pairwise(way):
        length = abs(one.x - other.x) + abs(one.y - other.y)
        level = one.y == other.y
        needed = width if level else height
        for share in (0.5, 0.35, 0.65, 0.2, 0.8, 0.0, 1.0):
            x = round(one.x + (other.x - one.x) * share)
            y = round(one.y + (other.y - one.y) * share)
            price = 40 * abs((walked + length * share) / total - 0.5)
            price += max(0, needed + 10 - length) * 0.5
            if level:
                yield Area(x - width // 2, y - height - gap + 1, width, height), price
                yield Area(x - width // 2, y + gap, width, height), price + 3
            else:
                yield Area(x + gap + 2, y - height // 2, width, height), price + 1
                yield Area(x - width - gap - 2, y - height // 2, width, height), price + 2
        walked += length
