"""Handlers of the network's CloudFormation types, as strict as AWS about what must be there first.

Whatever the API does not know in a resource's properties is refused, because they are handed on.
Where moto takes an argument and forgets it, or lacks an operation, its backend is set here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from ipaddress import ip_address, ip_network
from typing import Any

from moto.ec2.models import ec2_backends

from tests.engines.moto_call import Call, Made, Place, handles

_PORTS = ("IpProtocol", "FromPort", "ToPort")
_TARGETS = (
    "GatewayId", "NatGatewayId", "InstanceId", "NetworkInterfaceId", "TransitGatewayId",
    "VpcPeeringConnectionId", "EgressOnlyInternetGatewayId", "VpcEndpointId",
)  # fmt: skip


def _backend(call: Call) -> Any:
    """moto's own network, for what its API cannot be told."""
    return ec2_backends[call.place.account][call.place.region]


def _is_yes(value: object) -> bool:
    return str(value).lower() == "true"


def _one(call: Call, operation: str, answer: str, **arguments: Any) -> dict[str, Any]:
    """The only thing that an operation describes."""
    found = call.api("ec2", operation, **arguments)[answer]
    call.check(len(found) == 1, f"{operation}: {len(found)} for {arguments}")
    one: dict[str, Any] = found[0]
    return one


def _vpc_of_subnet(call: Call, subnet_id: str) -> str:
    found = _one(call, "describe_subnets", "Subnets", SubnetIds=[subnet_id])
    return str(found["VpcId"])


# --- VPC and subnets ----------------------------------------------------------------------------


@handles(
    "AWS::EC2::VPC",
    "VpcId", "CidrBlock", "CidrBlockAssociations", "DefaultNetworkAcl", "DefaultSecurityGroup",
    "Ipv6CidrBlocks",
)  # fmt: skip
def _vpc(call: Call) -> Made:
    call.need("CidrBlock")
    call.check(16 <= ip_network(call.properties["CidrBlock"]).prefixlen <= 28, "/16 to /28")
    switches = {name: call.properties.get(name) for name in _SWITCHES}
    call.check(
        not _is_yes(switches["EnableDnsHostnames"])
        or switches["EnableDnsSupport"] is None
        or _is_yes(switches["EnableDnsSupport"]),
        "EnableDnsHostnames needs EnableDnsSupport",
    )
    vpc_id = call.api("ec2", "create_vpc", **call.rest("Tags", *_SWITCHES))["Vpc"]["VpcId"]
    for name, value in switches.items():
        if value is not None:
            setting = {name: {"Value": _is_yes(value)}}
            call.api("ec2", "modify_vpc_attribute", VpcId=vpc_id, **setting)
    call.tag(vpc_id)
    # The blocks of IPv6 come later, with a resource of their own.
    attributes = {"VpcId": vpc_id, "CidrBlock": call.properties["CidrBlock"]}
    return Made(vpc_id, {**attributes, "Ipv6CidrBlocks": lambda: _ipv6_blocks(call, vpc_id)})


_SWITCHES = ("EnableDnsHostnames", "EnableDnsSupport")


def _ipv6_blocks(call: Call, vpc_id: str) -> list[str]:
    found = _one(call, "describe_vpcs", "Vpcs", VpcIds=[vpc_id])
    return [row["Ipv6CidrBlock"] for row in found.get("Ipv6CidrBlockAssociationSet", [])]


@handles("AWS::EC2::VPCCidrBlock", "Id", "Ipv6CidrBlock")
def _cidr_block(call: Call) -> Made:
    call.need("VpcId")
    call.one_of("CidrBlock", "AmazonProvidedIpv6CidrBlock", "Ipv6CidrBlock")
    made = call.api("ec2", "associate_vpc_cidr_block", **call.properties)
    block = made.get("Ipv6CidrBlockAssociation") or made["CidrBlockAssociation"]
    return Made(block["AssociationId"], {"Id": block["AssociationId"]})


@handles("AWS::EC2::Subnet", "SubnetId", "AvailabilityZone", "VpcId", "CidrBlock")
def _subnet(call: Call) -> Made:
    call.need("VpcId", "CidrBlock")
    block = call.properties.get("Ipv6CidrBlock")
    own = [ip_network(one) for one in _ipv6_blocks(call, call.properties["VpcId"])]
    if block is not None:
        part = ip_network(block)
        inside = part.prefixlen == 64 and any(part.subnet_of(one) for one in own)  # type: ignore[arg-type]
        call.check(inside, f"{block} is no /64 of the VPC's blocks {own}")
    switches = ("MapPublicIpOnLaunch", "AssignIpv6AddressOnCreation")
    made = call.api("ec2", "create_subnet", **call.rest("Tags", *switches))["Subnet"]
    for name in switches:
        if (value := call.properties.get(name)) is not None:
            call.check(name == switches[0] or block or not _is_yes(value), f"{name} needs a block")
            setting = {name: {"Value": _is_yes(value)}}
            call.api("ec2", "modify_subnet_attribute", SubnetId=made["SubnetId"], **setting)
    call.tag(made["SubnetId"])
    return Made(made["SubnetId"], made)


