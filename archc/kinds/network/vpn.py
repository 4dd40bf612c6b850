"""The kind `vpn`."""

from archc.component import Architecture, Color, Component, Icon
from archc.lines import end_of, office_of
from archc.transit import attachments, table_of, tables
from archc.values import Choice, ComponentName, Reference, attribute


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
        gateway = end_of(design, self)
        own = [end for end in attachments(design, gateway) if end.owner is self] if gateway else []
        table = table_of(design, gateway, own[0]) if gateway and own else None
        if gateway is None or table is None or not table.logical_id:
            return (step,)
        heard = ", ".join(t.name for t in tables(design, gateway) if own[0] in t.propagating)
        table_step = (
            f"Associate the attachment that '{self.name}' makes at '{gateway.name}' with the "
            f"table '{table.name}', and let it propagate into {heard or 'none'}: "
            "CloudFormation cannot name the attachment of a VPN."
        )
        return step, table_step

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
