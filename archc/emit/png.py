"""Writes a drawing as a PNG picture."""

from __future__ import annotations

import resvg_py

from archc.drawing import Drawing
from archc.drawing.measure import font_file
from archc.emit import svg

SUFFIX = ".png"
NEEDS = "drawing"


def emit(drawing: Drawing, scale: float = 2) -> bytes:
    """The picture, by default with two pixels for every unit of the drawing."""
    return bytes(
        resvg_py.svg_to_bytes(
            svg_string=svg.emit(drawing).decode(),
            zoom=scale,
            background="#FFFFFF",
            # Only the font that widths were measured with: the same bytes on every machine.
            skip_system_fonts=True,
            font_files=[str(font_file()), str(font_file().with_name("OpenSans-Bold.ttf"))],
            font_family="Open Sans",
            sans_serif_family="Open Sans",
        )
    )