# --- route tables -------------------------------------------------------------------------------


@handles("AWS::EC2::RouteTable", "RouteTableId")
def _route_table(call: Call) -> Made:
    call.need("VpcId")
    made = call.api("ec2", "create_route_table", **call.rest("Tags"))["RouteTable"]
    call.tag(made["RouteTableId"])
    return Made(made["RouteTableId"], made)


@handles("AWS::EC2::SubnetRouteTableAssociation", "Id")
def _route_association(call: Call) -> Made:
    call.need("SubnetId", "RouteTableId")
    subnet, table = call.properties["SubnetId"], call.properties["RouteTableId"]
    vpc = _table(call, table)["VpcId"]
    call.check(vpc == _vpc_of_subnet(call, subnet), "table and subnet are in different VPCs")
    taken = [{"Name": "association.subnet-id", "Values": [subnet]}]
    found = call.api("ec2", "describe_route_tables", Filters=taken)["RouteTables"]
    call.check(not found, "the subnet has a route table already")
    made = call.api("ec2", "associate_route_table", **call.properties)
    return Made(made["AssociationId"], {"Id": made["AssociationId"]})


def _table(call: Call, table_id: str) -> dict[str, Any]:
    return _one(call, "describe_route_tables", "RouteTables", RouteTableIds=[table_id])


@handles("AWS::EC2::Route", "CidrBlock")
def _route(call: Call) -> Made:
    call.need("RouteTableId")
    call.one_of("DestinationCidrBlock", "DestinationIpv6CidrBlock", "DestinationPrefixListId")
    call.one_of(*_TARGETS)
    table = _table(call, call.properties["RouteTableId"])
    _check_target(call, table["VpcId"])
    destinations = ("DestinationCidrBlock", "DestinationIpv6CidrBlock")
    block = next((call.properties[one] for one in destinations if one in call.properties), "")
    known = [route.get(one) for route in table["Routes"] for one in destinations]
    call.check(block not in known, f"the table has a route to {block} already")
    call.api("ec2", "create_route", **call.properties)
    return Made(f"{table['RouteTableId']}|{block}", {"CidrBlock": block})


def _check_target(call: Call, vpc: str) -> None:
    """Check that what the route leads through is there for the VPC of the table."""
    name, target = next((one, call.properties[one]) for one in _TARGETS if one in call.properties)
    is_ipv6 = "DestinationIpv6CidrBlock" in call.properties
    match name:
        case "GatewayId":
            what = "virtual" if target.startswith("vgw-") else "internet"
            known = {"virtual": _vpn_gateways(call, vpc), "internet": _internet_gateways(call, vpc)}
            call.check(target in known[what], f"the {what} gateway is not attached to the VPC")
        case "EgressOnlyInternetGatewayId":
            call.check(is_ipv6, "an egress-only gateway is for IPv6")
            found = _one(
                call,
                "describe_egress_only_internet_gateways",
                "EgressOnlyInternetGateways",
                EgressOnlyInternetGatewayIds=[target],
            )
            call.check(found["Attachments"][0]["VpcId"] == vpc, "the gateway is another VPC's")
        case "NatGatewayId":
            call.check(not is_ipv6, "a NAT gateway is for IPv4")
            found = _one(call, "describe_nat_gateways", "NatGateways", NatGatewayIds=[target])
            call.check(found["VpcId"] == vpc, "the NAT gateway is in another VPC")
        case "InstanceId":
            row = _one(call, "describe_instances", "Reservations", InstanceIds=[target])
            call.check(row["Instances"][0]["VpcId"] == vpc, "the instance is in another VPC")
        case "TransitGatewayId":
            ends = list(_transit_attachments(call, target, vpc))
            call.check(ends, "the VPC is not attached to the transit gateway")
        case "VpcPeeringConnectionId":
            asked = {"VpcPeeringConnectionIds": [target]}
            found = _one(call, "describe_vpc_peering_connections", "VpcPeeringConnections", **asked)
            ends = [found[f"{end}VpcInfo"]["VpcId"] for end in ("Requester", "Accepter")]
            call.check(vpc in ends, "the peering is not this VPC's")
            call.check(found["Status"]["Code"] == "active", "the peering is not active")
        case _:
            call.check(False, f"{name} is not handled here")


