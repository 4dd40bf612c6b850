"""VPCs subnet by subnet, deployed into moto: what EC2 then says of routes, gateways and groups."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.engines.moto_stack import Deployed
from tests.engines.routing import Network, network_from, network_of

SOMEWHERE = "203.0.113.9"  # on the internet
SOMEWHERE6 = "2a00:1450::1"
HTTPS = ("tcp", 443, 443)


@pytest.fixture(scope="module", params=["07_custom_vpc", "07_custom_vpc_literal"])
def custom(request: pytest.FixtureRequest) -> Iterator[Network]:
    with network_of(request.param) as stack:
        yield Network(stack)


@pytest.fixture(scope="module")
def by_instance() -> Iterator[Network]:
    with network_of("45_nat_instance") as stack:
        yield Network(stack)


@pytest.fixture(scope="module")
def doors_stack() -> Iterator[Deployed]:
    with network_of("46_endpoints") as stack:
        yield stack


@pytest.fixture(scope="module")
def doors(doors_stack: Deployed) -> Network:
    return Network(doors_stack)


@pytest.fixture(scope="module")
def dual() -> Iterator[Network]:
    with network_of("47_addressing") as stack:
        yield Network(stack)


# 07: a VPC of one's own, in both ways of writing it.


def test_two_of_four_subnets_are_public_one_in_each_zone(custom: Network) -> None:
    subnets = custom.subnets()
    assert len(subnets) == 4
    zones = {subnets[name]["AvailabilityZone"] for name in custom.public()}
    assert (len(custom.public()), len(zones)) == (2, 2)


def test_the_private_subnets_lead_nowhere_but_within(custom: Network) -> None:
    hidden = set(custom.subnets()) - custom.public()
    assert {custom.hop(subnet, SOMEWHERE) for subnet in hidden} == {""}
    assert {custom.hop(subnet, "10.0.0.9") for subnet in hidden} == {"local"}


def test_subnets_of_a_purpose_share_one_table_and_none_uses_the_main_one(custom: Network) -> None:
    public = {custom.table(subnet)["RouteTableId"] for subnet in custom.public()}
    hidden = {
        custom.table(subnet)["RouteTableId"] for subnet in set(custom.subnets()) - custom.public()
    }
    assert (len(public), len(hidden)) == (1, 1)
    assert public.isdisjoint(hidden)


def test_the_web_server_is_public_and_the_worker_is_not(custom: Network) -> None:
    server, worker = custom.server("Server"), custom.server("Worker")
    assert custom.name(server["SubnetId"]) in custom.public()
    assert server.get("PublicIpAddress")
    assert custom.name(worker["SubnetId"]) not in custom.public()
    assert not worker.get("PublicIpAddress")
    assert custom.rules("WorkerGroup") == {("tcp", 8080, 8080, "ServerGroup")}


# 45: a server that does what a NAT gateway does.


def test_the_private_subnet_leaves_through_a_server_that_takes_foreign_packets(
    by_instance: Network,
) -> None:
    assert by_instance.hop("AppA", SOMEWHERE) == "OldNat"
    assert by_instance.server("OldNat")["SourceDestCheck"] is False
    assert by_instance.server("Worker")["SourceDestCheck"] is True


def test_the_server_in_between_has_a_way_out_and_lets_both_sides_through(
    by_instance: Network,
) -> None:
    nat = by_instance.server("OldNat")
    assert by_instance.name(nat["SubnetId"]) == "WebA"
    assert nat.get("PublicIpAddress")
    assert by_instance.hop("WebA", SOMEWHERE) == "Igw"
    assert (*HTTPS, "10.0.11.0/24") in by_instance.rules("NatSg")
    assert (*HTTPS, "0.0.0.0/0") in by_instance.rules("NatSg", "out")
    assert by_instance.subnets()["AppA"]["CidrBlock"] == "10.0.11.0/24"


# 46: AWS's services without the internet.


def test_there_is_no_internet_gateway_and_no_route_out(doors: Network) -> None:
    vpc = doors.ids["Lab"]
    attached = [{"Name": "attachment.vpc-id", "Values": [vpc]}]
    assert doors.ec2.describe_internet_gateways(Filters=attached)["InternetGateways"] == []
    assert {doors.hop(subnet, SOMEWHERE) for subnet in doors.subnets()} == {""}


def test_the_gateway_endpoint_is_a_route_in_every_table(doors: Network) -> None:
    [door] = doors.ec2.describe_vpc_endpoints(VpcEndpointIds=[doors.ids["S3Door"]])["VpcEndpoints"]
    assert door["VpcEndpointType"] == "Gateway"
    assert door["ServiceName"] == "com.amazonaws.eu-central-1.s3"
    tables = {doors.table(subnet)["RouteTableId"] for subnet in doors.subnets()}
    assert set(door["RouteTableIds"]) == tables
    for subnet in doors.subnets():
        [(prefix_list, target)] = doors.routes(subnet).items()
        assert (prefix_list[:3], target) == ("pl-", "S3Door")


def test_the_interface_endpoint_stands_in_both_zones_behind_its_group(doors: Network) -> None:
    asked = [doors.ids["SqsDoor"]]
    [door] = doors.ec2.describe_vpc_endpoints(VpcEndpointIds=asked)["VpcEndpoints"]
    assert door["VpcEndpointType"] == "Interface"
    assert door["PrivateDnsEnabled"] is True
    assert {doors.name(one) for one in door["SubnetIds"]} == {"AppSubnetA", "AppSubnetB"}
    assert [doors.name(row["GroupId"]) for row in door["Groups"]] == ["SqsDoorGroup"]


def test_the_worker_alone_may_ask_at_the_interface_endpoint(doors: Network) -> None:
    assert doors.rules("SqsDoorGroup") == {(*HTTPS, "WorkerGroup")}
    assert (*HTTPS, "SqsDoorGroup") in doors.rules("WorkerGroup", "out")
    [interface] = doors.server("Worker")["NetworkInterfaces"]
    assert [doors.name(row["GroupId"]) for row in interface["Groups"]] == ["WorkerGroup"]


def test_the_queue_and_the_bucket_refuse_what_is_not_encrypted(doors_stack: Deployed) -> None:
    ids = doors_stack.resources()
    policy = doors_stack.client("s3").get_bucket_policy(Bucket=ids["Reports"])["Policy"]
    assert "aws:SecureTransport" in policy
    asked = {"QueueUrl": ids["Work"], "AttributeNames": ["Policy"]}
    attributes = doors_stack.client("sqs").get_queue_attributes(**asked)["Attributes"]
    assert "aws:SecureTransport" in attributes["Policy"]


# 47: both families of addresses.


def test_every_subnet_has_a_block_of_its_own_within_the_vpcs(dual: Network) -> None:
    [vpc] = dual.ec2.describe_vpcs(VpcIds=[dual.ids["Lab"]])["Vpcs"]
    [whole] = [row["Ipv6CidrBlock"] for row in vpc["Ipv6CidrBlockAssociationSet"]]
    assert whole.endswith("/56")
    blocks = {
        row["Ipv6CidrBlock"]
        for subnet in dual.subnets().values()
        for row in subnet["Ipv6CidrBlockAssociationSet"]
    }
    assert len(blocks) == len(dual.subnets()) == 2
    assert all(subnet["AssignIpv6AddressOnCreation"] for subnet in dual.subnets().values())


def test_ipv6_comes_in_at_one_subnet_and_only_goes_out_of_the_other(dual: Network) -> None:
    assert dual.routes("WebA") == {"0.0.0.0/0": "Igw", "::/0": "Igw"}
    assert dual.routes("AppA") == {"::/0": "Out6"}
    assert dual.hop("AppA", SOMEWHERE) == ""
    asked = [dual.ids["Out6"]]
    found = dual.ec2.describe_egress_only_internet_gateways(EgressOnlyInternetGatewayIds=asked)
    [gateway] = found["EgressOnlyInternetGateways"]
    assert [dual.name(row["VpcId"]) for row in gateway["Attachments"]] == ["Lab"]


def test_the_server_keeps_its_address_and_admits_both_families(dual: Network) -> None:
    [address] = dual.ec2.describe_addresses(PublicIps=[dual.ids["ServerAddress"]])["Addresses"]
    assert dual.name(address["InstanceId"]) == "Server"
    assert dual.rules("WebSg") == {("tcp", 80, 80, "0.0.0.0/0"), ("tcp", 80, 80, "::/0")}
    assert dual.rules("HiddenGroup") == set()


# What no example has.


def test_a_nat_gateway_with_an_address_of_its_own_waits_for_the_internet_gateway() -> None:
    design = """
    architecture fixed
    users people
    vpc lab {
      cidr: 10.0.0.0/16
      internet_gateway igw
      subnet web_a { zone: a; cidr: 10.0.1.0/24; public; routes: out }
      subnet app_a { zone: a; cidr: 10.0.2.0/24; private; routes: inside }
      route_table out { route: 0.0.0.0/0 via igw }
      route_table inside { route: 0.0.0.0/0 via exit }
      nat_gateway exit in web_a { address: known; private_address: 10.0.1.8 }
    }
    elastic_ip known
    instance worker in app_a
    worker -> internet : https
    """
    with network_from(design) as stack:
        lab = Network(stack)
        assert lab.hop("AppA", SOMEWHERE) == "Exit"
        [nat] = lab.ec2.describe_nat_gateways(NatGatewayIds=[lab.ids["Exit"]])["NatGateways"]
        assert lab.name(nat["SubnetId"]) == "WebA"
        [address] = lab.ec2.describe_addresses(PublicIps=[lab.ids["Known"]])["Addresses"]
        assert address["AssociationId"]


def test_a_vpc_without_dns_has_no_host_names_either() -> None:
    design = """
    architecture silent
    vpc lab { cidr: 10.0.0.0/16; dns_support: no; tier app { isolated } }
    instance worker in app
    """
    with network_from(design) as stack:
        lab = Network(stack)
        for name in ("enableDnsSupport", "enableDnsHostnames"):
            answer = lab.ec2.describe_vpc_attribute(VpcId=lab.ids["Lab"], Attribute=name)
            assert answer[name[0].upper() + name[1:]] == {"Value": False}


def test_lists_and_groups_speak_of_the_icmp_of_each_family() -> None:
    design = """
    architecture pinged
    users people
    vpc lab {
      cidr: 10.0.0.0/16
      ipv6
      tier edge { public; acl: border }
      network_acl border {
        inbound: 100 allow tcp 80 from 0.0.0.0/0, 110 allow icmp from 0.0.0.0/0,
          120 allow icmp from ::/0
        outbound: 100 allow any to 0.0.0.0/0, 110 allow any to ::/0
      }
      security_group web_sg { inbound: [http, icmp] from 0.0.0.0/0, icmp from ::/0 }
    }
    instance server in edge { security: web_sg }
    people -> server : http
    """
    with network_from(design) as stack:
        lab = Network(stack)
        [acl] = lab.ec2.describe_network_acls(NetworkAclIds=[lab.ids["Border"]])["NetworkAcls"]
        within = {lab.name(row["SubnetId"]) for row in acl["Associations"]}
        assert within == {"EdgeSubnetA", "EdgeSubnetB"}
        pings = {
            (row["Protocol"], row.get("CidrBlock") or row.get("Ipv6CidrBlock"))
            for row in acl["Entries"]
            if row["RuleNumber"] in (110, 120) and not row["Egress"]
        }
        assert pings == {("1", "0.0.0.0/0"), ("58", "::/0")}
        assert lab.rules("WebSg") >= {("icmp", -1, -1, "0.0.0.0/0"), ("icmpv6", -1, -1, "::/0")}


def test_flow_logs_of_a_vpc_are_written_by_a_role_that_only_writes_there() -> None:
    design = """
    architecture watched
    vpc lab { cidr: 10.0.0.0/16; flow_logs; tier app { isolated } }
    instance worker in app
    """
    with network_from(design) as stack:
        lab = Network(stack)
        [log] = lab.ec2.describe_flow_logs()["FlowLogs"]
        assert (lab.name(log["ResourceId"]), log["TrafficType"]) == ("Lab", "ALL")
        assert lab.name(log["LogGroupName"]) == "LabFlowLogGroup"
        assert log["DeliverLogsPermissionArn"].endswith(f"/{lab.ids['LabFlowLogRole']}")


def test_a_fixed_address_waits_for_the_internet_gateway_without_a_default_route_too() -> None:
    design = """
    architecture narrow
    office desk { address: 203.0.113.7 }
    vpc lab {
      cidr: 10.0.0.0/16
      internet_gateway igw
      subnet web_a { zone: a; cidr: 10.0.1.0/24; public; routes: out }
      route_table out { route: 203.0.113.0/24 via igw }
    }
    elastic_ip fixed
    instance server in web_a { address: fixed }
    desk -> server : ssh
    """
    with network_from(design) as stack:
        lab = Network(stack)
        assert (lab.hop("WebA", "203.0.113.7"), lab.hop("WebA", "198.51.100.1")) == ("Igw", "")
        [address] = lab.ec2.describe_addresses(PublicIps=[lab.ids["Fixed"]])["Addresses"]
        assert lab.name(address["InstanceId"]) == "Server"


def test_s3_may_have_an_interface_alone_and_groups_may_be_called_anything() -> None:
    design = """
    architecture inside
    bucket reports
    vpc lab {
      cidr: 10.0.0.0/16
      tier app { isolated }
      vpc_endpoint door in app { service: s3; type: interface }
      security_group plain "Größe “M”" { outbound: https to 10.0.0.0/16 }
    }
    instance worker in app { security: derived, plain }
    worker -> reports : write
    """
    with network_from(design) as stack:
        lab = Network(stack)
        [door] = lab.ec2.describe_vpc_endpoints(VpcEndpointIds=[lab.ids["Door"]])["VpcEndpoints"]
        assert (door["VpcEndpointType"], door["PrivateDnsEnabled"]) == ("Interface", True)
        assert lab.rules("DoorGroup") == {(*HTTPS, "WorkerGroup"), (*HTTPS, "Plain")}
        asked = [lab.ids["Plain"]]
        [group] = lab.ec2.describe_security_groups(GroupIds=asked)["SecurityGroups"]
        assert group["Description"] == "Gr__e _M_"
