"""The kind `internet`."""

from archc.component import Color, Component, Icon


class Internet(Component):
    """The internet as a whole; every design has it, under the name `internet`.

    An arrow to it asks for a way out, an arrow from it lets everybody in.
    """

    called = "the internet"
    title = "Internet"
    icon = Icon("resource", "internet_alt2", Color.GENERAL, "general/internet-alt2.png")
    outside = True
    on_network = True
