"""The kind `transit_table`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archc.component import Color, Component, Icon
from archc.filters import Network, block
from archc.values import (
    Choice,
    ComponentName,
    Either,
    Record,
    RecordOf,
    Reference,
    attribute,
    main,
)

if TYPE_CHECKING:  # a design that is not imported does not pay for it
    from archc.readback import Found, Said


class TransitRoute(Record):
    """`10.2.0.0/16 via lab_link`."""

    destination: Network = main(block(), "The block of addresses that it is for.", required=True)
    via: str | Reference = attribute(
        Either(Choice("blackhole"), ComponentName("transit_attachment", "vpn")),
        "The attachment that leads there, or `blackhole`, which drops.",
        required=True,
    )


class TransitTable(Component):
    """A route table of a transit gateway: where packets of the attachments that use it go."""

    title = "Transit gateway route table"
    icon = Icon("resource", "route_table", Color.NETWORK, "network/route-table.png")
    inside = ("transit_gateway",)
    place_needed = True
    part = True
    resource = "AWS::EC2::TransitGatewayRouteTable"
    values = {"id": "${@}"}

    propagate: tuple[Reference, ...] = attribute(
        ComponentName("transit_attachment", "vpn"),
        "The attachments whose networks it learns by itself.",
        many=True,
    )
    route: tuple[TransitRoute, ...] = attribute(
        RecordOf(TransitRoute, "a block and what leads there", "10.2.0.0/16 via blackhole"),
        "Where packets to a block go.",
        many=True,
        example="10.9.0.0/16 via blackhole",
    )

    @classmethod
    def read_back(cls, one: Found, said: Said) -> None:
        """Its gateway, what it learns, and its routes."""
        one.stands_in(said, "AWS::EC2::TransitGateway", "TransitGatewayId")
        for part in one.parts(
            "AWS::EC2::TransitGatewayRouteTablePropagation", "TransitGatewayRouteTableId"
        ):
            if part.names("TransitGatewayAttachmentId"):
                said.say("propagate", part.take("TransitGatewayAttachmentId"))
        for part in one.parts("AWS::EC2::TransitGatewayRoute", "TransitGatewayRouteTableId"):
            block = part.take("DestinationCidrBlock")
            if part.is_true("Blackhole"):
                said.say("route", block, "via", "blackhole")
            elif part.names("TransitGatewayAttachmentId"):
                said.say("route", block, "via", part.take("TransitGatewayAttachmentId"))
