"""The kind `vpc_endpoint`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from archc.component import Color, Component, Icon, Port, tcp
from archc.filters import SECURITY, SECURITY_SAYS
from archc.reach.links import SERVICES
from archc.values import Choice, ComponentName, Reference, YesNo, attribute, word

if TYPE_CHECKING:  # a design that is not imported does not pay for it
    from archc.foreign import Item
    from archc.readback import Found, Said

GATEWAYS = tuple(SERVICES)  # the services that have gateway endpoints


class VpcEndpoint(Component):
    """A door to one AWS service that needs no internet.

    For `s3` and `dynamodb` it is a gateway: it stands in the VPC and puts a route into its route
    tables. For any other service, or with `type: interface`, it is an interface: it stands in
    tiers or subnets, behind a security group that lets in whoever has an arrow to the service.
    """

    title = "VPC endpoint"
    icon = Icon("resource", "endpoints", Color.NETWORK, "network/endpoint.png")
    inside = ("vpc", "tier", "subnet")
    place_needed = True
    spans_zones = True
    resource = "AWS::EC2::VPCEndpoint"
    values = {"id": "${@}"}

    opens: str = attribute(
        word("the name of an AWS service", "s3", r"[a-z][a-z0-9.-]*"),
        "The service, as its endpoints are named: `s3`, `sqs`, `secretsmanager`.",
        name="service",
        required=True,
        default="s3",
        example="dynamodb",
    )
    type: str | None = attribute(
        Choice("gateway", "interface"),
        "A gateway for `s3` and `dynamodb`, else an interface, unless written.",
        example="gateway",
    )
    routes: tuple[Reference, ...] = attribute(
        ComponentName("route_table"),
        "The route tables that a gateway is put into; all of its VPC unless written.",
        many=True,
    )
    private_dns: bool = attribute(
        YesNo(),
        "Whether the service's usual name leads to an interface.",
        default=True,
        property="VPCEndpoint.PrivateDnsEnabled",
        example="no",
    )
    security: tuple[str | Reference, ...] = attribute(
        SECURITY, SECURITY_SAYS, many=True, example="strict"
    )

    def __init__(self, values: Mapping[str, Any]) -> None:
        kind = values.get("type")
        gateway = kind == "gateway" or (kind is None and values.get("opens") in GATEWAYS)
        # Which of the two it is decides what it is on the network.
        super().__init__({**values, "has_interface": not gateway, "at_border": gateway})

    def serves(self) -> tuple[Port, ...]:
        """HTTPS, as every AWS service."""
        return (tcp(443),)

    @classmethod
    def read_back(cls, one: Found, said: Said) -> None:
        """The service, and where it stands as the one or the other."""
        service = _service(one.peek("ServiceName"))
        if service is None:
            said.lacks = "its service"
            return
        item = one.take("ServiceName")
        said.say("service", service, span=item.span if item is not None else None)
        if one.whole.policies.is_open(one.peek("PolicyDocument")):
            one.take("PolicyDocument")
        type_ = one.take("VpcEndpointType")
        gateway = type_ is None or type_.value == "Gateway"
        if gateway != (service in GATEWAYS):
            said.say("type", "gateway" if gateway else "interface")
        if not gateway:
            said.stand_in_all(one, "SubnetIds")
            said.behind(one.peek("SecurityGroupIds"))
            one.take_known("SecurityGroupIds")
            one.take_known("VpcId")
            return
        one.stands_in(said, "AWS::EC2::VPC", "VpcId")
        tables = one.items("RouteTableIds")
        home = one.peek("VpcId")
        every = [
            table
            for table in one.whole.of_type("AWS::EC2::RouteTable")
            if table.whole.resource_of(table.peek("VpcId")) is one.whole.resource_of(home)
        ]
        named = [one.whole.resource_of(item) for item in tables]
        if not any(named):
            said.lacks = "a route table that it is put into"
        one.take_known("RouteTableIds")
        if any(table not in named for table in every):
            for item, table in zip(tables, named, strict=True):
                if table is not None and table.id not in one.whole.homes:
                    said.say("routes", item)


def _service(item: Item | None) -> str | None:
    """`s3` of `com.amazonaws.eu-central-1.s3`, however that is put together."""
    parts = getattr(item.value, "parts", (item.value,)) if item is not None else ()
    text = "".join(part if isinstance(part, str) else "*" for part in parts)
    region = r"(?:\*|[a-z]{2}(?:-[a-z]+)+-[0-9])"
    match = re.fullmatch(rf"(?:com\.amazonaws|aws\.\w+)\.{region}\.([a-z][a-z0-9.-]*)", text)
    return match[1] if match else None
