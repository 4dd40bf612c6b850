"""Writes a drawing as one self-contained SVG file."""

from __future__ import annotations

import base64
import importlib.util
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

from archc.component import Icon
from archc.drawing import Area, Badge, Box, Drawing, Mark, Route, palette
from archc.drawing.palette import INK as _INK
from archc.drawing.scene import PANELS, PLACES

SUFFIX = ".svg"
NEEDS = "drawing"

_FONT = '"Open Sans", sans-serif'
_TEXT_SIZES = {"title": 24, "subtitle": 14, "heading": 14}

# Small pictures for a group's corner, 25 by 25.
_GLYPHS = {
    "cloud": "M7 18h11a4 4 0 0 0 .6-8 6 6 0 0 0-11.5-1A4.6 4.6 0 0 0 7 18z",
    "region": "M8 21V5m0 0h10l-3 3.5L18 12H8",
    "vpc": "M12.5 4l7 3v5c0 4-3 7-7 9-4-2-7-5-7-9V7z",
    "lock": "M7 11.5h11V20H7zM9.5 11.5V9a3 3 0 0 1 6 0v2.5",
    "scaling": "M8 8h9v9H8zM12.5 3v3m0 13v3M3 12.5h3m13 0h3",
}
_CORNERS = {"public": "lock", "private": "lock", "isolated": "lock"}


def emit(drawing: Drawing) -> bytes:
    """The SVG file, UTF-8."""
    return "".join(f"{line}\n" for line in _lines(drawing)).encode()


def _lines(drawing: Drawing) -> Iterator[str]:
    width, height = drawing.width, drawing.height
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
        f'viewBox="0 0 {width} {height}" role="img" aria-labelledby="title desc" '
        f'font-family={quoteattr(_FONT)} font-size="12" fill="{_INK}">'
    )
    yield f'<title id="title">{_text(drawing.title)}</title>'
    yield f'<desc id="desc">{_text(_description(drawing))}</desc>'
    yield "<defs>"
    yield from _definitions(drawing.boxes, drawing.routes)
    yield "</defs>"
    yield f'<rect width="{width}" height="{height}" fill="#FFFFFF"/>'
    yield '<g id="network">'
    for box in drawing.boxes:
        yield from _group(box) if box.form in PLACES else ()
    yield '</g>\n<g id="traffic">'
    for route in drawing.routes:
        yield from _arrow(route)
    yield '</g>\n<g id="things">'
    for box in drawing.boxes:
        yield from () if box.form in PLACES else _thing(box)
    for route in drawing.routes:
        yield from _label(route.lines, route.label) if route.label else ()
    yield '</g>\n<g id="findings">'
    for mark in drawing.marks:
        yield from _mark(mark)
    yield '</g>\n<g id="notes">'
    for badge in drawing.badges:
        yield from _badge(badge)
    yield "</g>\n</svg>"


def _description(drawing: Drawing) -> str:
    things = len({box.component for box in drawing.boxes if box.component})
    return (
        f"{drawing.heading} in {drawing.subtitle}: {things} components, "
        f"{len(drawing.routes)} arrows"
    )


def _text(text: str) -> str:
    """Text as XML can hold it."""
    if not text.isprintable():  # hardly ever
        text = "".join(c for c in text if c in "\n\t" or c.isprintable())
    return escape(text)


def _definitions(boxes: Sequence[Box], routes: Sequence[Route]) -> Iterator[str]:
    shown = {"arrow", *(route.line for route in routes)}
    for name, look in palette.LINES.items():
        if not look.head or name not in shown:
            continue
        yield (
            f'<marker id="{name}" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="10" '
            'markerHeight="10" markerUnits="userSpaceOnUse" orient="auto">'
            f'<path d="M1 1L9 5L1 9" fill="none" stroke="{look.color}" stroke-width="1.6"/>'
            "</marker>"
        )
    icons = dict.fromkeys(box.icon for box in boxes if box.icon and box.form == "icon")
    for icon in icons:
        picture = _picture(icon.image)
        if picture:
            yield (
                f'<symbol id="{_symbol(icon)}" viewBox="0 0 60 60"><image width="60" height="60" '
                f'href="data:image/png;base64,{picture}"/></symbol>'
            )


def _symbol(icon: Icon) -> str:
    return "icon-" + "".join(c if c.isalnum() else "-" for c in icon.image.rpartition(".")[0])


@cache
def _picture(image: str) -> str:
    """The picture of the installed package `diagrams` in base64, empty where it has none."""
    spec = importlib.util.find_spec("diagrams") if image else None
    if spec is None or not spec.submodule_search_locations:
        return ""
    folder = Path(spec.submodule_search_locations[0]).parent / "resources" / "aws"
    path = folder / image
    return base64.b64encode(path.read_bytes()).decode() if path.is_file() else ""


def _rectangle(area: Area, more: str) -> str:
    return f'<rect x="{area.x}" y="{area.y}" width="{area.width}" height="{area.height}" {more}/>'


def _named(box_id: str, text: str, tooltip: str, content: Iterable[str]) -> Iterator[str]:
    yield f"<g id={quoteattr(_text(box_id))} aria-label={quoteattr(_text(text))}>"
    yield f"<title>{_text(tooltip or text)}</title>"
    yield from content
    yield "</g>"


def _group(box: Box) -> Iterator[str]:
    color = palette.GROUPS[box.form].border
    shape = _framed(box.area, box.form)
    glyph = _corner(box, color)
    label = _label(box.lines, box.label, centred=box.form == "scaling")
    yield from _named(box.id, box.text, box.tooltip, [shape, *glyph, *label])


