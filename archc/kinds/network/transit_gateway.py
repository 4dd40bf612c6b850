"""The kind `transit_gateway`."""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING

from archc.component import Architecture, Carrier, Color, Component, Icon
from archc.transit import attachments, destinations
from archc.values import ComponentName, Reference, attribute, integer

if TYPE_CHECKING:  # a design that is not imported does not pay for it
    from archc.readback import Found, Said


class TransitGateway(Component):
    """A hub between VPCs and lines to offices, each attached to it once.

    `attach` makes the attachments, lets every VPC hear of the others, and leads derived route
    tables through it; VPCs that are `apart` do not hear of each other. The same can be written
    out with `transit_attachment` and `transit_table`.
    """

    title = "Transit gateway"
    icon = Icon("service", "transit_gateway", Color.NETWORK, "network/transit-gateway.png")
    resource = "AWS::EC2::TransitGateway"
    link = "network"
    carrier = Carrier("tgw", "TransitGatewayId")
    values = {"id": "${@}"}

    asn: int | None = attribute(
        integer(1, 4294967294),
        "Amazon's number in BGP, 64512 unless written.",
        property="TransitGateway.AmazonSideAsn",
        example="64520",
    )
    attach: tuple[Reference, ...] = attribute(
        ComponentName("vpc", drawn=True), "The VPCs that it connects.", many=True
    )
    apart: tuple[Reference, ...] = attribute(
        ComponentName("vpc"), "Those of them that do not reach each other.", many=True
    )

    def leads(
        self, design: Architecture, vpc: Component
    ) -> tuple[ipaddress.IPv4Network | ipaddress.IPv6Network, ...]:
        """What the table of the VPC's attachment leads to."""
        return destinations(design, self, vpc)

    def ready_for_routes(self, design: Architecture, vpc: Component) -> tuple[str, ...]:
        """The VPC must be attached first."""
        return tuple(end.logical_id for end in attachments(design, self) if end.vpc is vpc)

    @classmethod
    def read_back(cls, one: Found, said: Said) -> None:
        """Its attachments and tables, as far as they follow from it."""
        one.take("DefaultRouteTableAssociation")
        one.take("DefaultRouteTablePropagation")
        home = one.whole.homes.get(one.id)
        ends = [
            end
            for end in one.named_by("AWS::EC2::TransitGatewayAttachment", "TransitGatewayId")
            if home is not None and one.whole.homes.get(end.id) == home and end.names("VpcId")
        ]
        for end in ends:
            said.say("attach", end.peek("VpcId"))
        heard = {end.id: _heard(end, ends) for end in ends}
        for end in ends:
            if any(
                other is not end and other.id not in heard[end.id] and end.id not in heard[other.id]
                for other in ends
                if one.whole.of_type("AWS::EC2::TransitGatewayRouteTable")
            ):
                said.say("apart", end.peek("VpcId"))


def _heard(end: Found, ends: list[Found]) -> set[str]:
    """The attachments whose networks the table of an attachment learns."""
    found: set[str] = set()
    link = "TransitGatewayAttachmentId"
    for use in end.named_by("AWS::EC2::TransitGatewayRouteTableAssociation", link):
        table = use.whole.resource_of(use.peek("TransitGatewayRouteTableId"))
        if table is not None:
            learns = table.named_by(
                "AWS::EC2::TransitGatewayRouteTablePropagation", "TransitGatewayRouteTableId"
            )
            named = (part.whole.resource_of(part.peek(link)) for part in learns)
            found |= {one.id for one in named if one in ends and one is not None}
    return found
