"""What leads from one network to another, deployed into moto: there must be a way there and back."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.designs import compile_text
from tests.engines.routing import Network, network_from, network_of

HTTPS = ("tcp", 443, 443)


@pytest.fixture(scope="module")
def peered() -> Iterator[Network]:
    with network_of("41_peering") as stack:
        yield Network(stack)


@pytest.fixture(scope="module")
def by_hand() -> Iterator[Network]:
    with network_of("41_peering_literal") as stack:
        yield Network(stack)


@pytest.fixture(scope="module")
def offices() -> Iterator[Network]:
    with network_of("42_vpn") as stack:
        yield Network(stack)


@pytest.fixture(scope="module")
def hub() -> Iterator[Network]:
    with network_of("43_transit_gateway") as stack:
        yield Network(stack)


@pytest.fixture(scope="module")
def hub_by_hand() -> Iterator[Network]:
    with network_of("43_transit_gateway_literal") as stack:
        yield Network(stack)


# 41: peering.


@pytest.mark.parametrize("name", ["peered", "by_hand"])
def test_the_peering_is_active_between_the_two_vpcs(
    name: str, request: pytest.FixtureRequest
) -> None:
    network: Network = request.getfixturevalue(name)
    asked = [network.ids["Bridge"]]
    answer = network.ec2.describe_vpc_peering_connections(VpcPeeringConnectionIds=asked)
    [bridge] = answer["VpcPeeringConnections"]
    assert bridge["Status"]["Code"] == "active"
    ends = {network.name(bridge[f"{end}VpcInfo"]["VpcId"]) for end in ("Requester", "Accepter")}
    assert ends == {"Left", "Right"}


@pytest.mark.parametrize("name", ["peered", "by_hand"])
def test_every_subnet_of_one_side_finds_every_subnet_of_the_other_and_back(
    name: str, request: pytest.FixtureRequest
) -> None:
    network: Network = request.getfixturevalue(name)
    sides: dict[str, list[str]] = {"Left": [], "Right": []}
    for subnet, row in network.subnets().items():
        sides[network.name(row["VpcId"])].append(subnet)
    for here, there in (("Left", "Right"), ("Right", "Left")):
        assert sides[here]
        for subnet in sides[here]:
            for other in sides[there]:
                host = network.subnets()[other]["CidrBlock"].replace(".0/24", ".9")
                assert network.hop(subnet, host) == "Bridge"


def test_the_database_admits_the_blocks_of_its_client_and_mysql_only(peered: Network) -> None:
    subnets = peered.subnets()
    homes = {subnets[peered.name(peered.server("Client")["SubnetId"])]["CidrBlock"]}
    assert peered.rules("StockGroup") == {("tcp", 3306, 3306, block) for block in homes}
    there = {subnets[name]["CidrBlock"] for name in ("DataSubnetA", "DataSubnetB")}
    assert peered.rules("ClientGroup", "out") >= {("tcp", 3306, 3306, block) for block in there}


def test_groups_that_are_written_out_speak_of_blocks(by_hand: Network) -> None:
    assert by_hand.rules("ServerSg") == {("tcp", 3306, 3306, "10.0.0.0/16")}
    assert by_hand.rules("ClientSg", "out") == {("tcp", 3306, 3306, "10.1.0.0/16")}


# 42: VPN.


def test_the_vpn_gateway_is_attached_with_amazons_number(offices: Network) -> None:
    asked = [offices.ids["Hub"]]
    [gateway] = offices.ec2.describe_vpn_gateways(VpnGatewayIds=asked)["VpnGateways"]
    assert gateway["AmazonSideAsn"] == 64512
    attached = [(offices.name(row["VpcId"]), row["State"]) for row in gateway["VpcAttachments"]]
    assert attached == [("Shop", "attached")]


def test_three_lines_lead_to_three_offices(offices: Network) -> None:
    lines = offices.ec2.describe_vpn_connections()["VpnConnections"]
    gateways = {
        row["CustomerGatewayId"]: row
        for row in offices.ec2.describe_customer_gateways()["CustomerGateways"]
    }
    found = {
        offices.name(line["VpnConnectionId"]): (
            gateways[line["CustomerGatewayId"]]["IpAddress"],
            gateways[line["CustomerGatewayId"]]["BgpAsn"],
            line["Options"]["StaticRoutesOnly"],
        )
        for line in lines
    }
    assert found == {
        "BerlinLine": ("198.51.100.10", "65010", False),
        "MunichLine": ("198.51.100.20", "65020", False),
        "LabLine": ("198.51.100.30", "65000", True),
    }
    assert {offices.name(line["VpnGatewayId"]) for line in lines} == {"Hub"}


def test_the_subnets_learn_the_way_back_from_the_gateway(offices: Network) -> None:
    """The static one at once; those of BGP when the offices tell them, which moto cannot."""
    for subnet in offices.subnets():
        table = offices.table(subnet)
        assert [offices.name(row["GatewayId"]) for row in table["PropagatingVgws"]] == ["Hub"]
        assert offices.hop(subnet, "192.168.30.9") == "Hub"
    lines = offices.ec2.describe_vpn_connections(VpnConnectionIds=[offices.ids["LabLine"]])
    [route] = lines["VpnConnections"][0]["Routes"]
    assert route["DestinationCidrBlock"] == "192.168.30.0/24"


def test_the_server_admits_the_networks_of_the_offices_and_nobody_else(offices: Network) -> None:
    blocks = [f"192.168.{number}.0/24" for number in (10, 20, 30)]
    assert offices.rules("ServerGroup") == {(*HTTPS, block) for block in blocks}
    vpc = [{"Name": "attachment.vpc-id", "Values": [offices.ids["Shop"]]}]
    assert offices.ec2.describe_internet_gateways(Filters=vpc)["InternetGateways"] == []


# 43: transit gateways.

HOSTS = {"Shop": "10.1.32.9", "Lab": "10.2.32.9", "Core": "10.3.32.9"}


def is_reached(network: Network, here: str, there: str, hosts: dict[str, str]) -> bool:
    """Whether packets of every subnet of a VPC come out in another one."""
    ends = [
        network.transit_hop(here, hosts[there])
        if network.hop(subnet, hosts[there]) == "Hub"
        else ""
        for subnet, row in network.subnets().items()
        if network.name(row["VpcId"]) == here
    ]
    assert ends
    return set(ends) == {there}


@pytest.mark.parametrize("end", ["Shop", "Lab", "Core"])
def test_each_vpc_is_attached_in_every_zone_that_it_has_subnets_in(hub: Network, end: str) -> None:
    asked = [{"Name": "vpc-id", "Values": [hub.ids[end]]}]
    answer = hub.ec2.describe_transit_gateway_vpc_attachments(Filters=asked)
    [attachment] = answer["TransitGatewayVpcAttachments"]
    assert attachment["State"] == "available"
    subnets = hub.subnets()
    covered = {subnets[hub.name(one)]["AvailabilityZone"] for one in attachment["SubnetIds"]}
    own = {row["AvailabilityZone"] for row in subnets.values() if hub.name(row["VpcId"]) == end}
    assert covered == own
    assert len(attachment["SubnetIds"]) == 2


@pytest.mark.parametrize("end", ["Shop", "Lab"])
def test_the_core_is_reached_and_answers(hub: Network, end: str) -> None:
    assert is_reached(hub, end, "Core", HOSTS)
    assert is_reached(hub, "Core", end, HOSTS)


@pytest.mark.parametrize(("here", "there"), [("Shop", "Lab"), ("Lab", "Shop")])
def test_those_apart_have_no_route_to_each_other_on_either_level(
    hub: Network, here: str, there: str
) -> None:
    subnets = [name for name, row in hub.subnets().items() if hub.name(row["VpcId"]) == here]
    assert {hub.hop(subnet, HOSTS[there]) for subnet in subnets} == {""}
    assert hub.transit_hop(here, HOSTS[there]) == ""


def test_whoever_must_stay_apart_uses_a_table_of_its_own(hub: Network) -> None:
    tables = {end: hub.transit_table(end) for end in ("Shop", "Lab", "Core")}
    assert len(set(tables.values())) == 3
    assert hub.heard(tables["Shop"]) == hub.heard(tables["Lab"]) == {"Core"}
    assert hub.heard(tables["Core"]) == {"Shop", "Lab", "Core"}


def test_the_line_is_attached_and_left_to_a_person(hub: Network) -> None:
    """CloudFormation cannot name a line's attachment: no table of the template is its."""
    line = hub.attachments()["BerlinLine"]
    assert line["ResourceType"] == "vpn"
    assert hub.transit_table("BerlinLine") == ""