def _framed(area: Area, form: str) -> str:
    """A rectangle with the border and the ground of a group."""
    look = palette.GROUPS[form]
    dash = f' stroke-dasharray="{look.dashes}"' if look.dashes else ""
    return _rectangle(area, f'fill="{look.fill}" stroke="{look.border}" stroke-width="1.5"{dash}')


def _corner(box: Box, color: str) -> Iterator[str]:
    path = _GLYPHS.get(_CORNERS.get(box.form, box.form))
    if path is None:
        return
    x = box.area.center.x - 12 if box.form == "scaling" else box.area.x
    ground = Area(x, box.area.y, 25, 25)
    yield _rectangle(ground, f'fill="{color}"')
    yield (
        f'<path transform="translate({x} {box.area.y})" d="{path}" fill="none" '
        'stroke="#FFFFFF" stroke-width="1.5" stroke-linejoin="round"/>'
    )


def _thing(box: Box) -> Iterator[str]:
    match box.form:
        case "icon":
            content = [*_icon(box), *_label(box.lines, box.label, centred=_is_under(box))]
        case "note":
            colors = f'fill="{palette.NOTE}" stroke="{palette.NOTE_BORDER}"'
            content = [_rectangle(box.area, colors), *_label(box.lines, box.label)]
        case "cell":
            content = [*_cell(box)]
        case "swatch":
            content = [_sample(box), *_label(box.lines, box.label)]
        case form if form in PANELS:
            content = [_framed(box.area, form), *_label(box.lines, box.label, bold=True)]
        case form:
            size = _TEXT_SIZES.get(form, 12)
            content = [*_label(box.lines, box.label, size=size, bold=form == "heading")]
    yield from _named(box.id, box.text, box.tooltip, content)


def _cell(box: Box) -> Iterator[str]:
    """A cell of a table: its ground if it heads a column, a rule below, its text."""
    area = box.area
    if box.sample:
        yield _rectangle(area, f'fill="{palette.PANEL}"')
    yield f'<path d="M{area.x} {area.bottom}H{area.right}" stroke="{palette.RULE}"/>'
    yield from _label(box.lines, box.label, bold=bool(box.sample))


def _sample(box: Box) -> str:
    """What the legend explains, small."""
    area, sample = box.area, box.sample
    if sample in palette.GROUPS:
        return _framed(area, sample)
    if sample in palette.LINES:
        return _line(f"M{area.x} {area.center.y}H{area.right}", sample)
    color = palette.SEVERITIES.get(sample, palette.STEP)
    return _rectangle(area, f'rx="{4 if sample in palette.SEVERITIES else 8}" fill="{color}"')


def _is_under(box: Box) -> bool:
    return box.label is not None and box.label.y >= box.area.bottom


def _icon(box: Box) -> Iterator[str]:
    icon, area = box.icon, box.area
    if icon is None:
        return
    if _picture(icon.image):
        yield (
            f'<use href="#{_symbol(icon)}" x="{area.x}" y="{area.y}" width="{area.width}" '
            f'height="{area.height}"/>'
        )
        return
    yield _rectangle(area, f'rx="4" fill="{icon.color}"')
    initial = _text(icon.shape[:1].upper())
    x, y = area.center
    yield (
        f'<text x="{x}" y="{y + 8}" font-size="24" fill="{palette.readable_on(icon.color)}" '
        'text-anchor="middle">'
        f"{initial}</text>"
    )


def _label(
    lines: Sequence[str],
    area: Area | None,
    *,
    centred: bool = False,
    size: int = 12,
    bold: bool = False,
) -> Iterator[str]:
    if area is None or not lines:
        return
    x = area.center.x if centred else area.x
    anchor = ' text-anchor="middle"' if centred else ""
    step = area.height / len(lines)
    font = f' font-size="{size}"' if size != 12 else ""
    font += ' font-weight="bold"' if bold else ""
    for at, line in enumerate(lines):
        y = round(area.y + step * at + step / 2 + size * 0.36, 1)
        yield f'<text x="{x}" y="{y:g}"{anchor}{font}>{_text(line)}</text>'


def _arrow(route: Route) -> Iterator[str]:
    path = "M" + "L".join(f"{x} {y}" for x, y in route.points)
    line = _line(path, route.line)
    yield from _named(route.id, route.text or route.id, route.tooltip, [line])


def _line(path: str, name: str) -> str:
    look = palette.LINES[name]
    more = f' stroke-dasharray="{look.dashes}"' if look.dashes else ""
    more += f' marker-end="url(#{name})"' if look.head else ""
    return f'<path d="{path}" fill="none" stroke="{look.color}" stroke-width="{look.width}"{more}/>'


def _badge(badge: Badge) -> Iterator[str]:
    """The number of a step in a circle."""
    area = badge.area
    x, y = area.center
    shape = _rectangle(
        area, f'rx="{area.height // 2}" fill="{palette.STEP}" stroke="{palette.PAPER}"'
    )
    text = (
        f'<text x="{x}" y="{y + 4}" font-size="11" font-weight="bold" fill="{palette.PAPER}" '
        f'text-anchor="middle">{_text(badge.text)}</text>'
    )
    yield from _named(badge.id, f"step {badge.text}", badge.tooltip, [shape, text])


def _mark(mark: Mark) -> Iterator[str]:
    color = palette.SEVERITIES.get(mark.severity, palette.SEVERITIES["warning"])
    x, y = mark.area.center
    text = (
        f'<text x="{x}" y="{y + 4}" font-size="10" fill="#FFFFFF" text-anchor="middle">'
        f"{_text(mark.code)}</text>"
    )
    shape = _rectangle(mark.area, f'rx="4" fill="{color}"')
    yield from _named(mark.id, f"{mark.severity} {mark.code}", mark.tooltip, [shape, text])
