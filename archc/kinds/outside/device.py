"""The kind `device`."""

from archc.component import Color, Component, Icon


class Device(Component):
    """A machine outside AWS that uses the system over the internet: a sensor, a till, a car."""

    title = "Device"
    icon = Icon("resource", "client", Color.GENERAL, "general/client.png")
    outside = True
    on_network = True
