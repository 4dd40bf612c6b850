"""The kind `egress_only_gateway`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archc.component import Carrier, Color, Component, Icon

if TYPE_CHECKING:  # a design that is not imported does not pay for it
    from archc.readback import Found, Said


class EgressOnlyGateway(Component):
    """A door to the internet that opens from inside only, for IPv6.

    What NAT is for IPv4: requests go out, their answers come back, and nothing else comes in.
    """

    title = "Egress-only internet gateway"
    icon = Icon("resource", "internet_gateway", Color.NETWORK, "network/internet-gateway.png")
    distinction = "egress-only"
    inside = ("vpc",)
    place_needed = True
    at_border = True
    resource = "AWS::EC2::EgressOnlyInternetGateway"
    carrier = Carrier("eigw", "EgressOnlyInternetGatewayId")
    values = {"id": "${@}"}

    @classmethod
    def read_back(cls, one: Found, said: Said) -> None:
        """Its VPC."""
        one.stands_in(said, "AWS::EC2::VPC", "VpcId")
