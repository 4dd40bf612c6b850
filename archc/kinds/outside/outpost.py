"""The kind `outpost`."""

from archc.component import Architecture, Color, Component, Icon
from archc.values import ComponentName, Reference, attribute


class Outpost(Component):
    """AWS's hardware in one's own rooms: a rack that extends a region.

    It is ordered from AWS and installed by people; it is drawn, and no template makes it.
    """

    title = "AWS Outposts"
    icon = Icon("service", "outposts", Color.COMPUTE, "compute/outposts.png")
    outside = True

    site: Reference | None = attribute(
        ComponentName("office"), "The office whose rooms it stands in.", name="at"
    )

    def manual_steps(self, design: Architecture) -> tuple[str, ...]:
        """Everything about it."""
        del design
        where = f" for '{self.site.name}'" if self.site else ""
        return (f"Order the Outpost '{self.name}'{where} in the console of AWS Outposts.",)
