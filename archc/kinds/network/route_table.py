"""The kind `route_table`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archc.component import Color, Component, Icon
from archc.filters import Network, block
from archc.values import (
    ComponentName,
    Record,
    RecordOf,
    Reference,
    YesNo,
    attribute,
    main,
)

if TYPE_CHECKING:  # a design that is not imported does not pay for it
    from archc.readback import Found, Said

THROUGH = (
    "internet_gateway",
    "nat_gateway",
    "nat_instance",
    "egress_only_gateway",
    "peering",
    "transit_gateway",
    "vpn_gateway",
)


_CARRIERS = (
    "GatewayId",
    "NatGatewayId",
    "EgressOnlyInternetGatewayId",
    "VpcPeeringConnectionId",
    "TransitGatewayId",
    "InstanceId",
)


class Route(Record):
    """`0.0.0.0/0 via igw`."""

    destination: Network = main(block(), "The block of addresses that it is for.", required=True)
    via: Reference = attribute(
        ComponentName(*THROUGH), "What its packets go on through.", required=True
    )


class RouteTable(Component):
    """A route table written out: for each block of addresses, what leads there.

    The route within the VPC is always there; of several that fit, the longest prefix wins.
    Nothing is added to it but what a gateway endpoint, or a VPN gateway that it lets
    `propagate`, puts into it.
    """

    title = "Route table"
    icon = Icon("resource", "route_table", Color.NETWORK, "network/route-table.png")
    inside = ("vpc",)
    place_needed = True
    part = True
    resource = "AWS::EC2::RouteTable"
    values = {"id": "${@}"}

    route: tuple[Route, ...] = attribute(
        RecordOf(Route, "a block and what leads there", "0.0.0.0/0 via igw"),
        "Where packets to a block go.",
        many=True,
        example="0.0.0.0/0 via igw",
    )
    main: bool = attribute(
        YesNo(), "Used by the subnets of its VPC that name no other.", default=False
    )
    propagate: tuple[Reference, ...] = attribute(
        ComponentName("vpn_gateway"),
        "VPN gateways that put the routes they learn into it.",
        many=True,
    )

    @classmethod
    def read_back(cls, one: Found, said: Said) -> None:
        """Its VPC and its routes; one through what archc does not know is left visible."""
        one.stands_in(said, "AWS::EC2::VPC", "VpcId")
        for part in one.parts("AWS::EC2::Route", "RouteTableId"):
            for path in _CARRIERS:
                if part.names(path):
                    block = part.take("DestinationCidrBlock") or part.take(
                        "DestinationIpv6CidrBlock"
                    )
                    said.say("route", block, "via", part.take(path))
        for part in one.whole.of_type("AWS::EC2::VPNGatewayRoutePropagation"):
            tables = part.peek("RouteTableIds")
            if tables and one in map(one.whole.resource_of, tables.entries) and one.owns(part):
                part.take("RouteTableIds")
                said.say("propagate", part.take("VpnGatewayId"))
