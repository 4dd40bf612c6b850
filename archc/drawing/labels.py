"""Where the labels of lines stand: beside a straight piece, on nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

from archc.drawing.measure import LINE, widest, wrap
from archc.drawing.scene import Area, Box, Mark, Point
from archc.drawing.space import Space, obstacles

_SHAPES = ((140, 2), (90, 2), (60, 3), (60, 1))  # how wide a label is and of how many lines
_GAP = 3
_CLOSE, _CLOSE_PRICE = 10, 40
_AIR = 3  # between a label and the border of a group
_FINE = tuple(at / 50 for at in range(51))
_SHARES = (0.5, 0.4, 0.6, 0.3, 0.7, 0.2, 0.8, 0.1, 0.9, 0.0, 1.0)


def place_labels(
    boxes: Sequence[Box],
    marks: Sequence[Mark],
    ways: Sequence[Sequence[Point]],
    texts: Sequence[str],
) -> list[tuple[tuple[str, ...], Area | None]]:
    """The wrapped lines and the place of each line's label."""
    taken, borders = grounds(boxes, marks, ways)
    placed: list[tuple[tuple[str, ...], Area | None]] = [((), None)] * len(ways)
    own = _own_parts(ways, texts)
    for at in sorted(range(len(ways)), key=lambda at: (_length(own[at]), at)):
        lines, area = _placed(own[at], texts[at], taken, borders)
        if area is not None:
            taken.add(area)
            placed[at] = lines, area
    return placed


def grounds(
    boxes: Sequence[Box], marks: Sequence[Mark], ways: Sequence[Sequence[Point]]
) -> tuple[Space, Space]:
    """What is taken by shapes and lines, and the borders of groups, which are avoided."""
    taken = Space(obstacles(boxes, marks))
    for way in ways:
        for strip in strips(way):
            taken.add(strip)
    return taken, Space(strip for box in boxes if box.is_group for strip in _border(box.area))


def _placed(
    way: Sequence[Point], text: str, taken: Space, borders: Space
) -> tuple[tuple[str, ...], Area | None]:
    """A label beside its line, on no border of a group unless nothing else is free."""
    # Where nothing is free a short label may fit; else the tooltip alone has the text.
    shapes = dict.fromkeys(wrap(text, width, most) for width, most in _SHAPES)
    for avoided in (borders, Space()):
        for lines in filter(None, shapes):
            area = spot_beside(way, (widest(lines), LINE * len(lines)), taken, avoided)
            if area is not None:
                return lines, area
    return (), None


def _own_parts(ways: Sequence[Sequence[Point]], texts: Sequence[str]) -> list[Sequence[Point]]:
    """What each line shares with no other of its source: there its label stands."""
    fans: dict[Point, list[int]] = {}
    for at, way in enumerate(ways):
        fans.setdefault(way[0], []).append(at)
    own = list(ways)
    for fan in fans.values():
        if len(fan) > 2 and len({texts[at] for at in fan}) == 1:
            # One label says it for all of them, on the way of the farthest.
            speaker = max(fan, key=lambda at: (_length(ways[at]), at))
            for at in fan:
                own[at] = ways[at] if at == speaker else ()
            continue
        # In the order of their courses, a line shares most with the one before or after it.
        fan.sort(key=lambda at: _course(ways[at]))
        common = [0, *(_shared(ways[one], ways[other]) for one, other in pairwise(fan)), 0]
        for at, before, after in zip(fan, common, common[1:], strict=False):
            own[at] = _behind(ways[at], max(before, after))
    return own


def own_part(way: Sequence[Point], others: Sequence[Sequence[Point]]) -> Sequence[Point]:
    """What a line does not share with others that begin where it begins."""
    shared = max((_shared(way, other) for other in others if other[0] == way[0]), default=0)
    return _behind(way, shared)


def _course(way: Sequence[Point]) -> list[tuple[tuple[bool, bool, bool], bool, int]]:
    """A key that orders lines as if every unit of their length were one letter: its direction."""
    ways = [_way(one, other) for one, other in pairwise(way)]
    lengths = [_length(piece) for piece in pairwise(way)]
    later = [after > here for here, after in pairwise(ways)] + [False]
    return [
        (here, up, -length if up else length)
        for here, up, length in zip(ways, later, lengths, strict=True)
    ]


