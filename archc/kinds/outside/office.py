"""The kind `office`."""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING

from archc.component import Color, Component, Icon
from archc.values import address, attribute, cidr, integer

if TYPE_CHECKING:  # a design that is not imported does not pay for it
    from archc.readback import Found, Said


class Office(Component):
    """A place outside AWS with a known public address, such as a school or a desk at home.

    Rules that admit it admit this one address and nobody else; where a line of its own leads from
    it to AWS, they admit its network instead.
    """

    title = "Office"
    icon = Icon("resource", "office_building", Color.GENERAL, "general/office-building.png")
    outside = True
    resource = "AWS::EC2::CustomerGateway"
    on_network = True

    address: ipaddress.IPv4Address = attribute(
        address(),
        "The public address its requests come from.",
        required=True,
        default=ipaddress.IPv4Address("192.0.2.1"),
        example="198.51.100.10",
    )
    cidr: ipaddress.IPv4Network | None = attribute(
        cidr(),
        "Its network inside, which a VPN or Direct Connect line leads to.",
        example="192.168.10.0/24",
    )
    asn: int | None = attribute(
        integer(1, 4294967294), "Its number in BGP, for lines that route by it.", example="65010"
    )

    @classmethod
    def read_back(cls, one: Found, said: Said) -> None:
        """The other end of a line: its address, its number, and its network where that is told."""
        one.take("Type")
        address, number = one.take("IpAddress"), one.take("BgpAsn")
        if address is None or not isinstance(address.value, str):
            said.lacks = "its address"
            return
        said.say("address", address)
        if number is not None and str(number.value) != "65000":
            said.say("asn", number)
        if not one.whole.has_intent:
            said.lacks = "the network behind it"
        for line in one.named_by("AWS::EC2::VPNConnection", "CustomerGatewayId"):
            for route in line.named_by("AWS::EC2::VPNConnectionRoute", "VpnConnectionId"):
                block = route.peek("DestinationCidrBlock")
                if block is not None:
                    said.say("cidr", block)
                    said.lacks = ""
                    return
