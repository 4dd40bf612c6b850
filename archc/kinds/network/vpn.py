"""The kind `vpn`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archc.component import Architecture, Color, Component, Icon
from archc.lines import end_of, office_of
from archc.transit import attachments, table_of, tables
from archc.values import Choice, ComponentName, Reference, attribute

if TYPE_CHECKING:  # a design that is not imported does not pay for it
    from archc.readback import Found, Said


class Vpn(Component):
    """A site-to-site VPN connection: two encrypted tunnels over the internet to an office.

    The office says its public address, its network and, for BGP, its own number.
    """

    title = "Site-to-Site VPN"
    icon = Icon("resource", "vpn_connection", Color.NETWORK, "network/vpn-connection.png")
    resource = "AWS::EC2::VPNConnection"
    link = "tunnel"
    values = {"id": "${@}"}

    from_: Reference | None = attribute(
        ComponentName("office", drawn=True), "The office at its other end.",
        required=True, name="from",
    )  # fmt: skip
    to: Reference | None = attribute(
        ComponentName("vpn_gateway", "transit_gateway", drawn=True),
        "Its end in AWS.",
        required=True,
    )
    table: Reference | None = attribute(
        ComponentName("transit_table"),
        "The transit gateway's table that its packets are routed by; the default one, or that for "
        "all, unless written.",
    )
    routing: str = attribute(
        Choice("static", "bgp"),
        "Routes that are written down, or that both ends tell each other.",
        default="bgp",
        example="static",
    )

    def manual_steps(self, design: Architecture) -> tuple[str, ...]:
        """The device at the other end is not AWS's; some tables cannot be told by a template."""
        other = office_of(design, self)
        step = (
            f"Set up the device of '{other.name if other else ''}' for the VPN '{self.name}': "
            "`aws ec2 get-vpn-connection-device-sample-configuration` writes its settings."
        )
        return (step, *self._at_hub(design))

    def _at_hub(self, design: Architecture) -> tuple[str, ...]:
        """What CloudFormation cannot say of a line's attachment to a transit gateway."""
        gateway = end_of(design, self)
        own = [end for end in attachments(design, gateway) if end.owner is self] if gateway else []
        if gateway is None or gateway.word != "transit_gateway" or not own:
            return ()
        here = f"the attachment that '{self.name}' makes at '{gateway.name}'"
        unnamed = "CloudFormation cannot name the attachment of a VPN."
        table = table_of(design, gateway, own[0])
        known = tables(design, gateway)
        heard = ", ".join(t.name for t in known if any(e.owner is self for e in t.propagating))
        steps = []
        if table is not None and table.logical_id:
            told = "" if self.is_static() else f", and let it propagate into {heard or 'none'}"
            steps.append(f"Associate {here} with the table '{table.name}'{told}: {unnamed}")
        for one in known:
            for way in one.ways:
                # Only BGP propagates: the network behind a static line is written into tables.
                written = self.is_static() or not way.propagated
                if written and way.attachment is not None and way.attachment.owner is self:
                    name = f"the table '{one.name}'" if one.name else "its default table"
                    steps.append(f"Add to {name} a route to {way.destination} through {here}: "
                                 f"{unnamed}")  # fmt: skip
        return tuple(steps)

    def is_static(self) -> bool:
        """Whether its routes are written down."""
        return self.routing == "static"

    def first_of_office(self, design: Architecture) -> Component:
        """The VPN that declares the customer gateway of its office for all others."""
        ours = (
            one for one in design.of_kind(self.word)
            if office_of(design, one) is office_of(design, self)
        )  # fmt: skip
        return next(ours, self)

    @classmethod
    def read_back(cls, one: Found, said: Said) -> None:
        """The office, its end in AWS, and how it routes."""
        one.take("Type")
        office = one.whole.resource_of(one.take("CustomerGatewayId"))
        ends = [one.take(key) for key in ("VpnGatewayId", "TransitGatewayId") if one.names(key)]
        if office is None or not ends:
            said.lacks = "one of its ends"
            return
        said.say("from", said.drawn_as(office, "office") or office)
        said.say("to", ends[0])
        if one.is_true("StaticRoutesOnly"):
            said.say("routing", "static")
        for part in one.parts("AWS::EC2::VPNConnectionRoute", "VpnConnectionId"):
            part.take("DestinationCidrBlock")
