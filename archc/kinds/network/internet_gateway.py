"""The kind `internet_gateway`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archc.component import Architecture, Carrier, Color, Component, Icon

if TYPE_CHECKING:  # a design that is not imported does not pay for it
    from archc.readback import Found, Said


class InternetGateway(Component):
    """The VPC's door to the internet, both ways, for what has a public address.

    It is attached to the VPC that it stands in. A public tier brings one by itself.
    """

    title = "Internet gateway"
    icon = Icon("resource", "internet_gateway", Color.NETWORK, "network/internet-gateway.png")
    inside = ("vpc",)
    place_needed = True
    at_border = True
    resource = "AWS::EC2::InternetGateway"
    carrier = Carrier("igw", "GatewayId")
    values = {"id": "${@}"}

    def ready_for_routes(self, design: Architecture, vpc: Component) -> tuple[str, ...]:
        """It must be attached first."""
        del design, vpc
        return (f"{self.logical_id}Attachment",)

    @classmethod
    def read_back(cls, one: Found, said: Said) -> None:
        """The VPC that it is attached to."""
        for part in one.parts("AWS::EC2::VPCGatewayAttachment", "InternetGatewayId"):
            part.stands_in(said, "AWS::EC2::VPC", "VpcId")