def test_the_vpcs_know_that_the_office_is_behind_the_hub(hub: Network) -> None:
    assert {hub.hop(subnet, "192.168.10.9") for subnet in hub.subnets()} == {"Hub"}


def test_both_vpcs_share_the_table_that_is_written_out(hub_by_hand: Network) -> None:
    hosts = {"Shop": "10.1.1.9", "Lab": "10.2.1.9"}
    assert is_reached(hub_by_hand, "Shop", "Lab", hosts)
    assert is_reached(hub_by_hand, "Lab", "Shop", hosts)
    assert hub_by_hand.transit_hop("Shop", "203.0.113.9") == "blackhole"
    tables = {hub_by_hand.name(hub_by_hand.transit_table(end)) for end in ("Shop", "Lab")}
    assert tables == {"Everyone"}


def test_without_tables_everybody_shares_the_default_one_of_the_hub() -> None:
    design = """
    architecture plain
    office berlin { address: 198.51.100.10; cidr: 192.168.10.0/24; asn: 65010 }
    vpc shop { cidr: 10.1.0.0/16; tier shop_app { isolated } }
    vpc lab { cidr: 10.2.0.0/16; tier lab_app { isolated } }
    transit_gateway hub { attach: shop, lab }
    vpn line { from: berlin; to: hub }
    instance one in shop_app
    instance two in lab_app
    one -> two : https
    berlin -> two : https
    """
    with network_from(design) as stack:
        network = Network(stack)
        hosts = {"Shop": "10.1.32.9", "Lab": "10.2.32.9"}
        assert is_reached(network, "Shop", "Lab", hosts)
        assert is_reached(network, "Lab", "Shop", hosts)
        ends = {network.transit_table(end) for end in ("Shop", "Lab", "Line")}
        assert len(ends) == 1
        assert network.heard(ends.pop()) == {"Shop", "Lab", "Line"}


