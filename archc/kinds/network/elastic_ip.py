"""The kind `elastic_ip`."""

from archc.component import Color, Component, Icon


class ElasticIp(Component):
    """A public address that stays the same while the instance behind it comes and goes.

    An instance takes it by `address:`; an address that nothing uses costs money for nothing.
    """

    title = "Elastic IP address"
    icon = Icon(
        "resource", "elastic_ip_address", Color.COMPUTE, "compute/ec2-elastic-ip-address.png"
    )
    inside = ("vpc",)
    resource = "AWS::EC2::EIP"
    values = {"address": "${@}", "id": "${@.AllocationId}"}
