"""Architecture → Drawing: placement and routing, with no word of any file format."""

from archc.drawing.draw import draw, pages, view_names
from archc.drawing.scene import Area, Badge, Box, Drawing, Mark, Point, Route

__all__ = [
    "Area",
    "Badge",
    "Box",
    "Drawing",
    "Mark",
    "Point",
    "Route",
    "draw",
    "pages",
    "view_names",
]
