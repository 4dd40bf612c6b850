"""Measures a drawing's geometry: what overlaps, sticks out, or is crossed by a line."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import combinations

from archc.drawing import Area, Box, Drawing, Point, Route
from archc.drawing.space import title_areas


def faults(drawing: Drawing) -> dict[str, list[str]]:
    """Everything that is wrong with a drawing, by what it is; an empty dict for a clean one."""
    found = {
        "overlaps": overlaps(drawing),
        "outside": outside_parent(drawing),
        "through": through_shapes(drawing),
        "diagonal": diagonals(drawing),
        "collinear": collinear(drawing),
        "labels": label_hits(drawing),
        "ends": loose_ends(drawing),
        "ids": repeated_ids(drawing),
        "page": off_the_page(drawing),
    }
    return {name: listed for name, listed in found.items() if listed}


def ancestors(drawing: Drawing, box: Box) -> set[str]:
    """The ids of all groups a box lies in."""
    parents = {other.id: other.parent for other in drawing.boxes}
    found: set[str] = set()
    here = box.parent
    while here and here not in found:
        found.add(here)
        here = parents[here]
    return found


def overlaps(drawing: Drawing) -> list[str]:
    """Pairs of boxes that meet though neither lies in the other."""
    above = {box.id: ancestors(drawing, box) for box in drawing.boxes}
    return [
        f"{one.id} / {other.id}"
        for one, other in combinations(drawing.boxes, 2)
        if one.area.meets(other.area)
        and one.id not in above[other.id]
        and other.id not in above[one.id]
    ]


def outside_parent(drawing: Drawing) -> list[str]:
    """Boxes, with their labels, that stick out of their group."""
    by_id = {box.id: box for box in drawing.boxes}
    return [
        box.id
        for box in drawing.boxes
        if box.parent
        and not all(
            by_id[box.parent].area.holds(area) for area in (box.area, box.label or box.area)
        )
    ]


def _texts(drawing: Drawing) -> list[tuple[str, Area]]:
    """Titles of groups, labels of icons, badges, and labels of lines."""
    found = []
    for box in drawing.boxes:
        if box.is_group:
            found += [(f"title of {box.id}", area) for area in title_areas(box)]
        elif box.label is not None:
            found.append((f"label of {box.id}", box.label))
    found += [(f"mark {mark.id}", mark.area) for mark in drawing.marks]
    found += [(f"label of {r.id}", r.label) for r in drawing.routes if r.label is not None]
    return found


def pieces(route: Route) -> Iterable[tuple[Point, Point]]:
    """The straight pieces of a route."""
    return zip(route.points, route.points[1:], strict=False)


def _strip(one: Point, other: Point) -> Area:
    x, y = min(one.x, other.x), min(one.y, other.y)
    return Area(x, y, abs(one.x - other.x) or 1, abs(one.y - other.y) or 1)


def through_shapes(drawing: Drawing) -> list[str]:
    """Routes through icons, notes, labels, titles of groups or badges."""
    found = []
    solids = [(box.id, box.area) for box in drawing.boxes if not box.is_group]
    for route in drawing.routes:
        for name, area in [*solids, *_texts(drawing)]:
            if name in (route.source, route.target) or name == f"label of {route.id}":
                continue
            inner = Area(area.x + 1, area.y + 1, area.width - 2, area.height - 2)
            if any(_strip(*piece).meets(inner) for piece in pieces(route)):
                found.append(f"{route.id} / {name}")
    return found


def diagonals(drawing: Drawing) -> list[str]:
    """Routes with a piece that is neither level nor upright."""
    return [r.id for r in drawing.routes if any(a.x != b.x and a.y != b.y for a, b in pieces(r))]


def _shared(one: tuple[Point, Point], other: tuple[Point, Point]) -> int:
    """The length that two pieces on one line have in common."""
    for axis in (0, 1):
        level = {point[axis] for point in (*one, *other)}
        if len(level) == 1:
            a, b = sorted(p[1 - axis] for p in one)
            c, d = sorted(p[1 - axis] for p in other)
            return min(b, d) - max(a, c)
    return 0


def collinear(drawing: Drawing) -> list[str]:
    """Pairs of routes that run on top of each other, but for a common trunk of one source."""
    return [
        f"{one.id} / {other.id}"
        for one, other in combinations(drawing.routes, 2)
        if not (one.source == other.source and one.points[0] == other.points[0])
        and any(_shared(p, q) > 0 for p in pieces(one) for q in pieces(other))
    ]


def crossings(drawing: Drawing) -> int:
    """How often two routes cross."""
    count = 0
    for one, other in combinations(drawing.routes, 2):
        for p in pieces(one):
            for q in pieces(other):
                count += _cross(p, q) or _cross(q, p)
    return count


def _cross(level: tuple[Point, Point], upright: tuple[Point, Point]) -> bool:
    if level[0].y != level[1].y or upright[0].x != upright[1].x:
        return False
    left, right = sorted((level[0].x, level[1].x))
    top, bottom = sorted((upright[0].y, upright[1].y))
    return left < upright[0].x < right and top < level[0].y < bottom


def label_hits(drawing: Drawing) -> list[str]:
    """Texts that meet each other, or an icon that is not their own."""
    texts = _texts(drawing)
    found = [f"{a} / {b}" for (a, one), (b, other) in combinations(texts, 2) if one.meets(other)]
    for name, area in texts:
        found += [
            f"{name} / {box.id}"
            for box in drawing.boxes
            if not box.is_group and name != f"label of {box.id}" and area.meets(box.area)
        ]
    return found


def on_borders(drawing: Drawing) -> list[str]:
    """Labels of lines that a group's border cuts."""
    return [
        f"{route.id} / {box.id}"
        for route in drawing.routes
        for box in drawing.boxes
        if route.label is not None
        and box.is_group
        and route.label.meets(box.area)
        and not box.area.holds(route.label)
    ]


