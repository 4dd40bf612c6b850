"""Air: lines that run close by an icon which is not theirs move away from it where they can."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from archc.drawing.pieces import STEP
from archc.drawing.scene import Area, Box, Mark, Point
from archc.drawing.space import Space, obstacles
from archc.drawing.wires import Wire

_NEAR = 20  # closer than this a line seems to belong to the icon
_FAR = 30  # beyond this more does not help
_APART = 8  # between lines
_MOST = 150  # lines; among more of them nothing stands alone anyway


def with_air(
    boxes: Sequence[Box],
    marks: Sequence[Mark],
    lines: Sequence[Wire],
    ways: Sequence[Sequence[Point]],
) -> list[list[Point]]:
    """The same lines, with as many corners as before, over nothing that they did not cross."""
    done = [list(way) for way in ways]
    if len(done) > _MOST:
        return done
    icons = Space(box.area for box in boxes if box.form == "icon")
    solid = Space(obstacles(boxes, marks))
    for at, line in enumerate(lines):
        own = (line.source.area, line.target.area)
        for piece in range(1, len(done[at]) - 2):
            now = _gap(done[at], piece, icons, own)
            if now >= _NEAR:
                continue
            gaps = ((_gap(way, piece, icons, own), way) for way in _moved(done[at], piece))
            better = [entry for entry in gaps if entry[0] > now
                      and _hits_nothing(entry[1], piece, solid, own)]  # fmt: skip
            others = [way for index, way in enumerate(done) if index != at] if better else []
            free = [
                (gap, way) for gap, way in better
                if _is_as_before(way, done[at], piece, boxes, others)
            ]  # fmt: skip
            done[at] = max(free, key=lambda entry: entry[0], default=(now, done[at]))[1]
    return done


def _moved(way: Sequence[Point], piece: int) -> Iterator[list[Point]]:
    """The line with one piece further to its sides, the smallest moves first."""
    one, other = way[piece : piece + 2]
    dx, dy = (STEP, 0) if one.x == other.x else (0, STEP)
    for step in (1, -1, 2, -2, 3, -3, 4, -4):
        shifted = [Point(p.x + step * dx, p.y + step * dy) for p in (one, other)]
        yield [*way[:piece], *shifted, *way[piece + 2 :]]


def _gap(way: Sequence[Point], piece: int, icons: Space, own: Sequence[Area]) -> int:
    """How far a piece is from the nearest icon of others, as far as that matters."""
    one, other = way[piece : piece + 2]
    line = Area(
        min(one.x, other.x), min(one.y, other.y), abs(one.x - other.x), abs(one.y - other.y)
    )
    foreign = (area for area in icons.near(line.grown(_FAR)) if area not in own)
    return min((_distance(line, area) for area in foreign if _distance(line, area) < _FAR),
               default=_FAR)  # fmt: skip


def _distance(one: Area, other: Area) -> int:
    across = max(one.x - other.right, other.x - one.right, 0)
    down = max(one.y - other.bottom, other.y - one.bottom, 0)
    return across + down


def _hits_nothing(way: Sequence[Point], piece: int, solid: Space, own: Sequence[Area]) -> bool:
    """Whether a moved piece and its neighbours run over no icon and no text."""
    strips = [_strip(*part) for part in pairwise(way[piece - 1 : piece + 3])]
    return not any(
        strip.meets(area) for strip in strips for area in solid.near(strip) if area not in own
    )


def _is_as_before(
    way: Sequence[Point],
    before: Sequence[Point],
    piece: int,
    boxes: Sequence[Box],
    others: Sequence[Sequence[Point]],
) -> bool:
    """Whether a line whose piece was moved turns as it did, and crosses no border or line anew."""
    if any(_turns(old, new) for old, new in zip(pairwise(before), pairwise(way), strict=True)):
        return False
    swept = _swept(before[piece : piece + 2], way[piece : piece + 2])
    if any(side.meets(swept) for box in boxes if box.is_group for side in _sides(box.area, swept)):
        return False
    beside = _strip(*way[piece : piece + 2]).grown(_APART)
    lines = [part for other in others for part in pairwise(other)]
    if any(
        _is_along(part, way[piece : piece + 2]) and _strip(*part).meets(beside) for part in lines
    ):
        return False
    if any(_is_along(part, before[piece : piece + 2]) and
           _strip(*part).meets(_strip(*before[piece : piece + 2])) for part in lines):  # fmt: skip
        return False  # a trunk that several lines share stays whole
    return _met(way, lines) <= _met(before, lines)


def _turns(old: tuple[Point, Point], new: tuple[Point, Point]) -> bool:
    """Whether a piece would run the other way, or no way at all."""
    for a, b, c, d in ((old[0].x, old[1].x, new[0].x, new[1].x),
                       (old[0].y, old[1].y, new[0].y, new[1].y)):  # fmt: skip
        if (a < b) != (c < d) or (a > b) != (c > d):
            return True
        if a != b and abs(d - c) < 2 * STEP:
            return True
    return False


def _is_along(one: Sequence[Point], other: Sequence[Point]) -> bool:
    return (one[0].x == one[1].x) == (other[0].x == other[1].x)


def _met(way: Sequence[Point], lines: Sequence[tuple[Point, Point]]) -> int:
    """How often other lines cross this one or touch it."""
    strips = [_strip(*part) for part in lines]
    return sum(_strip(*own).meets(strip) for own in pairwise(way) for strip in strips)


def _swept(one: Sequence[Point], other: Sequence[Point]) -> Area:
    """What lies between two places of a piece, with some air."""
    xs, ys = [p.x for p in (*one, *other)], [p.y for p in (*one, *other)]
    area = Area(min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys))
    return area.grown(_APART)


def _sides(area: Area, swept: Area) -> Iterator[Area]:
    """The sides of a group that run along a piece which sweeps over this area."""
    if swept.width < swept.height:
        yield from (Area(x, area.y, 1, area.height) for x in (area.x, area.right))
    else:
        yield from (Area(area.x, y, area.width, 1) for y in (area.y, area.bottom))


def _strip(one: Point, other: Point) -> Area:
    x, y = min(one.x, other.x), min(one.y, other.y)
    return Area(x, y, abs(one.x - other.x) + 1, abs(one.y - other.y) + 1)