# --- gateways -----------------------------------------------------------------------------------


@handles("AWS::EC2::InternetGateway", "InternetGatewayId")
def _internet_gateway(call: Call) -> Made:
    made = call.api("ec2", "create_internet_gateway", **call.rest("Tags"))["InternetGateway"]
    call.tag(made["InternetGatewayId"])
    return Made(made["InternetGatewayId"], made)


@handles("AWS::EC2::VPCGatewayAttachment", "AttachmentType")
def _attachment(call: Call) -> Made:
    call.need("VpcId")
    call.one_of("InternetGatewayId", "VpnGatewayId")
    vpc = call.properties["VpcId"]
    if "VpnGatewayId" in call.properties:
        call.check(not _vpn_gateways(call, vpc), "the VPC has a VPN gateway already")
        call.api("ec2", "attach_vpn_gateway", **call.properties)
        return Made(f"VGW|{vpc}", {"AttachmentType": "VGW"})
    call.check(not _internet_gateways(call, vpc), "the VPC has an internet gateway already")
    call.api("ec2", "attach_internet_gateway", **call.properties)
    return Made(f"IGW|{vpc}", {"AttachmentType": "IGW"})


def _internet_gateways(call: Call, vpc: str) -> list[str]:
    """The internet gateways that are attached to a VPC."""
    filters = [{"Name": "attachment.vpc-id", "Values": [vpc]}]
    found = call.api("ec2", "describe_internet_gateways", Filters=filters)["InternetGateways"]
    return [row["InternetGatewayId"] for row in found]


def _vpn_gateways(call: Call, vpc: str) -> list[str]:
    filters = [{"Name": "attachment.vpc-id", "Values": [vpc]}]
    found = call.api("ec2", "describe_vpn_gateways", Filters=filters)["VpnGateways"]
    return [row["VpnGatewayId"] for row in found]


@handles("AWS::EC2::EgressOnlyInternetGateway", "Id")
def _egress_only_gateway(call: Call) -> Made:
    call.need("VpcId")
    made = call.api("ec2", "create_egress_only_internet_gateway", **call.rest("Tags"))
    gateway = made["EgressOnlyInternetGateway"]["EgressOnlyInternetGatewayId"]
    call.tag(gateway)
    return Made(gateway, {"Id": gateway})


@handles("AWS::EC2::EIP", "AllocationId", "PublicIp")
def _address(call: Call) -> Made:
    made = call.api("ec2", "allocate_address", **call.rest("Tags"))
    call.tag(made["AllocationId"])
    return Made(made["PublicIp"], made)


@handles("AWS::EC2::EIPAssociation", "Id")
def _address_association(call: Call) -> Made:
    call.one_of("AllocationId", "EIP")
    call.one_of("InstanceId", "NetworkInterfaceId")
    if instance := call.properties.get("InstanceId"):
        row = _one(call, "describe_instances", "Reservations", InstanceIds=[instance])
        _check_internet(call, row["Instances"][0]["VpcId"])
    made = call.api("ec2", "associate_address", **call.properties)
    return Made(made["AssociationId"], {"Id": made["AssociationId"]})


def _check_internet(call: Call, vpc: str) -> None:
    """AWS gives a public address only to what is in a VPC with an internet gateway."""
    call.check(_internet_gateways(call, vpc), "the VPC has no internet gateway attached")


@handles("AWS::EC2::NatGateway", "NatGatewayId")
def _nat_gateway(call: Call) -> Made:
    call.need("SubnetId", "AllocationId")
    subnet_id, private = call.properties["SubnetId"], call.properties.get("PrivateIpAddress")
    subnet = _one(call, "describe_subnets", "Subnets", SubnetIds=[subnet_id])
    _check_internet(call, subnet["VpcId"])
    made = call.api("ec2", "create_nat_gateway", **call.rest("Tags"))["NatGateway"]
    if private is not None:
        inside = ip_address(private) in ip_network(subnet["CidrBlock"])
        call.check(inside, f"{private} is not in the subnet {subnet['CidrBlock']}")
        # moto takes it and chooses another.
        _backend(call).nat_gateways[made["NatGatewayId"]].private_ip = private
    call.tag(made["NatGatewayId"])
    return Made(made["NatGatewayId"], made)


# --- network ACLs -------------------------------------------------------------------------------


@handles("AWS::EC2::NetworkAcl", "Id")
def _network_acl(call: Call) -> Made:
    call.need("VpcId")
    made = call.api("ec2", "create_network_acl", **call.rest("Tags"))["NetworkAcl"]
    call.tag(made["NetworkAclId"])
    return Made(made["NetworkAclId"], {"Id": made["NetworkAclId"]})


