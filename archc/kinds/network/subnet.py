"""The kind `subnet`."""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING

from archc.component import Color, Component, Icon
from archc.values import ComponentName, Reference, YesNo, attribute, cidr, integer, word

if TYPE_CHECKING:  # a design that is not imported does not pay for it
    from archc.readback import Found, Said


class Subnet(Component):
    """One subnet in one zone, written out with its block of addresses.

    Whether it is public, private or isolated follows from its route table; said here, it is a
    claim that is checked. Without `routes` it uses the VPC's table marked `main`.
    """

    title = "Subnet"
    icon = Icon("group", "group_security_group", Color.NETWORK, "network/private-subnet.png")
    inside = ("vpc",)
    place_needed = True
    container = True
    resource = "AWS::EC2::Subnet"
    values = {
        "id": "${@}",
        "arn": "arn:${AWS::Partition}:ec2:${AWS::Region}:${AWS::AccountId}:subnet/${@}",
    }

    cidr: ipaddress.IPv4Network = attribute(
        cidr(),
        "Its block of addresses, within its VPC's.",
        required=True,
        default=ipaddress.IPv4Network("10.0.0.0/24"),
        property="Subnet.CidrBlock",
        example="10.0.1.0/24",
    )
    zone: str = attribute(
        word("the letter of a zone", "a", r"[a-f]"),
        "The zone that it lies in.",
        default="a",
        example="b",
    )
    ipv6: bool | None = attribute(
        YesNo(), "Whether it has IPv6 addresses too; as its VPC, unless written."
    )
    slot6: int | None = attribute(
        integer(0, 255),
        "Which /64 of the VPC's IPv6 block it takes; follows from its IPv4 block unless written.",
        example="12",
    )
    public: bool = attribute(YesNo(), "Claims a route to the internet.", default=False)
    private: bool = attribute(YesNo(), "Claims a way out, but none in.", default=False)
    isolated: bool = attribute(YesNo(), "Claims to have no way out.", default=False)
    routes: Reference | None = attribute(
        ComponentName("route_table"), "Its route table, the VPC's main one unless written."
    )
    acl: Reference | None = attribute(
        ComponentName("network_acl"),
        "The list of rules at its border; unless written, everything passes.",
    )
    public_addresses: bool = attribute(
        YesNo(),
        "Whether everything launched here gets a public address.",
        default=False,
        property="Subnet.MapPublicIpOnLaunch",
        example="yes",
    )

    @classmethod
    def read_back(cls, one: Found, said: Said) -> None:
        """Its VPC, zone, route table and list; a claim where its name makes one."""
        one.stands_in(said, "AWS::EC2::VPC", "VpcId")
        zone = one.zone("AvailabilityZone")
        if zone is not None:
            said.say("zone", zone)
        for attribute_, type_, path in (
            ("routes", "AWS::EC2::SubnetRouteTableAssociation", "RouteTableId"),
            ("acl", "AWS::EC2::SubnetNetworkAclAssociation", "NetworkAclId"),
        ):
            for part in one.parts(type_, "SubnetId"):
                if part.names(path) and not said.says(attribute_):
                    said.say(attribute_, part.take(path))
        # Without a table of its own it has the main one, which leads nowhere; a claim would be a
        # wish, and make it one.
        if said.says("routes"):
            one.claim(said, "public", "private", "isolated")
        _read_ipv6(one, said)


def _read_ipv6(one: Found, said: Said) -> None:
    """Its /64 of the VPC's block: none, that of its place among the blocks of IPv4, or another."""
    vpc = one.whole.resource_of(one.peek("VpcId"))
    if vpc is None or not vpc.named_by("AWS::EC2::VPCCidrBlock", "VpcId"):
        return
    block = one.body("Properties", "Ipv6CidrBlock")
    if block is None:
        said.say("ipv6", "no")
        return
    picked = getattr(block.value, "argument", block)
    number = str(picked.entries[0].value) if picked.entries else ""
    if getattr(block.value, "name", "") == "Fn::Select" and number.isdigit():
        one.take("Ipv6CidrBlock")
        one.take("AssignIpv6AddressOnCreation")
        try:
            whole, own = (
                ipaddress.IPv4Network(str(getattr(it.peek("CidrBlock"), "value", "")))
                for it in (vpc, one)
            )
        except ValueError:
            return
        offset = int(own.network_address) & int(whole.hostmask)
        if int(number) != offset >> max(0, 32 - whole.prefixlen - 8):
            said.say("slot6", number, span=block.span)
