"""The network of a template: interfaces, subnets, tables, lists and gateways."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.simulator.template import Resource

Net = tuple[int, int]  # the first and the last address
EVERYBODY: Net = (0, 2**32 - 1)
NUMBERS = {
    "-1": None,
    "all": None,
    "tcp": 6,
    "udp": 17,
    "icmp": 1,
    "6": 6,
    "17": 17,
    "1": 1,
    "icmpv6": 1,
    "58": 1,
}  # a ping is one protocol here, whichever family it is of
EPHEMERAL = {
    "linux": (32768, 61000),
    "windows": (49152, 65535),
    "elb": (1024, 65535),
    "nat": (1024, 65535),
    "lambda": (1024, 65535),
    "host": (1024, 65535),
}
# What S3 and DynamoDB are reached at, by the last word of the service's name.
SERVICES = {
    "s3": ("54.231.0.0/17", "52.216.0.0/15", "3.5.16.0/21", "3.5.0.0/20"),
    "dynamodb": ("52.94.0.0/22",),
}


def net(text: str) -> Net:
    block = ipaddress.IPv4Network(text)
    return int(block.network_address), int(block.broadcast_address)


def number(text: str) -> int:
    return int(ipaddress.IPv4Address(text))


@dataclass(frozen=True)
class Rule:
    """Of a security group or a network ACL; `remote` None and a `group` means its members."""

    protocol: int | None
    first: int
    last: int
    remote: Net | None
    group: str = ""
    order: int = 0
    allow: bool = True


@dataclass
class Group:
    inbound: list[Rule] = field(default_factory=list)
    outbound: list[Rule] = field(default_factory=list)


@dataclass(frozen=True)
class Route:
    net: Net
    kind: str
    target: str
    static: bool = True

    @property
    def rank(self) -> tuple[int, int, int]:
        """Routes with a lower one come first: longer prefix, then local, then static."""
        first, last = self.net
        return last - first, self.kind != "local", not self.static


@dataclass(eq=False)
class Subnet:
    name: str
    vpc: str
    net: Net
    zone: str
    maps_public: bool
    table: str = ""  # empty: the main table, which has the local route only
    acl: str = ""  # empty: the default one, which lets everything through


@dataclass(eq=False)
class Interface:
    name: str  # component/subnet
    subnet: Subnet
    groups: tuple[str, ...] | None
    system: str
    private: int
    public: int | None = None
    nat: bool = False  # a NAT gateway, which is no host
    checked: bool = True  # takes packets of its own addresses only


@dataclass
class Attachment:
    vpc: str
    zones: set[str]
    gateway: str
    table: str = ""


@dataclass
class Site:
    """A network behind a VPN connection; one that is `told` hears of the gateway's others."""

    name: str  # the component
    gateway: str
    nets: list[Net]
    told: bool


