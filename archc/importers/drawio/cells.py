"""Pages → shapes and lines: absolute places, styles by key, labels without HTML."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html.parser import HTMLParser
from typing import NamedTuple

from archc.merge.document import (
    Cell,
    Cells,
    Document,
    Page,
    Unmergeable,
    cells_of,
    depth_first,
    read,
)
from archc.merge.geometry import Rect, Spot, keys, number, points, rect, spot
from archc.merge.sealing import BASE, base_of, differing

MAX_CELLS = 10_000  # of all pages together; large drawings of people have some hundred
FINDINGS = "archc/findings"  # what the ids of cells begin with that only show findings
SAYS = "archSays"  # the attribute with the statements that a generated cell stands for
_LONGEST_LABEL = 2_000  # characters; more is an essay, and no name of anything
_RESAVE = "open it in draw.io, check what it shows, and save it again"
_ENDS = ("source", "target")


class Unreadable(ValueError):  # noqa: N818  (says what the file is, not what failed)
    """A file that is no drawing: why, and what to do."""

    def __init__(self, reason: str, fix: str = _RESAVE) -> None:
        super().__init__(reason)
        self.reason = reason
        self.fix = fix


class Shape(NamedTuple):
    """A shape as it is seen; `parent` is the id of the shape that holds it in draw.io, if any.

    `facts` are what the cell's wrapper says beside the label.
    """

    page: int
    id: str
    lines: tuple[str, ...]
    style: Mapping[str, str]
    area: Rect
    parent: str
    facts: Mapping[str, str]
    edits: frozenset[str] = frozenset()  # what somebody changed in a cell that archc made

    @property
    def text(self) -> str:
        """The label on one line."""
        return " ".join(self.lines)

    @property
    def is_group(self) -> bool:
        """Whether it only holds others together and shows nothing itself."""
        return "group" in self.style and not self.lines

    @property
    def is_text(self) -> bool:
        """Whether it is text without a border."""
        if "text" in self.style:
            return True
        bare = self.style.get("strokeColor") == "none" and self.style.get("fillColor") == "none"
        return bare and not self.style.get("shape") and bool(self.lines)


class End(NamedTuple):
    """One end of a line: the shape that it is tied to, else the place where it is loose."""

    shape: str
    place: Spot | None
    has_head: bool


class Line(NamedTuple):
    """A line as it is drawn, from `source` to `target`."""

    page: int
    id: str
    lines: tuple[str, ...]
    style: Mapping[str, str]
    source: End
    target: End
    facts: Mapping[str, str]
    edits: frozenset[str] = frozenset()

    @property
    def text(self) -> str:
        """The label on one line."""
        return " ".join(self.lines)


class Sheet(NamedTuple):
    """One page; `hidden` are the names of layers that nobody sees."""

    number: int
    id: str
    name: str
    shapes: Mapping[str, Shape]
    lines: tuple[Line, ...]
    hidden: tuple[str, ...]
    facts: Mapping[str, str]  # of the page itself


def sheets(content: bytes) -> tuple[Document, list[Sheet]]:
    """All pages of a file; raises Unreadable for everything that is no drawing."""
    try:
        document = read(content)
        every = [cells_of(page) if page.model is not None else {} for page in document.pages]
    except Unmergeable as wrong:
        raise Unreadable(wrong.reason) from wrong
    if sum(map(len, every)) > MAX_CELLS:
        raise Unreadable(
            f"holds more than {MAX_CELLS} cells",
            "keep the page with the architecture, and move the others to a file of their own",
        )
    pages = zip(document.pages, every, strict=True)
    return document, [_sheet(n, page, cells) for n, (page, cells) in enumerate(pages)]


def _sheet(number_: int, page: Page, cells: Cells) -> Sheet:
    shapes: dict[str, Shape] = {}
    lines: list[Line] = []
    hidden: list[str] = []
    corners: dict[str, Spot] = {}
    unseen: set[str] = set()
    said = _said_on_lines(cells)
    for id_ in depth_first(cells) if cells else ():
        cell = cells[id_]
        if id_.startswith(FINDINGS) or cell.facts.get("archFinding"):
            continue
        is_unseen = cell.parent in unseen or cell.attributes.get("visible") == "0"
        if is_unseen and SAYS not in cell.facts:
            unseen.add(id_)
            if cell.parent == "0":
                hidden.append(cell.label or id_)
            continue
        corner = corners.get(cell.parent, Spot(0, 0))
        if cell.is_edge:
            lines.append(_line(number_, cell, corner, said.get(id_, ())))
        elif cell.attributes.get("vertex") == "1" and id_ not in said and not _on_line(cell, cells):
            area = _area(cell, corner, shapes.get(cell.parent))
            corner = Spot(area.x, area.y)
            parent = cell.parent if cell.parent in shapes else ""
            style = _style(cell)
            shapes[id_] = Shape(
                number_, id_, _label(cell, style), style, area, parent, dict(cell.facts),
                _edits(cell),
            )  # fmt: skip
        corners[id_] = corner
    facts = dict(cells["0"].facts) if cells else {}
    name = page.name or f"Page-{number_ + 1}"
    return Sheet(number_, page.id, name, shapes, tuple(lines), tuple(hidden), facts)


def _on_line(cell: Cell, cells: Cells) -> bool:
    return cell.parent in cells and cells[cell.parent].is_edge


def _said_on_lines(cells: Cells) -> dict[str, tuple[str, ...]]:
    """The labels of lines that are cells of their own, by their line."""
    found: dict[str, tuple[str, ...]] = {}
    for cell in cells.values():
        if not cell.is_edge and _on_line(cell, cells) and not cell.facts.get("archFinding"):
            found[cell.parent] = (*found.get(cell.parent, ()), *_label(cell, _style(cell)))
    return found


def _line(page: int, cell: Cell, corner: Spot, said: tuple[str, ...]) -> Line:
    style = _style(cell)
    source, target = (_end(cell, style, end, corner) for end in _ENDS)
    lines = (*_label(cell, style), *said)
    return Line(page, cell.id, lines, style, source, target, dict(cell.facts), _edits(cell))


def _edits(cell: Cell) -> frozenset[str]:
    return frozenset(differing(cell, base_of(cell))) if BASE in cell.facts else frozenset()


def _end(cell: Cell, style: Mapping[str, str], end: str, corner: Spot) -> End:
    # draw.io draws a head at the target unless the style says otherwise.
    head = style.get("startArrow", "none") if end == "source" else style.get("endArrow", "classic")
    place = _loose(cell, end)
    moved = Spot(place.x + corner.x, place.y + corner.y) if place is not None else None
    return End(cell.attributes.get(end, ""), moved, head not in ("none", "", "0"))


def _loose(cell: Cell, end: str) -> Spot | None:
    """Where a line ends that is not tied there; the nearest corner if no end is noted."""
    geometry = cell.geometry
    if geometry is None:
        return None
    node = geometry.find(f"mxPoint[@as='{end}Point']")
    if node is not None:
        return spot(node)
    corners = points(cell)
    return (corners[0] if end == "source" else corners[-1]) if corners else None


def _area(cell: Cell, corner: Spot, holder: Shape | None) -> Rect:
    """The place on the page; one that is relative is a share of its holder's sides."""
    own = rect(cell)
    geometry = cell.geometry
    if geometry is not None and geometry.get("relative") == "1" and holder is not None:
        node = geometry.find("mxPoint[@as='offset']")
        away = spot(node) if node is not None else Spot(0, 0)
        x = number(geometry.get("x")) * holder.area.width + away.x
        y = number(geometry.get("y")) * holder.area.height + away.y
        own = Rect(x, y, own.width, own.height)
    return own.moved(corner.x, corner.y)


