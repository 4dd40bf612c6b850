"""Findings onto a copy of the drawing: a badge at each shape, and a list beside the page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape
from xml.etree.ElementTree import Element, SubElement

from archc.diagnostics import Diagnostic, Severity, shortened
from archc.importers.drawio.cells import FINDINGS, Sheet, sheets
from archc.importers.drawio.listing import DrawingSource
from archc.merge.document import Cell, Cells, Document, Page, cells_of, with_cells, write
from archc.merge.geometry import Rect, shown

_WIDTH, _HEIGHT = 52, 18
_PANEL = 420
_COLORS = {Severity.ERROR: "#C7131F", Severity.WARNING: "#8A5A00", Severity.ADVICE: "#007CBD"}
_BADGE = (
    "rounded=1;arcSize=25;html=1;strokeColor=none;fontColor=#FFFFFF;fontSize=10;align=center;"
    "verticalAlign=middle;"
)
_TEXT = (
    "rounded=0;html=1;whiteSpace=wrap;align=left;verticalAlign=top;spacing=10;fontSize=12;"
    "fillColor=#FFF8DC;strokeColor=#B8A36A;fontColor=#232F3E;"
)


def annotate(content: bytes, diagnostics: Iterable[Diagnostic]) -> bytes:
    """The drawing with its findings on a layer of their own; raises Unreadable for what is none.

    Findings of an earlier copy go; everything else stays as it is.
    """
    document, every = sheets(content)
    by_page: dict[int, list[tuple[str, Diagnostic]]] = {}
    for found in diagnostics:
        page, id_ = _cell_of(found)
        by_page.setdefault(page, []).append((id_, found))
    pages = [
        _annotated(page, sheet, by_page.get(sheet.number, []))
        for page, sheet in zip(document.pages, every, strict=True)
    ]
    return write(Document(document.attributes, pages))


def _cell_of(found: Diagnostic) -> tuple[int, str]:
    """Page and cell that a finding is about; the first page for what is about the whole."""
    if found.span is None or not isinstance(found.span.source, DrawingSource):
        return 0, ""
    source = found.span.source
    start, _ = source.extent(found.span.first.line)
    return source.cells.get(start, (0, ""))


def _annotated(page: Page, sheet: Sheet, found: list[tuple[str, Diagnostic]]) -> Page:
    if page.model is None:
        return page
    cells = _without_findings(cells_of(page))
    if not found and len(cells) == len(cells_of(page)):
        return page
    if found:
        cells[FINDINGS] = Cell(FINDINGS, "", {}, {"value": "Findings", "parent": "0"})
        counted: dict[str, int] = {}
        for number, (id_, one) in enumerate(found, 1):
            if id_ in cells:
                at = counted[id_] = counted.get(id_, -1) + 1
                badge = _badge(number, id_, one, sheet, at)
                cells[badge.id] = badge
        panel = _panel(found, sheet)
        cells[panel.id] = panel
    return with_cells(page, cells)


def _without_findings(cells: Cells) -> Cells:
    return {id_: cell for id_, cell in cells.items() if not id_.startswith(FINDINGS)}


def _badge(number: int, id_: str, found: Diagnostic, sheet: Sheet, at: int) -> Cell:
    """A badge at the upper right corner of a shape, or on the middle of a line."""
    facts = {"label": f"{number} {found.code}", "tooltip": escape(shortened(found.message))}
    style = f"{_BADGE}fillColor={_COLORS[found.severity]};"
    width = _WIDTH + 8 * (number > 9)
    if id_ in sheet.shapes:
        area = sheet.shapes[id_].area
        x, y = area.right - width / 2, area.y - _HEIGHT / 2 + at * (_HEIGHT + 2)
        geometry = _geometry(Rect(x, y, width, _HEIGHT))
        attributes = {"style": style, "parent": FINDINGS, "vertex": "1"}
    else:
        geometry = _geometry(Rect(0, 0, width, _HEIGHT))
        geometry.set("relative", "1")
        offset = {
            "x": shown(-width / 2),
            "y": shown(-_HEIGHT / 2 + at * (_HEIGHT + 2)),
            "as": "offset",
        }
        SubElement(geometry, "mxPoint", offset)
        attributes = {"style": style, "parent": id_, "vertex": "1", "connectable": "0"}
    facts["archFinding"] = found.code
    return Cell(f"{FINDINGS}/{number}", "UserObject", facts, attributes, [geometry])


def _panel(found: list[tuple[str, Diagnostic]], sheet: Sheet) -> Cell:
    """All findings of the page in words, at its right."""
    areas = [shape.area for shape in sheet.shapes.values()]
    x = max((area.right for area in areas), default=0) + 60
    y = min((area.y for area in areas), default=0)
    lines = [
        f"<b>{number} {one.code}</b> {escape(shortened(one.message))}"
        + (f"<br><i>{escape(shortened(one.fix))}</i>" if one.fix else "")
        for number, (_, one) in enumerate(found, 1)
    ]
    rows = sum(2 + len(one.message + one.fix) // 60 for _, one in found)
    attributes = {
        "value": "<br><br>".join(lines),
        "style": _TEXT,
        "parent": FINDINGS,
        "vertex": "1",
    }
    area = Rect(x, y, _PANEL, 30 + 18 * rows)
    return Cell(f"{FINDINGS}/list", "", {}, attributes, [_geometry(area)])


def _geometry(area: Rect) -> Element:
    said: Mapping[str, str] = dict(
        zip(("x", "y", "width", "height"), map(shown, area), strict=True)
    )
    return Element("mxGeometry", {**said, "as": "geometry"})
