"""The kind `nat_gateway`."""

from archc.component import Carrier, Color, Component, Icon
from archc.values import ComponentName, Reference, attribute, word


class NatGateway(Component):
    """A NAT gateway in a public subnet: it lets private subnets out, and only answers in.

    Route tables lead to it by name; private tiers of its VPC do so by themselves.
    """

    title = "NAT gateway"
    icon = Icon("resource", "nat_gateway", Color.NETWORK, "network/nat-gateway.png")
    inside = ("tier", "subnet")
    place_needed = True
    resource = "AWS::EC2::NatGateway"
    carrier = Carrier("nat", "NatGatewayId")
    values = {"id": "${@}"}

    zone: str | None = attribute(
        word("the letter of a zone", "a", r"[a-f]"),
        "Its zone, the first of its tier unless written.",
        example="b",
    )
    address: Reference | None = attribute(
        ComponentName("elastic_ip"), "Its public address; one of its own unless written."
    )
