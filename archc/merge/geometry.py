"""Places on a page: numbers, areas relative and absolute, and lines."""

from __future__ import annotations

import math
from collections.abc import Iterable
from copy import deepcopy
from typing import NamedTuple
from xml.etree.ElementTree import Element, SubElement

from archc.merge.document import Cell, Cells, ancestors

PORTS = tuple(
    f"{end}{what}" for end in ("exit", "entry") for what in ("X", "Y", "Dx", "Dy", "Perimeter")
)
_LIMIT = 1e7  # beyond it nothing is a place on a page


class Spot(NamedTuple):
    """A point."""

    x: float
    y: float


class Rect(NamedTuple):
    """A rectangle by its top left corner."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """The x just behind it."""
        return self.x + self.width

    @property
    def bottom(self) -> float:
        """The y just below it."""
        return self.y + self.height

    def moved(self, dx: float, dy: float) -> Rect:
        """The same rectangle elsewhere."""
        return Rect(self.x + dx, self.y + dy, self.width, self.height)

    def grown(self, by: float) -> Rect:
        """The rectangle with a margin around it."""
        return Rect(self.x - by, self.y - by, self.width + 2 * by, self.height + 2 * by)

    def meets(self, other: Rect) -> bool:
        """Whether the two share more than a border."""
        return (
            self.x < other.right and other.x < self.right
            and self.y < other.bottom and other.y < self.bottom
        )  # fmt: skip


def number(text: str | None) -> float:
    """A coordinate; nothing, or what is none, counts as zero."""
    try:
        value = float(text or 0)
    except ValueError:
        return 0.0
    return value if math.isfinite(value) and abs(value) < _LIMIT else 0.0


def shown(value: float) -> str:
    """A coordinate as it is written."""
    return f"{round(value, 4) + 0.0:.12g}"


def is_placed(cell: Cell) -> bool:
    """Whether a cell has a place of its own: shapes do, layers, lines and lines' labels do not."""
    geometry = cell.geometry
    return geometry is not None and not cell.is_edge and geometry.get("relative") != "1"


def rect(cell: Cell) -> Rect:
    """The place of a cell in its parent."""
    geometry = cell.geometry
    if geometry is None:
        return Rect(0, 0, 0, 0)
    return Rect(*(number(geometry.get(name)) for name in ("x", "y", "width", "height")))


def origin(cells: Cells, id_: str) -> Spot:
    """Where the coordinates of what lies in a cell begin."""
    chain = [cells[one] for one in (id_, *ancestors(cells, id_)) if one in cells]
    places = [rect(cell) for cell in chain if is_placed(cell)]
    return Spot(sum(place.x for place in places), sum(place.y for place in places))


def absolute(cells: Cells, id_: str) -> Rect:
    """The place of a cell on the page."""
    own = rect(cells[id_])
    return Rect(*origin(cells, id_), own.width, own.height)


def put(cell: Cell, place: Rect) -> None:
    """Give a cell its place in its parent."""
    geometry = own_geometry(cell)
    for name, value in zip(("x", "y", "width", "height"), place, strict=True):
        geometry.set(name, shown(value))


def own_geometry(cell: Cell) -> Element:
    """The geometry of a cell, to be changed without changing where it was copied from."""
    old = cell.geometry
    new = deepcopy(old) if old is not None else Element("mxGeometry", {"as": "geometry"})
    cell.children = [new, *(child for child in cell.children if child is not old)]
    return new


def points(cell: Cell) -> list[Spot]:
    """The corners of a line."""
    geometry = cell.geometry
    nodes = geometry.iterfind("Array[@as='points']/mxPoint") if geometry is not None else ()
    return [spot(node) for node in nodes]


def spot(node: Element) -> Spot:
    """The place of a point."""
    return Spot(number(node.get("x")), number(node.get("y")))


def bend(cell: Cell, corners: Iterable[Spot]) -> None:
    """Give a line its corners."""
    geometry = own_geometry(cell)
    for array in geometry.findall("Array[@as='points']"):
        geometry.remove(array)
    listed = list(corners)
    if listed:
        array = Element("Array", {"as": "points"})
        geometry.insert(0, array)
        for x, y in listed:
            SubElement(array, "mxPoint", {"x": shown(x), "y": shown(y)})


def shift_line(cell: Cell, dx: float, dy: float) -> None:
    """Move a line's corners and loose ends."""
    for node in own_geometry(cell).iter("mxPoint"):
        if node.get("as") != "offset":
            place = spot(node)
            node.set("x", shown(place.x + dx))
            node.set("y", shown(place.y + dy))


def keys(style: str) -> dict[str, str | None]:
    """A style by key, in order; names without a value are keys too."""
    pieces = [piece.partition("=") for piece in style.split(";") if piece]
    return {key: value if equals else None for key, equals, value in pieces}


def style_of(found: dict[str, str | None]) -> str:
    """Keys as a style."""
    return "".join(
        f"{key};" if value is None else f"{key}={value};" for key, value in found.items()
    )