def _style(cell: Cell) -> dict[str, str]:
    return {key: value or "" for key, value in keys(cell.style).items()}


def _label(cell: Cell, style: Mapping[str, str]) -> tuple[str, ...]:
    text = cell.label[:_LONGEST_LABEL]
    if style.get("html") == "1" or re.search(r"<br|<div|&nbsp;", text):
        text = plain(text)
    if cell.facts.get("placeholders") == "1":
        text = re.sub(r"%(\w+)%", lambda found: cell.facts.get(found[1], found[0]), text)
    found = (re.sub(r"[\s\u200b]+", " ", line).strip() for line in text.split("\n"))
    return tuple("".join(c for c in line if c.isprintable()) for line in found if line)


def plain(html: str) -> str:
    """What a reader sees of a label in HTML."""
    reader = _Plain()
    reader.feed(html)
    reader.close()
    return "".join(reader.pieces)


class _Plain(HTMLParser):
    """Collects text; blocks and breaks begin a new line."""

    _BLOCKS = ("br", "div", "p", "li", "tr", "h1", "h2", "h3", "h4", "hr")
    _SILENT = ("style", "script")

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a line where the tag does."""
        del attrs
        self._silent += tag in self._SILENT
        if tag in self._BLOCKS:
            self.pieces.append("\n")

    def handle_endtag(self, tag: str) -> None:
        """End a line where the tag does."""
        self._silent -= tag in self._SILENT and self._silent > 0
        if tag in self._BLOCKS:
            self.pieces.append("\n")

    def handle_data(self, data: str) -> None:
        """Keep what is shown."""
        if not self._silent:
            self.pieces.append(data)
