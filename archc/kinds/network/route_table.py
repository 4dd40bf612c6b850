"""The kind `route_table`."""

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

THROUGH = (
    "internet_gateway",
    "nat_gateway",
    "nat_instance",
    "egress_only_gateway",
    "peering",
    "transit_gateway",
    "vpn_gateway",
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
