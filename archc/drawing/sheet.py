"""A sheet: what stands on one page while it is put together, and how it becomes a drawing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from archc.component import Architecture, Neighbours
from archc.drawing.captions import regions_caption
from archc.drawing.measure import widest, wrap
from archc.drawing.pieces import snapped
from archc.drawing.scene import Area, Badge, Box, Drawing, Mark, Route, around

MARGIN = 20
_TITLE_SIZE, _SUBTITLE_SIZE = 24, 14


class Sheet(NamedTuple):
    """Everything on a page, at places that may still be negative."""

    boxes: tuple[Box, ...] = ()
    routes: tuple[Route, ...] = ()
    marks: tuple[Mark, ...] = ()
    badges: tuple[Badge, ...] = ()

    @property
    def reach(self) -> Area:
        """The smallest rectangle around all of it."""
        areas = [box.area for box in self.boxes] + [mark.area for mark in self.marks]
        areas += [badge.area for badge in self.badges]
        labels = [box.label for box in self.boxes] + [route.label for route in self.routes]
        areas += [label for label in labels if label is not None]
        areas += [Area(*point, 0, 0) for route in self.routes for point in route.points]
        return around(areas)

    def with_boxes(self, boxes: Sequence[Box], badges: Sequence[Badge] = ()) -> Sheet:
        """The sheet with more on it."""
        return self._replace(boxes=(*self.boxes, *boxes), badges=(*self.badges, *badges))

    def moved(self, dx: int, dy: int) -> Sheet:
        """The same elsewhere."""
        return Sheet(
            tuple(box.moved(dx, dy) for box in self.boxes),
            tuple(route.moved(dx, dy) for route in self.routes),
            tuple(mark.moved(dx, dy) for mark in self.marks),
            tuple(badge.moved(dx, dy) for badge in self.badges),
        )


def finished(design: Architecture, sheet: Sheet, view: str, heading: str) -> Drawing:
    """The drawing, with a margin around whatever reaches farthest, at positive places."""
    reach = sheet.reach
    dx, dy = (max(0, snapped(MARGIN - edge)) for edge in (reach.x, reach.y))
    shown = sheet.moved(dx, dy) if dx or dy else sheet
    return Drawing(
        design.name, design.title or design.name, regions_caption(design),
        reach.right + dx + MARGIN, reach.bottom + dy + MARGIN,
        shown.boxes, shown.routes, shown.marks, shown.badges, view, heading,
    )  # fmt: skip


def sorted_out(design: Architecture, names: Sequence[str]) -> Architecture:
    """The design with these components only, and the arrows and subnets between them."""
    kept = {name: design.components[name] for name in names}
    relations = tuple(
        relation for relation in design.relations
        if relation.source.name in kept and relation.target.name in kept
    )  # fmt: skip
    subnets = {name: design.subnets[name] for name in kept if name in design.subnets}
    return design._replace(
        components=kept,
        relations=relations,
        subnets=subnets,
        neighbours=Neighbours(kept, relations),
    )


def said_below_title(design: Architecture, heading: str = "") -> str:
    """What stands below the title in front of the region: view, name and purpose."""
    return " · ".join(part for part in (heading, design.name, design.purpose) if part)


def title_block(design: Architecture, heading: str, room: int) -> tuple[Box, ...]:
    """Title and subtitle at the top left of a page."""
    title = wrap(design.title or design.name, room, 2, _TITLE_SIZE)
    said = f"{said_below_title(design, heading)} · {regions_caption(design)}"
    subtitle = wrap(said, room, 1, _SUBTITLE_SIZE)
    top = 30 * len(title)
    return (
        _text("drawing/title", "title", title, Area(MARGIN, 20, 0, top), _TITLE_SIZE),
        _text(
            "drawing/subtitle", "subtitle", subtitle, Area(MARGIN, 22 + top, 0, 20), _SUBTITLE_SIZE
        ),
    )


def _text(id_: str, form: str, lines: tuple[str, ...], area: Area, size: int) -> Box:
    sized = area._replace(width=snapped(widest(lines, size) + 4))
    return Box(id_, form, sized, text=" ".join(lines), lines=lines, label=sized)
