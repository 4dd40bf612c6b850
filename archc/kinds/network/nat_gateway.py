"""The kind `nat_gateway`."""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING

from archc.component import Carrier, Color, Component, Icon
from archc.values import ComponentName, Reference, address, attribute, word

if TYPE_CHECKING:  # a design that is not imported does not pay for it
    from archc.readback import Found, Said


class NatGateway(Component):
    """A NAT gateway in a public subnet: it lets private subnets out, and only answers in.

    Route tables lead to it by name; private tiers of its VPC do so by themselves.
    """

    title = "NAT gateway"
    icon = Icon("resource", "nat_gateway", Color.NETWORK, "network/nat-gateway.png")
    inside = ("tier", "subnet")
    place_needed = True
    resource = "AWS::EC2::NatGateway"
    carrier = Carrier("nat", "NatGatewayId")
    values = {"id": "${@}"}

    zone: str | None = attribute(
        word("the letter of a zone", "a", r"[a-f]"),
        "Its zone, the first of its tier unless written.",
        example="b",
    )
    private_address: ipaddress.IPv4Address | None = attribute(
        address(),
        "Its address in its subnet; any free one unless written.",
        property="NatGateway.PrivateIpAddress",
        example="10.0.1.10",
    )
    address: Reference | None = attribute(
        ComponentName("elastic_ip"), "Its public address; one of its own unless written."
    )

    @classmethod
    def read_back(cls, one: Found, said: Said) -> None:
        """Its subnet and its address; one that is used for nothing else is its own."""
        one.stands_in(said, "AWS::EC2::Subnet", "SubnetId")
        address = one.whole.resource_of(one.peek("AllocationId"))
        if address is not None:
            item = one.take("AllocationId")
            if address.is_plain("Domain", "Tags") and len(one.whole.naming(address)) == 1:
                one.owns(address)
            else:
                said.say("address", item)
