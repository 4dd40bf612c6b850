"""The kind `flow`."""

from archc.component import Color, Component, Icon, Step


class Flow(Component):
    """Numbered steps on the picture: how one request or event goes through the design.

    Its block holds arrows of the design again, in the order of the steps, each with a text if
    wanted. A flow permits nothing.
    """

    title = "Flow"
    icon = Icon("note", "note", Color.GENERAL)
    outside = True
    own_arrows = True

    steps: tuple[Step, ...] = ()
