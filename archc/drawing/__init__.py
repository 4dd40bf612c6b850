"""Architecture → Drawing: placement and routing, with no word of any file format."""

from archc.drawing.draw import draw
from archc.drawing.scene import Area, Box, Drawing, Mark, Point, Route

__all__ = ["Area", "Box", "Drawing", "Mark", "Point", "Route", "draw"]
