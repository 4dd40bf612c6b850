"""The kind `note`."""

from archc.component import Color, Component, Icon


class Note(Component):
    """A remark on the drawing; its label is the text. It deploys nothing."""

    title = "Note"
    icon = Icon("note", "note", Color.GENERAL)
    inside = ("vpc", "tier", "subnet")
    outside = True
