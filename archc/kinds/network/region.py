"""The kind `region`."""

from archc import regions
from archc.component import Color, Component, Icon
from archc.edits import Fix
from archc.source import Span


class Region(Component):
    """A region of AWS: a frame around what is deployed there, named by its code.

    It may be written as often as it reads well, and `in us-east-1` on a component says the same.
    What stands in none is in the region of the design. Every region gets a template of its own.
    """

    title = "Region"
    icon = Icon("group", "group_region", Color.NETWORK)
    frame = True
    deployed = False

    @classmethod
    def misnamed(cls, name: str, span: Span) -> tuple[str, Fix] | None:
        """A code that AWS does not have."""
        return regions.misnamed(name, span)
