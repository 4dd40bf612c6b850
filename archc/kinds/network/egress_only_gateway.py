"""The kind `egress_only_gateway`."""

from archc.component import Carrier, Color, Component, Icon


class EgressOnlyGateway(Component):
    """A door to the internet that opens from inside only, for IPv6.

    What NAT is for IPv4: requests go out, their answers come back, and nothing else comes in.
    """

    title = "Egress-only internet gateway"
    icon = Icon("resource", "internet_gateway", Color.NETWORK, "network/internet-gateway.png")
    distinction = "egress-only"
    inside = ("vpc",)
    place_needed = True
    at_border = True
    resource = "AWS::EC2::EgressOnlyInternetGateway"
    carrier = Carrier("eigw", "EgressOnlyInternetGatewayId")
    values = {"id": "${@}"}
