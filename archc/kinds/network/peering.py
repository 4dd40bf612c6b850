"""The kind `peering`."""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING

from archc.component import Architecture, Carrier, Color, Component, Icon
from archc.values import Choice, ComponentName, Reference, attribute

if TYPE_CHECKING:  # a design that is not imported does not pay for it
    from archc.readback import Found, Said


class Peering(Component):
    """A peering connection between two VPCs, as if they were one network, but no farther.

    Both VPCs need routes to each other: derived route tables get them, tables that are written
    out name the peering themselves. What lies behind the other VPC is not reached through it.
    """

    title = "VPC peering connection"
    icon = Icon("resource", "peering", Color.NETWORK, "network/vpc-peering.png")
    resource = "AWS::EC2::VPCPeeringConnection"
    link = "network"
    everywhere = True  # it is at both of its ends, and route tables of both name it
    carrier = Carrier("peering", "VpcPeeringConnectionId")
    values = {"id": "${@}"}

    between: tuple[Reference, ...] = attribute(
        ComponentName("vpc", drawn=True, abroad=True),
        "The two VPCs, which may be in different regions; one is in its own.",
        many=True,
        required=True,
        default=(),
    )
    routes: str = attribute(
        Choice("derived", "none"),
        "Whether derived route tables lead through it.",
        default="derived",
        example="none",
    )

    def ends(self, design: Architecture) -> tuple[Component, ...]:
        """The VPCs that it connects: first the one that asks for it, which is in its region."""
        found = (design.components.get(one.name) for one in self.between)
        known = (end for end in found if end is not None and end.word == "vpc")
        return tuple(sorted(known, key=lambda end: design.are_apart(end, self)))

    def leads(
        self, design: Architecture, vpc: Component
    ) -> tuple[ipaddress.IPv4Network | ipaddress.IPv6Network, ...]:
        """The other VPC's block."""
        ends = self.ends(design)
        if self.routes == "none" or vpc not in ends:
            return ()
        return tuple(getattr(other, "cidr") for other in ends if other is not vpc)  # noqa: B009

    @classmethod
    def read_back(cls, one: Found, said: Said) -> None:
        """Its two VPCs, if both are here."""
        for key in ("VpcId", "PeerVpcId"):
            if not one.whole.names_type(one.peek(key), "AWS::EC2::VPC"):
                said.lacks = "one of its VPCs"
                return
            said.say("between", one.take(key))