@handles("AWS::EC2::NetworkAclEntry", "Id")
def _acl_entry(call: Call) -> Made:
    call.need("NetworkAclId", "RuleNumber", "RuleAction", "Protocol")
    call.one_of("CidrBlock", "Ipv6CidrBlock")
    call.check(1 <= int(call.properties["RuleNumber"]) <= 32766, "RuleNumber is 1 to 32766")
    protocol, is_ipv6 = str(call.properties["Protocol"]), "Ipv6CidrBlock" in call.properties
    if protocol in ("6", "17"):
        call.need("PortRange")
    if protocol == ("58" if is_ipv6 else "1"):
        call.need("Icmp")
    call.check(protocol != ("1" if is_ipv6 else "58"), f"protocol {protocol} is the other family's")
    egress = _is_yes(call.properties.get("Egress", False))
    arguments = {**call.rest("Icmp"), "Egress": egress}
    if icmp := call.properties.get("Icmp"):
        arguments["IcmpTypeCode"] = icmp
    call.api("ec2", "create_network_acl_entry", **arguments)
    name = f"{arguments['NetworkAclId']}|{arguments['RuleNumber']}|{egress}"
    return Made(name, {"Id": name})


@handles("AWS::EC2::SubnetNetworkAclAssociation", "AssociationId")
def _acl_association(call: Call) -> Made:
    call.need("SubnetId", "NetworkAclId")
    subnet, acl = call.properties["SubnetId"], call.properties["NetworkAclId"]
    filters = [{"Name": "association.subnet-id", "Values": [subnet]}]
    before = _one(call, "describe_network_acls", "NetworkAcls", Filters=filters)
    call.check(before["IsDefault"], "the subnet has a network ACL of its own already")
    [association] = [row for row in before["Associations"] if row["SubnetId"] == subnet]
    made = call.api(
        "ec2",
        "replace_network_acl_association",
        AssociationId=association["NetworkAclAssociationId"],
        NetworkAclId=acl,
    )
    return Made(made["NewAssociationId"], {"AssociationId": made["NewAssociationId"]})


# --- security groups ----------------------------------------------------------------------------


