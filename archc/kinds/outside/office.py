"""The kind `office`."""

import ipaddress

from archc.component import Color, Component, Icon
from archc.values import address, attribute


class Office(Component):
    """A place outside AWS with a known public address, such as a school or a desk at home.

    Rules that admit it admit this one address and nobody else.
    """

    title = "Office"
    icon = Icon("resource", "office_building", Color.GENERAL, "general/office-building.png")
    outside = True
    on_network = True

    address: ipaddress.IPv4Address = attribute(
        address(),
        "The public address its requests come from.",
        required=True,
        default=ipaddress.IPv4Address("192.0.2.1"),
        example="198.51.100.10",
    )