class World:
    """Everything of one template; `announced` is what routers at the other ends tell by BGP."""

    def __init__(
        self, resources: Mapping[str, Resource], announced: Mapping[str, str] | None = None
    ) -> None:
        self.announced = announced or {}
        self.resources = resources
        self.vpcs: dict[str, list[Net]] = {}
        self.gateways: dict[str, str] = {}  # VPC → its internet gateway
        self.vpn: dict[str, str] = {}  # VPN gateway → VPC
        self.subnets: dict[str, Subnet] = {}
        self.routes: dict[str, list[Route]] = {}
        self.acls: dict[str, Group] = {}
        self.groups: dict[str, Group] = {}
        self.interfaces: dict[str, Interface] = {}
        self.nats: dict[str, Interface] = {}
        self.peerings: dict[str, tuple[str, str]] = {}
        self.attachments: dict[str, Attachment] = {}
        # Their VPC, service and its addresses.
        self.endpoints: dict[str, tuple[str, str, tuple[Net, ...]]] = {}
        self.sites: dict[str, Site] = {}  # by the VPN connection
        self.machines: dict[str, Interface] = {}  # instances that routes lead to
        self.taken: dict[str, int] = {}
        self.given = number("18.200.0.1")
        self._networks()
        self._sites()
        self._tables()
        self._transit()
        self._filters()
        self._endpoints()
        for resource in self.of("AWS::EC2::NatGateway"):
            self._nat(resource)
        addresses = self._elastic()
        for resource in resources.values():
            self._hosts(resource, addresses)

    def of(self, *kinds: str) -> Iterator[Resource]:
        return (one for one in self.resources.values() if one.kind in kinds)

    # Places.

    def _networks(self) -> None:
        for one in self.of("AWS::EC2::VPC"):
            self.vpcs[one.name] = [net(one.get("CidrBlock"))]
        for one in self.of("AWS::EC2::VPCCidrBlock"):
            self.vpcs[one.get("VpcId")].append(net(one.get("CidrBlock")))
        for one in self.of("AWS::EC2::VPCGatewayAttachment"):
            if one.get("InternetGatewayId"):
                self.gateways[one.get("VpcId")] = one.get("InternetGatewayId")
            else:
                self.vpn[one.get("VpnGatewayId")] = one.get("VpcId")
        for one in self.of("AWS::EC2::Subnet"):
            self.subnets[one.name] = Subnet(
                one.name, one.get("VpcId"), net(one.get("CidrBlock")),
                one.get("AvailabilityZone", f"?{one.name}"), truth(one.get("MapPublicIpOnLaunch")),
            )  # fmt: skip
        for one in self.of("AWS::EC2::SubnetRouteTableAssociation"):
            self.subnets[one.get("SubnetId")].table = one.get("RouteTableId")
        for one in self.of("AWS::EC2::SubnetNetworkAclAssociation"):
            self.subnets[one.get("SubnetId")].acl = one.get("NetworkAclId")
        for one in self.of("AWS::EC2::VPCPeeringConnection"):
            self.peerings[one.name] = (one.get("VpcId"), one.get("PeerVpcId"))

    def _sites(self) -> None:
        for one in self.of("AWS::EC2::VPNConnection"):
            gateway = one.get("VpnGatewayId") or one.get("TransitGatewayId")
            told = not truth(one.get("StaticRoutesOnly"))
            nets = [net(self.announced[one.component])] if told else []
            self.sites[one.name] = Site(one.component, gateway, nets, told)
        for one in self.of("AWS::EC2::VPNConnectionRoute"):
            self.sites[one.get("VpnConnectionId")].nets.append(net(one.get("DestinationCidrBlock")))

    def _tables(self) -> None:
        for one in self.of("AWS::EC2::RouteTable"):
            self.routes[one.name] = []
        targets = {
            "GatewayId": "gateway",
            "NatGatewayId": "nat",
            "VpcPeeringConnectionId": "peering",
            "TransitGatewayId": "transit",
            "InstanceId": "machine",
        }
        for one in self.of("AWS::EC2::Route"):
            if one.get("DestinationCidrBlock"):
                [(kind, target)] = [
                    (kind, one.get(name)) for name, kind in targets.items() if one.get(name)
                ]
                route = Route(net(one.get("DestinationCidrBlock")), kind, target)
                self.routes[one.get("RouteTableId")].append(route)

    def table_of(self, subnet: Subnet) -> list[Route]:
        """A subnet's routes with the local ones."""
        local = [Route(block, "local", subnet.vpc) for block in self.vpcs[subnet.vpc]]
        return local + self.routes.get(subnet.table, [])

    def _transit(self) -> None:
        default = {
            one.name: one.get("DefaultRouteTableAssociation", "enable") == "enable"
            for one in self.of("AWS::EC2::TransitGateway")
        }
        for one in self.of(
            "AWS::EC2::TransitGatewayAttachment", "AWS::EC2::TransitGatewayVpcAttachment"
        ):
            zones = {self.subnets[name].zone for name in one.get("SubnetIds") or ()}
            gateway = one.get("TransitGatewayId")
            made = Attachment(one.get("VpcId"), zones, gateway)
            if default[gateway]:
                made.table = f"default of {gateway}"
            self.attachments[one.name] = made
        for one in self.of("AWS::EC2::TransitGatewayRouteTableAssociation"):
            self.attachments[one.get("TransitGatewayAttachmentId")].table = one.get(
                "TransitGatewayRouteTableId"
            )
        for name, site in self.sites.items():
            if default.get(site.gateway):
                self.attachments[name] = Attachment("", set(), site.gateway)
                self.attachments[name].table = f"default of {site.gateway}"
        self._transit_tables(default)

    def _transit_tables(self, default: Mapping[str, bool]) -> None:
        learnt = [
            (one.get("TransitGatewayRouteTableId"), one.get("TransitGatewayAttachmentId"))
            for one in self.of("AWS::EC2::TransitGatewayRouteTablePropagation")
        ]
        for name, one in self.attachments.items():
            if default[one.gateway]:
                learnt.append((f"default of {one.gateway}", name))
        for table, name in learnt:
            vpc = self.attachments[name].vpc
            for block in self.vpcs[vpc] if vpc else self.sites[name].nets:
                self.routes.setdefault(table, []).append(Route(block, "attachment", name, False))
        for resource in self.of("AWS::EC2::TransitGatewayRoute"):
            kind = "blackhole" if truth(resource.get("Blackhole")) else "attachment"
            route = Route(
                net(resource.get("DestinationCidrBlock")), kind,
                resource.get("TransitGatewayAttachmentId", ""),
            )  # fmt: skip
            self.routes.setdefault(resource.get("TransitGatewayRouteTableId"), []).append(route)

    def _endpoints(self) -> None:
        for one in self.of("AWS::EC2::VPCEndpoint"):
            if one.get("VpcEndpointType", "Gateway") == "Gateway":
                service = one.get("ServiceName").rpartition(".")[2]
                blocks = tuple(map(net, SERVICES[service]))
                self.endpoints[one.name] = (one.get("VpcId"), service, blocks)
                for table in one.get("RouteTableIds", []):
                    self.routes[table] += [Route(block, "endpoint", one.name) for block in blocks]

        for one in self.of("AWS::EC2::VPNGatewayRoutePropagation"):
            gateway = one.get("VpnGatewayId")
            for table in one.get("RouteTableIds"):
                self.routes[table] += [
                    Route(block, "gateway", gateway, False)
                    for site in self.sites.values()
                    if site.gateway == gateway
                    for block in site.nets
                ]

    # Filters.

    def _filters(self) -> None:
        inline = set()
        for one in self.of("AWS::EC2::SecurityGroup"):
            group = self.groups[one.name] = Group()
            group.inbound += [
                _allowed(rule, "Source") for rule in one.get("SecurityGroupIngress", [])
            ]
            group.outbound += [
                _allowed(rule, "Destination") for rule in one.get("SecurityGroupEgress", [])
            ]
            if one.get("SecurityGroupEgress"):
                inline.add(one.name)
        for one in self.of("AWS::EC2::SecurityGroupIngress"):
            self.groups[one.get("GroupId")].inbound.append(_allowed(one.properties, "Source"))
        for one in self.of("AWS::EC2::SecurityGroupEgress"):
            inline.add(one.get("GroupId"))
            self.groups[one.get("GroupId")].outbound.append(_allowed(one.properties, "Destination"))
        for name in self.groups.keys() - inline:
            self.groups[name].outbound.append(Rule(None, 0, 65535, EVERYBODY))
        for one in self.of("AWS::EC2::NetworkAcl"):
            self.acls[one.name] = Group()
        for one in self.of("AWS::EC2::NetworkAclEntry"):
            acl = self.acls[one.get("NetworkAclId")]
            (acl.outbound if truth(one.get("Egress")) else acl.inbound).append(
                _entry(one.properties)
            )
        for acl in self.acls.values():
            acl.inbound.sort(key=lambda rule: rule.order)
            acl.outbound.sort(key=lambda rule: rule.order)

    # Interfaces.

    def _address(self, subnet: Subnet) -> int:
        """The next free address; AWS keeps the first four."""
        self.taken[subnet.name] = self.taken.get(subnet.name, 3) + 1
        return subnet.net[0] + self.taken[subnet.name]

    def _public(self) -> int:
        self.given += 1
        return self.given

    def _nat(self, one: Resource) -> None:
        subnet = self.subnets[one.get("SubnetId")]
        public = self._public() if one.get("ConnectivityType", "public") == "public" else None
        self.nats[one.name] = Interface(
            f"{one.component}/{one.name}", subnet, None, "nat", self._address(subnet), public, True
        )

    def _elastic(self) -> set[str]:
        """The instances that an elastic IP address is associated with."""
        found = {one.get("InstanceId") for one in self.of("AWS::EC2::EIPAssociation")}
        return found | {one.get("InstanceId") for one in self.of("AWS::EC2::EIP")}

    def _hosts(self, one: Resource, elastic: set[str]) -> None:
        match one.kind:
            case "AWS::EC2::Instance":
                [card] = one.get("NetworkInterfaces", [None])
                where, groups, wish = card_of(card, one)
                self._add(one, where, groups, self._system(one.get("ImageId")), wish,
                          always=one.name in elastic)  # fmt: skip
                mine = self.interfaces[f"{one.component or one.name}/{where}"]
                mine.checked = truth(one.get("SourceDestCheck", True))
                self.machines[one.name] = mine
            case "AWS::AutoScaling::AutoScalingGroup":
                template = self.resources[one.get("LaunchTemplate")["LaunchTemplateId"]]
                data = template.get("LaunchTemplateData")
                [card] = data.get("NetworkInterfaces", [{}])
                groups = card.get("Groups") or data.get("SecurityGroupIds")
                wish = card.get("AssociatePublicIpAddress")
                system = self._system(data.get("ImageId"))
                self._row(one, one.get("VPCZoneIdentifier"), groups, system, wish)
            case "AWS::ElasticLoadBalancingV2::LoadBalancer":
                faces = one.get("Scheme", "internet-facing") == "internet-facing"
                self._row(one, one.get("Subnets"), one.get("SecurityGroups"), "elb", faces)
            case "AWS::RDS::DBInstance":
                places = self.resources[one.get("DBSubnetGroupName")].get("SubnetIds")
                public = one.get("PubliclyAccessible", False)
                self._row(one, places, one.get("VPCSecurityGroups"), "linux", public)
            case "AWS::Lambda::Function" if one.get("VpcConfig"):
                config = one.get("VpcConfig")
                self._row(one, config["SubnetIds"], config["SecurityGroupIds"], "lambda", False)
            case "AWS::EC2::VPCEndpoint" if one.get("VpcEndpointType") == "Interface":
                self._row(one, one.get("SubnetIds"), one.get("SecurityGroupIds"), "linux", False)

    def _row(
        self, one: Resource, places: Iterable[str], groups: Iterable[str], system: str, wish: Any
    ) -> None:
        for where in places:
            self._add(one, where, groups, system, wish)

    def _system(self, image: object) -> str:
        return "windows" if "windows" in str(image).lower() else "linux"

    def _add(
        self, one: Resource, where: str, groups: Iterable[str], system: str, wish: Any,
        *, always: bool = False,
    ) -> None:  # fmt: skip
        subnet = self.subnets[where]
        public = subnet.maps_public if wish is None else truth(wish)
        name = f"{one.component or one.name}/{where}"
        self.interfaces[name] = Interface(
            name, subnet, tuple(groups), system, self._address(subnet),
            self._public() if public or always else None,
        )  # fmt: skip


