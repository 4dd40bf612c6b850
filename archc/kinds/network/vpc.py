"""The kind `vpc`."""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING

from archc.component import Color, Component, Icon
from archc.values import Choice, YesNo, attribute, cidr, integer

if TYPE_CHECKING:  # a design that is not imported does not pay for it
    from archc.readback import Found, Said


class Vpc(Component):
    """A virtual private cloud: your own network in one region.

    Its tiers become one subnet per zone. A public tier brings an internet gateway, a private one
    a NAT gateway, unless `nat` says otherwise.
    """

    title = "VPC"
    icon = Icon("group", "group_vpc2", Color.NETWORK, "network/vpc.png")
    container = True
    resource = "AWS::EC2::VPC"
    values = {
        "id": "${@}",
        "arn": "arn:${AWS::Partition}:ec2:${AWS::Region}:${AWS::AccountId}:vpc/${@}",
    }

    cidr: ipaddress.IPv4Network = attribute(
        cidr(),
        "The block of addresses, /16 to /28.",
        default=ipaddress.IPv4Network("10.0.0.0/16"),
        property="VPC.CidrBlock",
        example="10.20.0.0/16",
    )
    ipv6: bool = attribute(
        YesNo(),
        "Dual stack: an IPv6 block from Amazon beside the one of IPv4, for it and its subnets.",
        default=False,
        example="yes",
    )
    zones: int = attribute(
        integer(1, 6), "How many availability zones it uses.", default=2, example="3"
    )
    nat: str | None = attribute(
        Choice("none", "one", "per_zone"),
        "NAT gateways for the private tiers; `one` if there is a private tier, else `none`.",
        example="per_zone",
    )
    flow_logs: bool = attribute(
        YesNo(),
        "Keeps a record of every connection, for 30 days, in a log group of its own.",
        default=False,
        example="yes",
    )
    dns_hostnames: bool = attribute(
        YesNo(),
        "Whether instances get DNS names.",
        default=True,
        property="VPC.EnableDnsHostnames",
        absent="no",
        example="no",
    )
    dns_support: bool = attribute(
        YesNo(),
        "Whether Amazon's DNS server answers in the VPC.",
        default=True,
        property="VPC.EnableDnsSupport",
        example="no",
    )
    tenancy: str = attribute(
        Choice("default", "dedicated"),
        "Shared or dedicated hardware.",
        default="default",
        property="VPC.InstanceTenancy",
        example="dedicated",
    )

    @classmethod
    def read_back(cls, one: Found, said: Said) -> None:
        """Its IPv6 block, and its flow logs where they are such as archc writes."""
        one.take_if(("InstanceTenancy",), "default")
        for part in one.named_by("AWS::EC2::VPCCidrBlock", "VpcId"):
            if part.is_true("AmazonProvidedIpv6CidrBlock") and one.owns(part):
                part.whole_of_it()
                said.flag("ipv6")
        for log in one.named_by("AWS::EC2::FlowLog", "ResourceId"):
            role = log.whole.resource_of(log.peek("DeliverLogsPermissionArn"))
            group = log.whole.resource_of(log.peek("LogGroupName"))
            if role is None or group is None:
                continue
            traffic, days = log.peek("TrafficType"), group.peek("RetentionInDays")
            if getattr(traffic, "value", "") != "ALL" or str(getattr(days, "value", "")) != "30":
                continue
            for part in (log, role, group):
                one.owns(part)
                part.whole_of_it()
            said.flag("flow_logs")
