"""The kind `vpn_gateway`."""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING

from archc.component import Architecture, Carrier, Color, Component, Icon
from archc.lines import networks_behind
from archc.values import attribute, integer

if TYPE_CHECKING:  # a design that is not imported does not pay for it
    from archc.readback import Found, Said


class VpnGateway(Component):
    """A virtual private gateway: the VPC's end of VPN and Direct Connect lines.

    It learns routes to the networks behind its lines and puts them into derived route tables, and
    into those written ones that let it `propagate`. Lines that route by BGP hear of each other,
    so that offices reach one another through it (CloudHub).
    """

    title = "Virtual private gateway"
    icon = Icon("resource", "vpn_gateway", Color.NETWORK, "network/vpn-gateway.png")
    inside = ("vpc",)
    place_needed = True
    at_border = True
    resource = "AWS::EC2::VPNGateway"
    carrier = Carrier("vgw", "GatewayId")
    propagates = True
    values = {"id": "${@}"}

    asn: int | None = attribute(
        integer(1, 4294967294),
        "Amazon's number in BGP, 64512 unless written.",
        property="VPNGateway.AmazonSideAsn",
        example="64520",
    )

    def leads(
        self, design: Architecture, vpc: Component
    ) -> tuple[ipaddress.IPv4Network | ipaddress.IPv6Network, ...]:
        """The networks of the offices behind its lines."""
        return networks_behind(design, self) if design.vpc_of(self) is vpc else ()

    def ready_for_routes(self, design: Architecture, vpc: Component) -> tuple[str, ...]:
        """It must be attached first."""
        del design, vpc
        return (f"{self.logical_id}Attachment",)

    @classmethod
    def read_back(cls, one: Found, said: Said) -> None:
        """The VPC that it is attached to."""
        one.take("Type")
        for part in one.parts("AWS::EC2::VPCGatewayAttachment", "VpnGatewayId"):
            part.stands_in(said, "AWS::EC2::VPC", "VpcId")
