"""The legend: the lines, borders and badges that occur in a picture, and what they mean."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from archc.drawing.measure import text_width
from archc.drawing.palette import GROUPS, LINES, SEVERITIES
from archc.drawing.pieces import snapped
from archc.drawing.scene import NOTES, PLACES, Area, Box
from archc.drawing.sheet import Sheet

_ROW, _HEAD, _PAD = 24, 30, 10
_SAMPLE = 30
_ALMOST = 0.85  # of the picture's width: from there on the legend is as wide
_LEAST = 480  # the width that a legend may take of any picture


def with_legend(sheet: Sheet, arrow: str = "Calls or sends to") -> Sheet:
    """The sheet with its legend below; with none where there is nothing to explain."""
    entries = list(_entries(sheet, arrow))
    if not entries:
        return sheet
    reach = sheet.reach
    wide = snapped(max(text_width(text) for _, text in entries) + _SAMPLE + 30)
    room = max(reach.width, _LEAST) - 2 * _PAD
    columns = min(len(entries), max(1, room // wide))
    rows = -(-len(entries) // columns)
    width = columns * wide + 2 * _PAD
    if reach.width * _ALMOST < width < reach.width:
        width = reach.width
    frame = Area(reach.x, snapped(reach.bottom + 20), width, _HEAD + rows * _ROW + 6)
    label = Area(frame.x + _PAD, frame.y + 7, text_width("Legend") + 10, 16)
    group = Box(
        "legend", "legend", frame, text="Legend", lines=("Legend",), label=label, layer=NOTES
    )
    swatches = [
        _swatch(*entry, frame.x + _PAD + column * wide, frame.y + _HEAD + row * _ROW)
        for entry, (row, column) in zip(entries, product(range(rows), range(columns)), strict=False)
    ]
    return sheet.with_boxes([group, *swatches])


def _swatch(sample: str, text: str, x: int, y: int) -> Box:
    label = Area(x + _SAMPLE + 8, y + 2, text_width(text), 16)
    area = Area(x, y + 2, _SAMPLE, 16)
    if sample == "step":
        area = Area(x + (_SAMPLE - 16) // 2, y + 2, 16, 16)
    return Box(f"legend/{sample}", "swatch", area, "legend", text, (text,), label,
               tooltip=text, layer=NOTES, sample=sample)  # fmt: skip


def _entries(sheet: Sheet, arrow: str) -> Iterator[tuple[str, str]]:
    """What is to be explained, as sample and meaning."""
    forms = {box.form for box in sheet.boxes}
    yield from ((form, GROUPS[form].name) for form in PLACES if form in forms)
    strokes = {route.line for route in sheet.routes}
    yield from ((line, look.name or arrow) for line, look in LINES.items() if line in strokes)
    if sheet.badges:
        yield "step", "Step of a flow"
    severities = {mark.severity for mark in sheet.marks}
    yield from ((s, f"Finding: {s}") for s in SEVERITIES if s in severities)
