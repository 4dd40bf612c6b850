"""The kind `elastic_ip`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archc.component import Color, Component, Icon

if TYPE_CHECKING:  # a design that is not imported does not pay for it
    from archc.readback import Found, Said


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

    @classmethod
    def read_back(cls, one: Found, said: Said) -> None:
        """Nothing but that it is one of a VPC."""
        del said
        one.take("Domain")
