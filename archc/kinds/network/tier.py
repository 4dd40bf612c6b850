"""The kind `tier`."""

import ipaddress

from archc.component import Architecture, Color, Component, Icon
from archc.values import ComponentName, Reference, YesNo, attribute, cidr, integer


class Tier(Component):
    """A row of subnets with one purpose, one in every zone of its VPC.

    `public` has a route to the internet, `private` goes out through NAT, `isolated` has no way
    out at all. Blocks follow from the tier alone: its slot is a sixteenth of the VPC's block,
    each zone a sixteenth of that.
    """

    title = "Tier"
    icon = Icon("group", "group_security_group", Color.NETWORK, "network/private-subnet.png")
    inside = ("vpc",)
    place_needed = True
    container = True
    exactly_one = ("public", "private", "isolated")
    resource = "AWS::EC2::Subnet"
    values = {"subnets": "${@}"}
    lists = ("subnets",)

    public: bool = attribute(YesNo(), "Routed to the internet.", default=False)
    private: bool = attribute(YesNo(), "Routed out through NAT.", default=False)
    isolated: bool = attribute(YesNo(), "No route out.", default=False)
    slot: int | None = attribute(
        integer(0, 15),
        "Which sixteenth of the VPC: 0 public, 1 private, 2 isolated.",
        example="3",
    )
    cidrs: tuple[ipaddress.IPv4Network, ...] = attribute(
        cidr(),
        "The subnets' blocks, zone by zone, instead of the derived ones.",
        many=True,
        property="Subnet.CidrBlock",
        example="10.0.200.0/24, 10.0.201.0/24",
    )
    zones: int | None = attribute(
        integer(1, 6), "How many zones it uses, if not all of its VPC.", example="1"
    )
    routes: Reference | None = attribute(
        ComponentName("route_table"),
        "The route table that is written out for it; its words become claims then.",
    )
    acl: Reference | None = attribute(
        ComponentName("network_acl"),
        "The list of rules at the border of its subnets; unless written, everything passes.",
    )
    public_addresses: bool = attribute(
        YesNo(),
        "Whether everything launched here gets a public address.",
        default=False,
        property="Subnet.MapPublicIpOnLaunch",
        example="yes",
    )

    def expression(self, value: str, design: Architecture) -> str:
        """Its subnets, one in every zone."""
        del value
        return ",".join(f"${{{subnet.logical_id}}}" for subnet in design.subnets[self.name])

    @property
    def effective_slot(self) -> int:
        """The slot that is written, else the one of its class."""
        if self.slot is not None:
            return self.slot
        return 0 if self.public else 1 if self.private else 2