def _shared(one: Sequence[Point], other: Sequence[Point]) -> int:
    """The length that two lines with the same beginning have in common."""
    total = 0
    for (a, b), (c, d) in zip(pairwise(one), pairwise(other), strict=False):
        if _way(a, b) != _way(c, d):
            break
        total += min(_length((a, b)), _length((c, d)))
        if b != d:
            break
    return total


def _way(one: Point, other: Point) -> tuple[bool, bool, bool]:
    return one.x < other.x, one.x > other.x, one.y < other.y


def _behind(way: Sequence[Point], length: int) -> Sequence[Point]:
    """The rest of a line behind so much of it."""
    for at, (one, other) in enumerate(pairwise(way)):
        here = _length((one, other))
        if length < here:
            x = one.x + (other.x - one.x) * length // here
            y = one.y + (other.y - one.y) * length // here
            return [Point(x, y), *way[at + 1 :]]
        length -= here
    return way


def _length(way: Sequence[Point]) -> int:
    return sum(abs(b.x - a.x) + abs(b.y - a.y) for a, b in pairwise(way))


def strips(way: Sequence[Point]) -> Iterator[Area]:
    """The pieces of a line as narrow areas."""
    for one, other in pairwise(way):
        x, y = min(one.x, other.x), min(one.y, other.y)
        yield Area(x, y, abs(one.x - other.x), abs(one.y - other.y)).grown(1)


def _border(area: Area) -> Iterator[Area]:
    yield Area(area.x, area.y - _AIR, area.width, 2 * _AIR)
    yield Area(area.x, area.bottom - _AIR, area.width, 2 * _AIR)
    yield Area(area.x - _AIR, area.y, 2 * _AIR, area.height)
    yield Area(area.right - _AIR, area.y, 2 * _AIR, area.height)


def spot_beside(
    way: Sequence[Point],
    size: tuple[int, int],
    taken: Space,
    borders: Space,
    is_close: Callable[[Area], bool] | None = None,
) -> Area | None:
    """The free place of this size beside a line that has the lowest price, if there is one.

    Where it `is_close` to something else it could be taken for what is said of that.
    """
    shares = _SHARES if is_close is None else _FINE
    best, lowest = None, 1e9
    for gap in (_GAP, 5 * _GAP):
        for area, asked in _candidates(way, *size, gap, shares):
            price = asked + gap
            if price >= lowest or not (taken.is_free(area) and borders.is_free(area)):
                continue
            price += _CLOSE_PRICE * (is_close is not None and is_close(area.grown(_CLOSE)))
            if price < lowest:
                best, lowest = area, price
        if best is not None and is_close is None:
            return best
    return best


def _within(one: int, other: int, share: float, length: int) -> int:
    """A place on a piece around which so much finds room without reaching beyond its ends."""
    at = round(one + (other - one) * share)
    low, high = min(one, other) + length // 2 + 4, max(one, other) - length // 2 - 4
    return at if low > high else min(max(at, low), high)


def _candidates(
    way: Sequence[Point], width: int, height: int, gap: int, shares: Sequence[float]
) -> Iterator[tuple[Area, float]]:
    """Places beside every piece of a line, cheaper near its middle and on long pieces."""
    total, walked = max(1, _length(way)), 0
    for one, other in pairwise(way):
        length = abs(one.x - other.x) + abs(one.y - other.y)
        level = one.y == other.y
        needed = width if level else height
        for share in shares:
            x = _within(one.x, other.x, share, width if level else 0)
            y = _within(one.y, other.y, share, 0 if level else height)
            price = 40 * abs((walked + length * share) / total - 0.5)
            price += max(0, needed + 10 - length) * 0.5
            if level:
                yield Area(x - width // 2, y - height - gap + 1, width, height), price
                yield Area(x - width // 2, y + gap, width, height), price + 3
            else:
                yield Area(x + gap + 2, y - height // 2, width, height), price + 1
                yield Area(x - width - gap - 2, y - height // 2, width, height), price + 2
        walked += length
