"""The kind `transit_attachment`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archc.component import Color, Component, Icon
from archc.values import ComponentName, Reference, attribute

if TYPE_CHECKING:  # a design that is not imported does not pay for it
    from archc.readback import Found, Said


class TransitAttachment(Component):
    """A VPC's attachment to a transit gateway, written out: in which of its subnets it stands.

    Only what stands in a zone that it covers can send through it.
    """

    title = "Transit gateway attachment"
    icon = Icon(
        "resource",
        "transit_gateway_attachment",
        Color.NETWORK,
        "network/transit-gateway-attachment.png",
    )
    inside = ("tier", "subnet")
    place_needed = True
    spans_zones = True
    resource = "AWS::EC2::TransitGatewayAttachment"
    link = "network"
    values = {"id": "${@}"}

    gateway: Reference | None = attribute(
        ComponentName("transit_gateway", drawn=True),
        "The transit gateway.",
        required=True,
    )
    table: Reference | None = attribute(
        ComponentName("transit_table"),
        "The table that its packets are routed by; needed where its gateway has tables of its own.",
    )

    @classmethod
    def read_back(cls, one: Found, said: Said) -> None:
        """The gateway, its subnets, and the table that its packets are routed by."""
        if not one.names("TransitGatewayId"):
            said.lacks = "its transit gateway"
            return
        said.say("gateway", one.take("TransitGatewayId"))
        one.take_known("VpcId")
        said.stand_in_all(one, "SubnetIds")
        for part in one.parts(
            "AWS::EC2::TransitGatewayRouteTableAssociation", "TransitGatewayAttachmentId"
        ):
            if part.names("TransitGatewayRouteTableId"):
                said.say("table", part.take("TransitGatewayRouteTableId"))