def astray(drawing: Drawing) -> list[str]:
    """Routes that leave the cloud, the region or the network that holds both ends."""
    by_id = {box.id: box for box in drawing.boxes}
    found = []
    for route in drawing.routes:
        ends = [ancestors(drawing, by_id[id_]) for id_ in (route.source, route.target)]
        shared = [by_id[id_] for id_ in sorted(ends[0] & ends[1])]
        found += [
            f"{route.id} / {group.id}"
            for group in shared
            if group.form in ("cloud", "region", "vpc")
            and not all(group.area.holds(Area(*point, 0, 0)) for point in route.points)
        ]
    return found


def loose_ends(drawing: Drawing) -> list[str]:
    """Routes whose ends are not on the border of what they join."""
    by_id = {box.id: box.area for box in drawing.boxes}
    return [
        route.id
        for route in drawing.routes
        for end, id_ in ((route.points[0], route.source), (route.points[-1], route.target))
        if not _on_border(end, by_id[id_])
    ]


def _on_border(point: Point, area: Area) -> bool:
    inside = area.x <= point.x <= area.right and area.y <= point.y <= area.bottom
    return inside and (point.x in (area.x, area.right) or point.y in (area.y, area.bottom))


def repeated_ids(drawing: Drawing) -> list[str]:
    """Ids that two things have."""
    ids = [box.id for box in drawing.boxes] + [route.id for route in drawing.routes]
    ids += [mark.id for mark in drawing.marks]
    return sorted({id_ for id_ in ids if ids.count(id_) > 1})


def off_the_page(drawing: Drawing) -> list[str]:
    """Things that lie outside the picture."""
    page = Area(0, 0, drawing.width, drawing.height)
    found = [box.id for box in drawing.boxes if not page.holds(box.area)]
    return found + [name for name, area in _texts(drawing) if not page.holds(area)]