@handles("AWS::EC2::SecurityGroup", "GroupId", "VpcId")
def _security_group(call: Call) -> Made:
    call.need("GroupDescription", "VpcId")
    _check_description(call, call.properties["GroupDescription"])
    properties = call.properties
    group_id = call.api(
        "ec2",
        "create_security_group",
        GroupName=properties.get("GroupName", call.name),
        Description=properties["GroupDescription"],
        VpcId=properties["VpcId"],
    )["GroupId"]
    call.tag(group_id)
    for rule in properties.get("SecurityGroupIngress", []):
        _authorize(call, "ingress", group_id, rule)
    if egress := properties.get("SecurityGroupEgress"):
        # As in AWS, only rules inside the group displace the rule that allows everything.
        everything = [{"IpProtocol": "-1", "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}]
        call.api("ec2", "revoke_security_group_egress", GroupId=group_id, IpPermissions=everything)
        for rule in egress:
            _authorize(call, "egress", group_id, rule)
    return Made(group_id, {"GroupId": group_id, "VpcId": properties["VpcId"]})


@handles("AWS::EC2::SecurityGroupIngress", "Id")
def _ingress(call: Call) -> Made:
    call.need("GroupId")
    return _authorize(call, "ingress", call.properties["GroupId"], call.rest("GroupId"))


@handles("AWS::EC2::SecurityGroupEgress", "Id")
def _egress(call: Call) -> Made:
    call.need("GroupId")
    return _authorize(call, "egress", call.properties["GroupId"], call.rest("GroupId"))


def _authorize(call: Call, direction: str, group_id: str, rule: dict[str, Any]) -> Made:
    """Add one rule in CloudFormation's flat form to the group."""
    end = "Source" if direction == "ingress" else "Destination"
    peers = {
        "CidrIp": ("IpRanges", "CidrIp"),
        "CidrIpv6": ("Ipv6Ranges", "CidrIpv6"),
        f"{end}SecurityGroupId": ("UserIdGroupPairs", "GroupId"),
        f"{end}PrefixListId": ("PrefixListIds", "PrefixListId"),
    }
    _check_rule(Call(call.logical_id, call.kind, call.name, rule, call.place), peers)
    chosen = next(key for key in peers if rule.get(key) is not None)
    list_name, inner = peers[chosen]
    if inner == "GroupId":
        call.api("ec2", "describe_security_groups", GroupIds=[rule[chosen]])
    peer = {inner: rule[chosen]}
    if rule.get("Description"):
        _check_description(call, rule["Description"])
        peer["Description"] = rule["Description"]
    permission = {key: rule[key] for key in _PORTS if key in rule} | {list_name: [peer]}
    operation = f"authorize_security_group_{direction}"
    made = call.api("ec2", operation, GroupId=group_id, IpPermissions=[permission])
    rule_id = made["SecurityGroupRules"][0]["SecurityGroupRuleId"]
    return Made(rule_id, {"Id": rule_id})


def _check_description(call: Call, text: str) -> None:
    fits = re.fullmatch(r"[A-Za-z0-9 ._\-:/()#,@\[\]+=&;{}!$*]{0,255}", text)
    call.check(fits, f"EC2 does not take the description {text!r}")


def _check_rule(rule: Call, peers: Mapping[str, object]) -> None:
    rule.need("IpProtocol")
    rule.one_of(*peers)
    extra = set(rule.properties) - {*peers, *_PORTS, "Description"}
    rule.check(not extra, f"unknown in a rule: {sorted(extra)}")
    if str(rule.properties["IpProtocol"]) in ("tcp", "udp", "6", "17"):
        rule.need("FromPort", "ToPort")


# --- VPN ----------------------------------------------------------------------------------------


@handles("AWS::EC2::CustomerGateway", "CustomerGatewayId")
def _customer_gateway(call: Call) -> Made:
    call.need("Type", "BgpAsn", "IpAddress")
    same = [
        {"Name": "ip-address", "Values": [call.properties["IpAddress"]]},
        {"Name": "bgp-asn", "Values": [str(call.properties["BgpAsn"])]},
    ]
    known = call.api("ec2", "describe_customer_gateways", Filters=same)["CustomerGateways"]
    call.check(not known, "there is a customer gateway of this address and number already")
    arguments = {**call.rest("Tags"), "PublicIp": call.properties["IpAddress"]}
    del arguments["IpAddress"]
    made = call.api("ec2", "create_customer_gateway", **arguments)["CustomerGateway"]
    call.tag(made["CustomerGatewayId"])
    return Made(made["CustomerGatewayId"], made)


@handles("AWS::EC2::VPNGateway", "VPNGatewayId")
def _vpn_gateway(call: Call) -> Made:
    call.need("Type")
    made = call.api("ec2", "create_vpn_gateway", **call.rest("Tags"))["VpnGateway"]
    call.tag(made["VpnGatewayId"])
    return Made(made["VpnGatewayId"], {"VPNGatewayId": made["VpnGatewayId"]})


@handles("AWS::EC2::VPNConnection", "VpnConnectionId")
def _vpn_connection(call: Call) -> Made:
    call.need("Type", "CustomerGatewayId")
    call.one_of("VpnGatewayId", "TransitGatewayId")
    static = _is_yes(call.properties.get("StaticRoutesOnly", False))
    arguments = {**call.rest("Tags", "StaticRoutesOnly"), "Options": {"StaticRoutesOnly": static}}
    made = call.api("ec2", "create_vpn_connection", **arguments)["VpnConnection"]
    line = made["VpnConnectionId"]
    # moto takes the options and forgets them.
    _backend(call).vpn_connections[line].options = {"StaticRoutesOnly": static}
    if hub := call.properties.get("TransitGatewayId"):
        [end] = [
            one
            for one in _backend(call).transit_gateway_attachments.values()
            if one.resource_id == line
        ]
        _into_default_table(call, hub, end)
    call.tag(line)
    return Made(line, {"VpnConnectionId": line})


@handles("AWS::EC2::VPNConnectionRoute")
def _vpn_connection_route(call: Call) -> Made:
    """moto has no CreateVpnConnectionRoute; its backend keeps the routes."""
    call.need("VpnConnectionId", "DestinationCidrBlock")
    line = _backend(call).vpn_connections[call.properties["VpnConnectionId"]]
    call.check(not call.rest("VpnConnectionId", "DestinationCidrBlock"), "unknown property")
    call.check(line.options["StaticRoutesOnly"], "the VPN connection routes by BGP")
    call.check(line.vpn_gateway_id, "the VPN connection does not end at a VPN gateway")
    block = str(ip_network(call.properties["DestinationCidrBlock"]))
    route = {"DestinationCidrBlock": block, "State": "available", "Source": "Static"}
    line.routes = [*getattr(line, "routes", ()), route]
    _learn(call, line.vpn_gateway_id)
    return Made(f"{block}|{line.id}")


@handles("AWS::EC2::VPNGatewayRoutePropagation", "Id")
def _propagation(call: Call) -> Made:
    """moto has no EnableVgwRoutePropagation; its backend keeps the gateways by table."""
    call.need("VpnGatewayId", "RouteTableIds")
    call.check(not call.rest("VpnGatewayId", "RouteTableIds"), "unknown property")
    gateway = call.properties["VpnGatewayId"]
    for table_id in call.properties["RouteTableIds"]:
        vpc = _table(call, table_id)["VpcId"]
        attached = gateway in _vpn_gateways(call, vpc)
        call.check(attached, "the VPN gateway is not attached to the VPC of the table")
        table = _backend(call).route_tables[table_id]
        table.propagating_vgws = [*getattr(table, "propagating_vgws", ()), {"GatewayId": gateway}]
    _learn(call, gateway)
    return Made(f"{gateway}|propagation", {"Id": gateway})


def _learn(call: Call, gateway: str) -> None:
    """Put the static routes behind a gateway into every table that it propagates to.

    Routes that only the other end tells, by BGP, exist once it does: never in moto.
    """
    backend = _backend(call)
    lines = [one for one in backend.vpn_connections.values() if one.vpn_gateway_id == gateway]
    blocks = [row["DestinationCidrBlock"] for one in lines for row in getattr(one, "routes", ())]
    for table in backend.route_tables.values():
        heard = [row["GatewayId"] for row in getattr(table, "propagating_vgws", ())]
        known = [route.destination_cidr_block for route in table.routes]
        for block in blocks if gateway in heard else ():
            if block not in known:
                backend.create_route(table.id, block, gateway_id=gateway)


# --- transit gateways ---------------------------------------------------------------------------


@handles("AWS::EC2::TransitGateway", "Id", "TransitGatewayArn")
def _transit_gateway(call: Call) -> Made:
    options = call.rest("Tags", "Description", "TransitGatewayCidrBlocks")
    given = {"Description": call.properties.get("Description", ""), "Options": options}
    made = call.api("ec2", "create_transit_gateway", **given)["TransitGateway"]
    hub = made["TransitGatewayId"]
    if not (_is_on(options, "Association") or _is_on(options, "Propagation")):
        # moto makes a default table in any case; AWS makes none for nobody.
        backend = _backend(call)
        del backend.transit_gateways_route_tables[
            backend.transit_gateways[hub].default_route_table.id
        ]
    call.tag(hub)
    return Made(hub, {"Id": hub, "TransitGatewayArn": made["TransitGatewayArn"]})


def _is_on(options: Mapping[str, Any], what: str) -> bool:
    return str(options.get(f"DefaultRouteTable{what}", "enable")) == "enable"


@handles("AWS::EC2::TransitGatewayAttachment", "Id")
def _transit_attachment(call: Call) -> Made:
    call.need("TransitGatewayId", "VpcId", "SubnetIds")
    subnets, vpc = call.properties["SubnetIds"], call.properties["VpcId"]
    found = call.api("ec2", "describe_subnets", SubnetIds=subnets)["Subnets"]
    call.check({row["VpcId"] for row in found} == {vpc}, "a subnet is in another VPC")
    _check_zones(call)
    hub = call.properties["TransitGatewayId"]
    backend = _backend(call)
    default = backend.transit_gateways[hub].default_route_table
    # moto needs the default table while it attaches, even where there is none.
    with_default = {**backend.transit_gateways_route_tables, default.id: default}
    kept = backend.transit_gateways_route_tables
    backend.transit_gateways_route_tables = with_default
    try:
        made = call.api("ec2", "create_transit_gateway_vpc_attachment", **call.rest("Tags"))
    finally:
        backend.transit_gateways_route_tables = kept
    end = made["TransitGatewayVpcAttachment"]["TransitGatewayAttachmentId"]
    _into_default_table(call, hub, backend.transit_gateway_attachments[end])
    call.tag(end)
    return Made(end, {"Id": end})


def _check_zones(call: Call) -> None:
    """AWS puts an interface of its own into a zone once."""
    found = call.api("ec2", "describe_subnets", SubnetIds=call.properties["SubnetIds"])["Subnets"]
    zones = sorted(row["AvailabilityZone"] for row in found)
    call.check(len(set(zones)) == len(zones), f"one subnet in a zone, not {zones}")


def _into_default_table(call: Call, hub: str, end: Any) -> None:
    """A new attachment uses the gateway's default table, and tells it, only if that is enabled."""
    gateway = _backend(call).transit_gateways[hub]
    table = gateway.default_route_table
    table.route_table_associations.pop(end.id, None)
    end.transit_gateway_route_table = None
    if _is_on(gateway.options, "Association"):
        _associate(call, end.id, table.id)
    if _is_on(gateway.options, "Propagation"):
        _propagate(call, end.id, table.id)


def _associate(call: Call, end: str, table: str) -> None:
    backend = _backend(call)
    pair = {"TransitGatewayAttachmentId": end, "TransitGatewayRouteTableId": table}
    attachment = backend.transit_gateway_attachments[end]
    known = attachment.transit_gateway_route_table
    call.check(known is None, "the attachment is associated with a route table already")
    call.api("ec2", "associate_transit_gateway_route_table", **pair)
    # moto describes every attachment with the default table unless it is told.
    attachment.transit_gateway_route_table = backend.transit_gateways_route_tables[table]


def _propagate(call: Call, end: str, table: str) -> None:
    pair = {"TransitGatewayAttachmentId": end, "TransitGatewayRouteTableId": table}
    call.api("ec2", "enable_transit_gateway_route_table_propagation", **pair)


def _transit_attachments(call: Call, hub: str, vpc: str) -> Iterator[str]:
    filters = [
        {"Name": "transit-gateway-id", "Values": [hub]},
        {"Name": "vpc-id", "Values": [vpc]},
    ]
    operation = "describe_transit_gateway_vpc_attachments"
    for row in call.api("ec2", operation, Filters=filters)["TransitGatewayVpcAttachments"]:
        yield row["TransitGatewayAttachmentId"]


@handles("AWS::EC2::TransitGatewayRouteTable", "TransitGatewayRouteTableId")
def _transit_table(call: Call) -> Made:
    call.need("TransitGatewayId")
    made = call.api("ec2", "create_transit_gateway_route_table", **call.rest("Tags"))
    table = made["TransitGatewayRouteTable"]["TransitGatewayRouteTableId"]
    call.tag(table)
    return Made(table, {"TransitGatewayRouteTableId": table})


@handles("AWS::EC2::TransitGatewayRouteTableAssociation")
def _transit_association(call: Call) -> Made:
    end, table = _pair(call)
    _associate(call, end, table)
    return Made(f"{end}_{table}")


@handles("AWS::EC2::TransitGatewayRouteTablePropagation")
def _transit_propagation(call: Call) -> Made:
    end, table = _pair(call)
    _propagate(call, end, table)
    return Made(f"{end}_{table}")


def _pair(call: Call) -> tuple[str, str]:
    """The attachment and the table that it is to have to do with."""
    names = ("TransitGatewayAttachmentId", "TransitGatewayRouteTableId")
    call.need(*names)
    call.check(not call.rest(*names), f"unknown: {sorted(call.rest(*names))}")
    end, table = (call.properties[name] for name in names)
    found = _one(
        call,
        "describe_transit_gateway_route_tables",
        "TransitGatewayRouteTables",
        TransitGatewayRouteTableIds=[table],
    )
    hub = _backend(call).transit_gateways[found["TransitGatewayId"]]
    ours = [one.id for one in hub.ec2_backend.transit_gateway_attachments.values()]
    call.check(end in ours, f"no attachment {end}")
    return end, table


@handles("AWS::EC2::TransitGatewayRoute")
def _transit_route(call: Call) -> Made:
    call.need("TransitGatewayRouteTableId", "DestinationCidrBlock")
    call.one_of("TransitGatewayAttachmentId", "Blackhole")
    block, table = (
        call.properties[name] for name in ("DestinationCidrBlock", "TransitGatewayRouteTableId")
    )
    call.check(str(ip_network(block)) == block, f"{block} is not in canonical form")
    asked = {
        "TransitGatewayRouteTableId": table,
        "Filters": [{"Name": "type", "Values": ["static"]}],
    }
    known = call.api("ec2", "search_transit_gateway_routes", **asked)["Routes"]
    taken = [row["DestinationCidrBlock"] for row in known]
    call.check(block not in taken, f"the table has a route to {block} already")
    call.api("ec2", "create_transit_gateway_route", **call.properties)
    return Made(f"{table}_{block}")


# --- peering and endpoints ----------------------------------------------------------------------


@handles("AWS::EC2::VPCPeeringConnection", "Id")
def _peering(call: Call) -> Made:
    call.need("VpcId", "PeerVpcId")
    there = call
    if region := call.properties.get("PeerRegion"):
        there = replace(call, place=Place(region, call.place.account))
    ends = ((call, call.properties["VpcId"]), (there, call.properties["PeerVpcId"]))
    rows = [_one(here, "describe_vpcs", "Vpcs", VpcIds=[vpc]) for here, vpc in ends]
    left, right = (ip_network(row["CidrBlock"]) for row in rows)
    call.check(not left.overlaps(right), f"{left} and {right} overlap")
    made = call.api("ec2", "create_vpc_peering_connection", **call.rest("Tags"))
    peering = made["VpcPeeringConnection"]["VpcPeeringConnectionId"]
    # CloudFormation accepts one within an account by itself.
    there.api("ec2", "accept_vpc_peering_connection", VpcPeeringConnectionId=peering)
    call.tag(peering)
    return Made(peering, {"Id": peering})


@handles("AWS::EC2::VPCEndpoint", "Id", "DnsEntries", "NetworkInterfaceIds", "CreationTimestamp")
def _endpoint(call: Call) -> Made:
    call.need("VpcId", "ServiceName")
    kind = call.properties.get("VpcEndpointType", "Gateway")
    vpc = call.properties["VpcId"]
    if kind == "Gateway":
        _only(call, "RouteTableIds", "PolicyDocument")
        for table in call.properties.get("RouteTableIds", ()):
            call.check(_table(call, table)["VpcId"] == vpc, f"{table} is in another VPC")
    else:
        _only(call, "SubnetIds", "SecurityGroupIds", "PrivateDnsEnabled", "PolicyDocument",
              "DnsOptions")  # fmt: skip
        call.need("SubnetIds")
        homes = {_vpc_of_subnet(call, subnet) for subnet in call.properties["SubnetIds"]}
        call.check(homes == {vpc}, "a subnet is in another VPC")
        _check_zones(call)
        if _is_yes(call.properties.get("PrivateDnsEnabled", False)):
            _check_private_names(call, vpc)
            _check_resolvers(call, vpc)
    arguments = call.rest("Tags")
    if options := call.properties.get("DnsOptions"):
        # The API says yes or no where CloudFormation has words.
        only = options["PrivateDnsOnlyForInboundResolverEndpoint"] == "OnlyInboundResolver"
        arguments["DnsOptions"] = {"PrivateDnsOnlyForInboundResolverEndpoint": only}
    made = call.api("ec2", "create_vpc_endpoint", **arguments)["VpcEndpoint"]
    call.tag(made["VpcEndpointId"])
    return Made(made["VpcEndpointId"], {**made, "Id": made["VpcEndpointId"]})


def _only(call: Call, *names: str) -> None:
    """Check that nothing is said that this type of endpoint has no use for."""
    extra = set(call.rest("VpcId", "ServiceName", "VpcEndpointType", "Tags", *names))
    call.check(not extra, f"not for this type of endpoint: {sorted(extra)}")


def _check_private_names(call: Call, vpc: str) -> None:
    for name in ("enableDnsHostnames", "enableDnsSupport"):
        answer = call.api("ec2", "describe_vpc_attribute", VpcId=vpc, Attribute=name)
        is_on = answer[name[0].upper() + name[1:]]["Value"]
        call.check(is_on, f"PrivateDnsEnabled needs {name} in the VPC")


def _check_resolvers(call: Call, vpc: str) -> None:
    """By default S3's own name leads to an interface only for those who ask from outside."""
    service = call.properties["ServiceName"]
    asked = call.properties.get("DnsOptions", {}).get("PrivateDnsOnlyForInboundResolverEndpoint")
    if not service.endswith(".s3") or asked == "AllResolvers":
        return
    filters = [{"Name": "vpc-endpoint-type", "Values": ["Gateway"]}]
    doors = call.api("ec2", "describe_vpc_endpoints", Filters=filters)["VpcEndpoints"]
    known = [row for row in doors if row["VpcId"] == vpc and row["ServiceName"] == service]
    call.check(known, "its name is for inbound resolvers only, and the VPC has no gateway endpoint")


@handles("AWS::EC2::FlowLog", "Id")
def _flow_log(call: Call) -> Made:
    call.need("ResourceId", "ResourceType")
    arguments = {**call.rest("Tags", "ResourceId"), "ResourceIds": [call.properties["ResourceId"]]}
    if call.properties["ResourceType"] in ("VPC", "Subnet", "NetworkInterface"):
        call.need("TrafficType")
    if call.properties.get("LogDestinationType", "cloud-watch-logs") == "cloud-watch-logs":
        call.one_of("LogGroupName", "LogDestination")
        call.need("DeliverLogsPermissionArn")
        role = call.properties["DeliverLogsPermissionArn"].rpartition("/")[2]
        trust = call.api("iam", "get_role", RoleName=role)["Role"]["AssumeRolePolicyDocument"]
        service = "vpc-flow-logs.amazonaws.com"
        call.check(service in str(trust), f"the role does not trust {service}")
    made = call.api("ec2", "create_flow_logs", **arguments)
    call.check(not made.get("Unsuccessful"), str(made.get("Unsuccessful")))
    [flow_log] = made["FlowLogIds"]
    call.tag(flow_log)
    return Made(flow_log, {"Id": flow_log})
