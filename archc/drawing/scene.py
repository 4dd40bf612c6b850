"""The scene: every shape, line and label of a picture, with absolute integer geometry.

Writers only write it, so all pictures agree. Nothing in it is escaped or styled for a format.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from archc.component import Icon


class Point(NamedTuple):
    """A place in the picture; y grows downwards."""

    x: int
    y: int


class Area(NamedTuple):
    """A rectangle by its top left corner."""

    x: int
    y: int
    width: int
    height: int

    @property
    def right(self) -> int:
        """The x just behind it."""
        return self.x + self.width

    @property
    def bottom(self) -> int:
        """The y just below it."""
        return self.y + self.height

    @property
    def center(self) -> Point:
        """Its middle."""
        return Point(self.x + self.width // 2, self.y + self.height // 2)

    def moved(self, dx: int, dy: int) -> Area:
        """The same rectangle elsewhere."""
        return Area(self.x + dx, self.y + dy, self.width, self.height)

    def grown(self, by: int) -> Area:
        """The rectangle with a margin around it."""
        return Area(self.x - by, self.y - by, self.width + 2 * by, self.height + 2 * by)

    def meets(self, other: Area) -> bool:
        """Whether the two share more than a border."""
        return (
            self.x < other.right and other.x < self.right
            and self.y < other.bottom and other.y < self.bottom
        )  # fmt: skip

    def holds(self, other: Area) -> bool:
        """Whether the other lies inside, borders included."""
        return (
            self.x <= other.x and other.right <= self.right
            and self.y <= other.y and other.bottom <= self.bottom
        )  # fmt: skip


def around(areas: Iterable[Area]) -> Area:
    """The smallest rectangle that holds all of them; an empty one for none."""
    listed = list(areas)
    if not listed:
        return Area(0, 0, 0, 0)
    x, y = min(a.x for a in listed), min(a.y for a in listed)
    return Area(x, y, max(a.right for a in listed) - x, max(a.bottom for a in listed) - y)


# What a box is: groups with a border, panels with rows of text, icons, and text.
PLACES = (
    "cloud", "region", "vpc", "zone", "public", "private", "isolated", "scaling",
)  # fmt: skip
PANELS = ("table", "panel", "legend")
GROUPS = PLACES + PANELS
NETWORK, TRAFFIC, PERMISSIONS = "network", "traffic", "permissions"
FINDINGS, NOTES = "findings", "notes"
LAYERS = (NETWORK, TRAFFIC, PERMISSIONS, FINDINGS, NOTES)


class Box(NamedTuple):
    """A shape; `parent` is the id of the group it lies in, empty on the page itself.

    `lines` are the label as wrapped, in `label`; `text` is the label in full. `sample` says what
    a swatch of the legend shows: a place, a severity, `step`, or a line.
    """

    id: str
    form: str  # one of GROUPS, or icon, note, title, subtitle, heading, remark, cell, swatch
    area: Area
    parent: str = ""
    text: str = ""
    lines: tuple[str, ...] = ()
    label: Area | None = None
    icon: Icon | None = None
    component: str = ""
    logical_id: str = ""
    tooltip: str = ""
    layer: str = NETWORK
    sample: str = ""
    says: str = ""  # its statement, for what a picture cannot show

    @property
    def is_group(self) -> bool:
        """Whether it is a border around others."""
        return self.form in GROUPS

    def moved(self, dx: int, dy: int) -> Box:
        """The same box elsewhere, its label too."""
        label = self.label.moved(dx, dy) if self.label else None
        return self._replace(area=self.area.moved(dx, dy), label=label)


class Mark(NamedTuple):
    """A finding's code, shown as a small badge beside the box or the arrow that it is about."""

    id: str
    about: str
    code: str
    severity: str
    area: Area
    tooltip: str
    component: str

    def moved(self, dx: int, dy: int) -> Mark:
        """The same mark elsewhere."""
        return self._replace(area=self.area.moved(dx, dy))


class Route(NamedTuple):
    """An arrow, or a link, as an orthogonal line from the border of one box to that of another.

    `link` says how it joins networks, and is empty for an arrow. One that is refuted is part of a
    way that a guarantee forbids.
    """

    id: str
    source: str
    target: str
    points: tuple[Point, ...]
    text: str = ""
    lines: tuple[str, ...] = ()
    label: Area | None = None
    refuted: bool = False
    tooltip: str = ""
    layer: str = TRAFFIC
    link: str = ""
    says: str = ""  # the arrows of the design that it stands for

    @property
    def line(self) -> str:
        """Its stroke: `arrow`, `refuted`, or that of its link."""
        return "refuted" if self.refuted else self.link or "arrow"

    def moved(self, dx: int, dy: int) -> Route:
        """The same arrow elsewhere, its label too."""
        points = tuple(Point(point.x + dx, point.y + dy) for point in self.points)
        label = self.label.moved(dx, dy) if self.label else None
        return self._replace(points=points, label=label)


class Badge(NamedTuple):
    """A step's number in a circle; `holder` is the arrow that it is on, or the panel it is in."""

    id: str
    text: str
    area: Area
    tooltip: str
    component: str
    holder: str

    def moved(self, dx: int, dy: int) -> Badge:
        """The same badge elsewhere."""
        return self._replace(area=self.area.moved(dx, dy))


class Drawing(NamedTuple):
    """One picture; `view` says which, `heading` is what its page is called.

    A picture is partial if the design was read in part only, so that things may be missing.
    """

    name: str
    title: str
    subtitle: str
    width: int
    height: int
    boxes: tuple[Box, ...]
    routes: tuple[Route, ...]
    marks: tuple[Mark, ...]
    badges: tuple[Badge, ...] = ()
    view: str = "architecture"
    heading: str = "Architecture"
    partial: bool = False
    says: str = ""  # the statements of the design that no shape stands for
