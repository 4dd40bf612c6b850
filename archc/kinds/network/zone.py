"""The kind `zone`."""

from archc.component import Color, Component, Icon


class Zone(Component):
    """An availability zone: a frame around what stands in it, named by its letter.

    It may be written as often as it reads well. What spans zones stands outside of it.
    """

    title = "Availability Zone"
    icon = Icon("group", "group_availability_zone", Color.NETWORK)
    inside = ("vpc",)
    frame = True
    deployed = False