def card_of(card: Any, one: Resource) -> tuple[str, list[str], Any]:
    """Where an instance stands, its groups, and what it says of a public address."""
    if card is None:
        return one.get("SubnetId"), one.get("SecurityGroupIds"), None
    return card["SubnetId"], card["GroupSet"], card.get("AssociatePublicIpAddress")


def truth(value: Any) -> bool:
    return value is True or str(value).lower() == "true"


def _protocol(value: object) -> int | None:
    text = str(value).lower()
    return NUMBERS[text] if text in NUMBERS else int(text)


def _allowed(rule: Mapping[str, Any], end: str) -> Rule:
    protocol = _protocol(rule["IpProtocol"])
    first, last = 0, 65535
    if protocol in (6, 17):
        first, last = int(rule["FromPort"]), int(rule["ToPort"])
    if "CidrIp" in rule:
        return Rule(protocol, first, last, net(rule["CidrIp"]))
    return Rule(protocol, first, last, None, rule[f"{end}SecurityGroupId"])


def _entry(rule: Mapping[str, Any]) -> Rule:
    protocol = _protocol(rule["Protocol"])
    first, last = 0, 65535
    if protocol in (6, 17):
        first, last = int(rule["PortRange"]["From"]), int(rule["PortRange"]["To"])
    return Rule(
        protocol, first, last, net(rule["CidrBlock"]), "", int(rule["RuleNumber"]),
        rule["RuleAction"] == "allow",
    )  # fmt: skip
