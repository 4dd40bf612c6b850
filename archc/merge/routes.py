"""Chooses how a line runs once the shapes at its ends have their places."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from copy import deepcopy
from itertools import pairwise
from typing import NamedTuple
from xml.etree.ElementTree import Element

from archc.merge.document import Cell, Cells
from archc.merge.geometry import (
    PORTS,
    Rect,
    Spot,
    absolute,
    bend,
    keys,
    number,
    origin,
    own_geometry,
    points,
    shift_line,
    shown,
    style_of,
)
from archc.merge.sealing import ends_of


class Route(NamedTuple):
    """A line as it was drawn once, and where its ends were then."""

    line: Cell
    ends: str


def settle(
    cells: Cells,
    line: Cell,
    known: Sequence[Route],
    fresh: Sequence[Rect],
    solid: Mapping[str, Rect],
) -> Cell | None:
    """Give a line the first known route that fits its ends, else one bent to them.

    Returns the line it was taken from; None where draw.io has to find the way itself.
    """
    now = ends_of(cells, line)
    fitting = [
        (route.line, away) for route in known if (away := _away(route.ends, now)) is not None
    ]
    for taken, away in fitting:
        follow(line, taken)
        shift_line(line, *away)
        if taken is fitting[-1][0] or not _meets(cells, line, fresh):
            return taken
    ends = (line.attributes.get("source"), line.attributes.get("target"))
    others = [area for id_, area in solid.items() if id_ not in ends]
    for route in known:
        follow(line, route.line)
        if _bent(line, _areas(route.ends), _areas(now)) and not _meets(cells, line, others):
            return route.line
    _free(line)
    return None


def follow(line: Cell, other: Cell) -> None:
    """Give a line the corners and ports of another."""
    geometry = other.geometry
    kept = [child for child in line.children if child.tag != "mxGeometry"]
    line.children = [*([] if geometry is None else [deepcopy(geometry)]), *kept]
    theirs, own = keys(other.style), keys(line.style)
    ports = {key: theirs[key] for key in PORTS if key in theirs}
    rest = {key: value for key, value in own.items() if key not in PORTS or key in ports}
    line.attributes["style"] = style_of(rest | ports)


def loosen(line: Cell, end: str, before: Cells, now: Cells) -> None:
    """Untie one end of a line and leave it at the place where it was."""
    place = tip(line, end, before)
    del line.attributes[end]
    corner = origin(now, line.parent) if line.parent in now else Spot(0, 0)
    geometry = own_geometry(line)
    for node in geometry.findall(f"mxPoint[@as='{end}Point']"):
        geometry.remove(node)
    x, y = shown(place.x - corner.x), shown(place.y - corner.y)
    geometry.insert(0, Element("mxPoint", {"x": x, "y": y, "as": f"{end}Point"}))


def tip(line: Cell, end: str, cells: Cells) -> Spot:
    """Where an end of a line touches its shape, or else the shape's middle."""
    return _touched(line, end, absolute(cells, line.attributes[end]))


def course(cells: Cells, id_: str) -> list[Spot]:
    """All corners of a line with its ends; nothing of what is no line, or has a loose end."""
    line = cells.get(id_)
    if line is None or any(line.attributes.get(end) not in cells for end in ("source", "target")):
        return []
    return [tip(line, "source", cells), *points(line), tip(line, "target", cells)]


def carried(was: Sequence[Spot], now: Sequence[Spot], spot: Spot) -> Spot:
    """How far something beside a line moves along with the place of the line that is nearest."""
    nearest, walked, found = 1e9, 0.0, (0.0, was[0])
    for one, other in pairwise(was):
        x = min(max(spot.x, min(one.x, other.x)), max(one.x, other.x))
        y = min(max(spot.y, min(one.y, other.y)), max(one.y, other.y))
        away = abs(spot.x - x) + abs(spot.y - y)
        if away < nearest:
            nearest, found = away, (walked + abs(x - one.x) + abs(y - one.y), Spot(x, y))
        walked += _length(one, other)
    rest = found[0] / max(walked, 1) * sum(_length(*piece) for piece in pairwise(now))
    for one, other in pairwise(now):
        length = _length(one, other)
        if rest <= length and length:
            x = one.x + (other.x - one.x) * rest / length
            y = one.y + (other.y - one.y) * rest / length
            return Spot(x - found[1].x, y - found[1].y)
        rest -= length
    return Spot(now[-1].x - found[1].x, now[-1].y - found[1].y)


def _length(one: Spot, other: Spot) -> float:
    return abs(one.x - other.x) + abs(one.y - other.y)


def _touched(line: Cell, end: str, area: Rect) -> Spot:
    style, name = keys(line.style), "exit" if end == "source" else "entry"
    shares = [number(style.get(name + axis) or "0.5") for axis in "XY"]
    return Spot(area.x + shares[0] * area.width, area.y + shares[1] * area.height)


def _bent(line: Cell, then: Sequence[Rect], now: Sequence[Rect]) -> bool:
    """Let the outer corners of a line follow its ends, so that it stays at right angles."""
    corners = points(line)
    if not corners or len(then) != 2 or len(now) != 2:
        return False
    for at, end, old, new in zip((0, -1), ("source", "target"), then, now, strict=True):
        before, after = _touched(line, end, old), _touched(line, end, new)
        corner = corners[at]
        if abs(corner.x - before.x) < 1:
            corners[at] = Spot(corner.x + after.x - before.x, corner.y)
        elif abs(corner.y - before.y) < 1:
            corners[at] = Spot(corner.x, corner.y + after.y - before.y)
        else:
            return False
    bend(line, corners)
    return True


def _areas(ends: str) -> list[Rect]:
    """Where the ends were, as noted with a line; nothing if one was loose."""
    values = [number(word) for word in ends.split()]
    return [Rect(*values[:4]), Rect(*values[4:])] if len(values) == 8 else []


def _free(line: Cell) -> None:
    bend(line, ())
    style = {key: value for key, value in keys(line.style).items() if key not in PORTS}
    line.attributes["style"] = style_of(style)


def _away(then: str, now: str) -> Spot | None:
    """How far both ends moved together; None if not together, or if one is loose."""
    old, new = then.split(), now.split()
    if len(old) != 8 or len(new) != 8:
        return None
    change = [round(number(b) - number(a), 4) for a, b in zip(old, new, strict=True)]
    dx, dy = change[:2]
    return Spot(dx, dy) if change == [dx, dy, 0, 0, dx, dy, 0, 0] else None


def _meets(cells: Cells, line: Cell, areas: Iterable[Rect]) -> bool:
    corners = [tip(line, "source", cells), *points(line), tip(line, "target", cells)]
    pieces = [
        Rect(min(a.x, b.x), min(a.y, b.y), abs(a.x - b.x) + 1, abs(a.y - b.y) + 1)
        for a, b in pairwise(corners)
    ]
    return any(piece.meets(area) for piece in pieces for area in areas)
