"""The kind `internet_gateway`."""

from archc.component import Architecture, Carrier, Color, Component, Icon


class InternetGateway(Component):
    """The VPC's door to the internet, both ways, for what has a public address.

    It is attached to the VPC that it stands in. A public tier brings one by itself.
    """

    title = "Internet gateway"
    icon = Icon("resource", "internet_gateway", Color.NETWORK, "network/internet-gateway.png")
    inside = ("vpc",)
    place_needed = True
    at_border = True
    resource = "AWS::EC2::InternetGateway"
    carrier = Carrier("igw", "GatewayId")
    values = {"id": "${@}"}

    def ready_for_routes(self, design: Architecture, vpc: Component) -> tuple[str, ...]:
        """It must be attached first."""
        del design, vpc
        return (f"{self.logical_id}Attachment",)
