"""Writes a drawing as a PNG picture."""

from __future__ import annotations

import resvg_py

from archc.drawing import Drawing
from archc.drawing.measure import font_file
from archc.emit import svg

SUFFIX = ".png"
NEEDS = "drawing"


_PIXELS = 4_000_000  # enough for a page in print; more costs time and room and shows no more


def emit(drawing: Drawing, scale: float | None = None) -> bytes:
    """The picture; without a scale two pixels for every unit, as far as that is not too large."""
    fitting = min(2.0, (_PIXELS / (drawing.width * drawing.height)) ** 0.5)
    return bytes(
        resvg_py.svg_to_bytes(
            svg_string=svg.emit(drawing).decode(),
            zoom=scale or max(1.0, fitting),
            background="#FFFFFF",
            # Only the font that widths were measured with: the same bytes on every machine.
            skip_system_fonts=True,
            font_files=[str(font_file()), str(font_file().with_name("OpenSans-Bold.ttf"))],
            font_family="Open Sans",
            sans_serif_family="Open Sans",
        )
    )