def test_beside_written_tables_an_attachment_that_names_none_leads_nowhere() -> None:
    """AWS takes no attachment of the default table into another, so that one is off then."""
    design = """
    architecture mixed
    vpc shop {
      cidr: 10.1.0.0/16
      subnet shop_a { zone: a; cidr: 10.1.1.0/24; routes: shop_routes }
      route_table shop_routes { route: 10.0.0.0/8 via hub }
    }
    vpc lab {
      cidr: 10.2.0.0/16
      subnet lab_a { zone: a; cidr: 10.2.1.0/24; routes: lab_routes }
      route_table lab_routes { route: 10.0.0.0/8 via hub }
    }
    vpc core { cidr: 10.3.0.0/16; tier core_app { isolated } }
    transit_gateway hub { attach: core }
    transit_attachment shop_link in shop_a { gateway: hub; table: own }
    transit_attachment lab_link in lab_a { gateway: hub }
    transit_table own in hub { propagate: lab_link }
    instance one in shop_a
    instance two in lab_a
    """
    with network_from(design) as stack:
        network = Network(stack)
        assert network.transit_hop("Shop", "10.2.1.9") == "Lab"
        assert network.transit_hop("Shop", "10.3.32.9") == ""
        assert (network.transit_table("Lab"), network.transit_table("Core")) == ("", "")
        asked = [network.ids["Hub"]]
        [hub] = network.ec2.describe_transit_gateways(TransitGatewayIds=asked)["TransitGateways"]
        assert hub["Options"]["DefaultRouteTableAssociation"] == "disable"


@pytest.mark.parametrize(
    ("line", "tables", "steps"),
    [
        (
            "routing: static",
            "attach: shop",
            ["Add to its default table a route to 192.168.10.0/24"],
        ),
        ("routing: bgp", "attach: shop", []),
        (
            "routing: static",
            "attach: shop, lab; apart: shop, lab",
            [
                "Associate the attachment that 'line' makes at 'hub' with the table 'shared': ",
                "Add to the table 'shop' a route to 192.168.10.0/24 through",
                "Add to the table 'lab' a route to 192.168.10.0/24 through",
                "Add to the table 'shared' a route to 192.168.10.0/24 through",
            ],
        ),
    ],
)
def test_what_no_template_can_say_of_a_line_is_told(
    line: str, tables: str, steps: list[str]
) -> None:
    design = compile_text(f"""
    architecture told
    office berlin {{ address: 198.51.100.10; cidr: 192.168.10.0/24; asn: 65010 }}
    vpc shop {{ cidr: 10.1.0.0/16; tier shop_app {{ isolated }} }}
    vpc lab {{ cidr: 10.2.0.0/16; tier lab_app {{ isolated }} }}
    transit_gateway hub {{ {tables} }}
    vpn line {{ from: berlin; to: hub; {line} }}
    """).design
    [_, *told] = design.components["line"].manual_steps(design)
    assert len(told) == len(steps)
    for step, start in zip(told, steps, strict=True):
        assert step.startswith(start)


def test_a_line_to_a_vpn_gateway_needs_no_route_by_hand() -> None:
    design = compile_text("""
    architecture told
    office lab { address: 198.51.100.30; cidr: 192.168.30.0/24 }
    vpc shop { cidr: 10.0.0.0/16; tier app { isolated }; vpn_gateway gate }
    vpn line { from: lab; to: gate; routing: static }
    """).design
    [step] = design.components["line"].manual_steps(design)
    assert step.startswith("Set up the device of 'lab'")
