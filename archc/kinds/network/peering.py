"""The kind `peering`."""

import ipaddress

from archc.component import Architecture, Carrier, Color, Component, Icon
from archc.values import Choice, ComponentName, Reference, attribute


class Peering(Component):
    """A peering connection between two VPCs, as if they were one network, but no farther.

    Both VPCs need routes to each other: derived route tables get them, tables that are written
    out name the peering themselves. What lies behind the other VPC is not reached through it.
    """

    title = "VPC peering connection"
    icon = Icon("resource", "peering", Color.NETWORK, "network/vpc-peering.png")
    resource = "AWS::EC2::VPCPeeringConnection"
    carrier = Carrier("peering", "VpcPeeringConnectionId")
    values = {"id": "${@}"}

    between: tuple[Reference, ...] = attribute(
        ComponentName("vpc", drawn=True), "The two VPCs.", many=True, required=True, default=()
    )
    routes: str = attribute(
        Choice("derived", "none"),
        "Whether derived route tables lead through it.",
        default="derived",
        example="none",
    )

    def ends(self, design: Architecture) -> tuple[Component, ...]:
        """The VPCs that it connects."""
        return tuple(
            vpc
            for one in self.between
            if (vpc := design.components.get(one.name)) is not None and vpc.word == "vpc"
        )

    def leads(
        self, design: Architecture, vpc: Component
    ) -> tuple[ipaddress.IPv4Network | ipaddress.IPv6Network, ...]:
        """The other VPC's block."""
        ends = self.ends(design)
        if self.routes == "none" or vpc not in ends:
            return ()
        return tuple(getattr(other, "cidr") for other in ends if other is not vpc)  # noqa: B009
