"""draw: Architecture → Drawing, by placement, routing and labelling."""

from __future__ import annotations

from collections.abc import Sequence

from archc.component import Architecture
from archc.diagnostics import Diagnostic
from archc.drawing.labels import place_labels
from archc.drawing.place import Placed, place
from archc.drawing.route import route
from archc.drawing.scene import Area, Drawing, Point, Route, around
from archc.drawing.wires import wires

_MARGIN = 20


def draw(design: Architecture, findings: Sequence[Diagnostic] = ()) -> Drawing:
    """The picture of a design, with the findings marked on what they are about."""
    design = _complete(design)
    placed = place(design, findings)
    lines = wires(design, placed.boxes)
    ways = route(placed.boxes, placed.marks, lines)
    labels = place_labels(placed.boxes, placed.marks, ways, [line.text for line in lines])
    routes = tuple(
        Route(line.id, line.source.id, line.target.id, tuple(way), line.text, text, area,
              tooltip=line.tooltip)
        for line, way, (text, area) in zip(lines, ways, labels, strict=True)
    )  # fmt: skip
    return _fitted(design, placed, routes)


def _complete(design: Architecture) -> Architecture:
    """The design with an entry for every tier, whatever was too broken to be expanded."""
    missing = {tier.name: () for tier in design.of_kind("tier")}
    return design._replace(subnets={**missing, **design.subnets})


def _fitted(design: Architecture, placed: Placed, routes: tuple[Route, ...]) -> Drawing:
    """The drawing with a margin around whatever reaches farthest, everything at positive places."""
    areas = [box.area for box in placed.boxes] + [mark.area for mark in placed.marks]
    labels = [box.label for box in placed.boxes] + [route.label for route in routes]
    areas += [label for label in labels if label is not None]
    areas += [Area(point.x, point.y, 0, 0) for route in routes for point in route.points]
    reach = around(areas)
    dx, dy = (max(0, -(-(_MARGIN - edge) // 10) * 10) for edge in (reach.x, reach.y))
    return Drawing(
        design.name, design.title or design.name, design.region,
        reach.right + dx + _MARGIN, reach.bottom + dy + _MARGIN,
        tuple(box.moved(dx, dy) for box in placed.boxes),
        tuple(_moved(route, dx, dy) for route in routes),
        tuple(mark.moved(dx, dy) for mark in placed.marks),
    )  # fmt: skip


def _moved(line: Route, dx: int, dy: int) -> Route:
    points = tuple(Point(point.x + dx, point.y + dy) for point in line.points)
    return line._replace(points=points, label=line.label.moved(dx, dy) if line.label else None)
