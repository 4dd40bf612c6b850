"""draw: Architecture → Drawing, by placement, routing and labelling."""

from __future__ import annotations

from collections.abc import Sequence

from archc.component import Architecture
from archc.diagnostics import Diagnostic
from archc.drawing.labels import place_labels
from archc.drawing.place import Placed, place
from archc.drawing.route import route
from archc.drawing.scene import Drawing, Point, Route, around
from archc.drawing.wires import Wire, wires

_MARGIN = 20


def draw(design: Architecture, findings: Sequence[Diagnostic] = ()) -> Drawing:
    """The picture of a design, with the findings marked on what they are about."""
    placed = place(design, findings)
    lines = wires(design, placed.boxes)
    ways = route(placed.boxes, placed.marks, lines)
    labels = place_labels(placed.boxes, placed.marks, ways, [line.text for line in lines])
    routes = tuple(
        Route(line.id, line.source.id, line.target.id, tuple(way), line.text, text, area,
              tooltip=line.tooltip)
        for line, way, (text, area) in zip(lines, ways, labels, strict=True)
    )  # fmt: skip
    return _fitted(design, placed, lines, routes)


def _fitted(
    design: Architecture, placed: Placed, lines: Sequence[Wire], routes: tuple[Route, ...]
) -> Drawing:
    """The drawing with a margin around whatever reaches farthest, everything at positive places."""
    areas = [thing.area for thing in (*placed.boxes, *placed.marks)]
    areas += [area for box in (*placed.boxes, *routes) if (area := box.label) is not None]
    reach = around(areas)
    right = max([reach.right] + [p.x for r in routes for p in r.points])
    bottom = max([reach.bottom] + [p.y for r in routes for p in r.points])
    left = min([reach.x] + [p.x for r in routes for p in r.points])
    dx = max(0, -(-(_MARGIN - left) // 10) * 10)
    boxes = tuple(
        box if box.form in ("title", "subtitle") else box.moved(dx, 0) for box in placed.boxes
    )
    marks = tuple(mark.moved(dx, 0) for mark in placed.marks) if dx else placed.marks
    shifted = tuple(_moved(r, dx) for r in routes) if dx else routes
    return Drawing(
        design.name, design.title or design.name, design.region,
        right + dx + _MARGIN, bottom + _MARGIN, boxes, shifted, marks,
    )  # fmt: skip


def _moved(line: Route, dx: int) -> Route:
    points = tuple(Point(point.x + dx, point.y) for point in line.points)
    return line._replace(points=points, label=line.label.moved(dx, 0) if line.label else None)
