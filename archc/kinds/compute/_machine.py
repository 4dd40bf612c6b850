"""What an instance and a NAT instance have in common: one server in one subnet."""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING

from archc.component import Architecture
from archc.kinds.compute._server import Server
from archc.values import ComponentName, Reference, YesNo, address, attribute, word

if TYPE_CHECKING:  # a design that is not imported does not pay for it
    from archc.readback import Found, Said

_PLUG = {
    "DeviceIndex", "SubnetId", "PrivateIpAddress", "AssociatePublicIpAddress", "GroupSet",
    "DeleteOnTermination", "Description",
}  # fmt: skip


class Machine(Server):
    """One virtual server in one subnet."""

    resource = "AWS::EC2::Instance"
    unprotect = "ec2 modify-instance-attribute --instance-id @ --no-disable-api-termination"
    protected_in_production = False
    values = {
        "id": "${@}",
        "address": "${@.PrivateIp}",
        "public_address": "${@.PublicIp}",
        "dns": "${@.PublicDnsName}",
        "url": "http://${@.PublicDnsName}",
    }
    hands = ("address",)

    zone: str | None = attribute(
        word("the letter of a zone", "a", r"[a-f]"),
        "Its zone, the first of its tier unless written.",
        example="b",
    )
    private_address: ipaddress.IPv4Address | None = attribute(
        address(),
        "Its address in its subnet; any free one unless written.",
        property="Instance.NetworkInterfaces.PrivateIpAddress",
        example="10.0.0.10",
    )
    address: Reference | None = attribute(ComponentName("elastic_ip"), "Its elastic IP address.")
    protect: bool | None = attribute(
        YesNo(),
        "Refuses to be terminated.",
        property="Instance.DisableApiTermination",
        example="yes",
    )
    source_check: bool = attribute(
        YesNo(),
        "Drops packets that are not its own.",
        default=True,
        property="Instance.SourceDestCheck",
        example="no",
    )

    def expression(self, value: str, design: Architecture) -> str:
        """With an elastic IP its public address is that one, not the one it was launched with."""
        fixed = design.components.get(self.address.name) if self.address else None
        if fixed is not None and value in ("public_address", "url"):
            return f"{'http://' if value == 'url' else ''}${{{fixed.logical_id}}}"
        return super().expression(value, design)

    @classmethod
    def read_back(cls, one: Found, said: Said) -> None:
        """What a server says, and its one network interface, wherever that is written."""
        cls.read_server(one, said)
        if cls.read_profile(one.peek("IamInstanceProfile"), said):
            one.take("IamInstanceProfile")
        cls._read_interface(one, said)
        zone = one.zone("AvailabilityZone")
        if zone is not None and not said.places:
            said.say("zone", zone)
        for part in one.named_by("AWS::EC2::EIPAssociation", "InstanceId"):
            address = part.peek("AllocationId") or part.peek("EIP")
            if one.whole.names_type(address, "AWS::EC2::EIP") and one.owns(part):
                part.whole_of_it()
                said.say("address", address)
        for part in one.named_by("AWS::EC2::EIP", "InstanceId"):
            part.take("InstanceId")
            said.say("address", part)

    @classmethod
    def _read_interface(cls, one: Found, said: Said) -> None:
        public = None
        plugs = one.items("NetworkInterfaces")
        card = one.follow(plugs[0].get("NetworkInterfaceId"), _CARD) if len(plugs) == 1 else None
        if card is not None:
            one.take("NetworkInterfaces")
            card.whole_of_it()
            groups, subnet = card.peek("GroupSet"), card.peek("SubnetId")
            address = card.peek("PrivateIpAddress")
        elif len(plugs) == 1 and plugs[0].is_map and not set(plugs[0].value) - _PLUG:
            one.take("NetworkInterfaces")
            groups, subnet = plugs[0].get("GroupSet"), plugs[0].get("SubnetId")
            address = plugs[0].get("PrivateIpAddress")
            public = plugs[0].get("AssociatePublicIpAddress")
        else:
            groups, subnet = one.peek("SecurityGroupIds"), one.peek("SubnetId")
            address = one.take("PrivateIpAddress")
            one.take_known("SecurityGroupIds")
            one.take_known("SubnetId")
        said.behind(groups)
        said.stand_in_one(subnet)
        if address is not None:
            said.say("private_address", address)
        said.have_address(public, one.whole.resource_of(subnet), default=cls.is_addressed())

    @classmethod
    def is_addressed(cls) -> bool | None:
        """Whether it has a public address, unless it says otherwise."""
        default: bool | None = cls.attributes["public_address"].default
        return default


_CARD = "AWS::EC2::NetworkInterface"
