"""The web shop, deployed into moto: what the API then says exists."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

import pytest

from archc.emit import yaml
from tests.designs import compile_example
from tests.engines.moto_stack import Deployed, deployed


@pytest.fixture(scope="module")
def shop() -> Iterator[Deployed]:
    compiled = compile_example("06_web_shop")
    assert not compiled.has_errors
    with deployed(yaml.emit(compiled.stack).decode(), region="eu-west-1") as stack:
        yield stack


def subnets(shop: Deployed, tier: str) -> list[dict[str, Any]]:
    """The subnets of a tier as EC2 describes them."""
    ids = [i for name, i in shop.resources().items() if name.startswith(f"{tier}Subnet")]
    ids = [i for i in ids if i.startswith("subnet-")]
    return shop.client("ec2").describe_subnets(SubnetIds=ids)["Subnets"]


def group(shop: Deployed, name: str) -> dict[str, Any]:
    """A security group as EC2 describes it."""
    wanted = shop.resources()[f"{name}Group"]
    return shop.client("ec2").describe_security_groups(GroupIds=[wanted])["SecurityGroups"][0]


def test_six_subnets_in_two_zones(shop: Deployed) -> None:
    found = [s for tier in ("Edge", "App", "Data") for s in subnets(shop, tier)]
    assert len(found) == 6
    assert len({s["AvailabilityZone"] for s in found}) == 2
    for tier in ("Edge", "App", "Data"):
        assert len({s["AvailabilityZone"] for s in subnets(shop, tier)}) == 2


def test_only_the_public_tier_is_routed_to_the_internet(shop: Deployed) -> None:
    tables = shop.client("ec2").describe_route_tables()["RouteTables"]
    ways: dict[str, set[str]] = {}
    for table in tables:
        for association in table["Associations"]:
            if "SubnetId" in association:
                routes = [
                    r for r in table["Routes"] if r.get("DestinationCidrBlock") == "0.0.0.0/0"
                ]
                ways[association["SubnetId"]] = {
                    (r.get("GatewayId") or r.get("NatGatewayId", ""))[:3] for r in routes
                }
    assert all(ways[s["SubnetId"]] == {"igw"} for s in subnets(shop, "Edge"))
    assert all(ways[s["SubnetId"]] == {"nat"} for s in subnets(shop, "App"))
    assert all(ways[s["SubnetId"]] == set() for s in subnets(shop, "Data"))


def test_each_private_subnet_leaves_through_the_gateway_of_its_own_zone(shop: Deployed) -> None:
    ec2 = shop.client("ec2")
    zone_of = {s["SubnetId"]: s["AvailabilityZone"] for s in ec2.describe_subnets()["Subnets"]}
    nat_zone = {
        n["NatGatewayId"]: zone_of[n["SubnetId"]]
        for n in ec2.describe_nat_gateways()["NatGateways"]
    }
    assert len(set(nat_zone.values())) == 2
    for subnet in subnets(shop, "App"):
        filters = [{"Name": "association.subnet-id", "Values": [subnet["SubnetId"]]}]
        [table] = ec2.describe_route_tables(Filters=filters)["RouteTables"]
        [nat] = [r["NatGatewayId"] for r in table["Routes"] if r.get("NatGatewayId")]
        assert nat_zone[nat] == subnet["AvailabilityZone"]


def test_the_group_lists_exactly_the_private_subnets_of_both_zones(shop: Deployed) -> None:
    name = shop.resources()["Web"]
    groups = shop.client("autoscaling").describe_auto_scaling_groups(AutoScalingGroupNames=[name])
    [web] = groups["AutoScalingGroups"]
    listed = set(web["VPCZoneIdentifier"].split(","))
    assert listed == {s["SubnetId"] for s in subnets(shop, "App")}
    assert (web["MinSize"], web["MaxSize"]) == (2, 6)
    assert web["HealthCheckType"] == "ELB"
    assert web["TargetGroupARNs"] == [shop.resources()["FrontTargets8080"]]


def test_security_groups_are_chained_by_group_id(shop: Deployed) -> None:
    front, web, orders = (group(shop, name) for name in ("Front", "Web", "Orders"))
    [public] = front["IpPermissions"]
    assert [r["CidrIp"] for r in public["IpRanges"]] == ["0.0.0.0/0"]
    assert (public["FromPort"], public["ToPort"]) == (80, 80)
    [from_front] = web["IpPermissions"]
    assert from_front["IpRanges"] == []
    assert [p["GroupId"] for p in from_front["UserIdGroupPairs"]] == [front["GroupId"]]
    assert (from_front["FromPort"], from_front["ToPort"]) == (8080, 8080)
    [from_web] = orders["IpPermissions"]
    assert from_web["IpRanges"] == []
    assert [p["GroupId"] for p in from_web["UserIdGroupPairs"]] == [web["GroupId"]]
    assert (from_web["FromPort"], from_web["ToPort"]) == (5432, 5432)


def test_nothing_leaves_the_database(shop: Deployed) -> None:
    [only] = group(shop, "Orders")["IpPermissionsEgress"]
    assert [r["CidrIp"] for r in only["IpRanges"]] == ["127.0.0.1/32"]


def test_targets_and_health_checks_use_the_port_that_is_open(shop: Deployed) -> None:
    elb = shop.client("elbv2")
    [targets] = elb.describe_target_groups()["TargetGroups"]
    assert targets["Port"] == 8080
    assert targets["HealthCheckPort"] in ("traffic-port", "8080")
    [balancer] = elb.describe_load_balancers()["LoadBalancers"]
    assert balancer["Scheme"] == "internet-facing"
    zones = {z["SubnetId"] for z in balancer["AvailabilityZones"]}
    assert zones == {s["SubnetId"] for s in subnets(shop, "Edge")}
    [listener] = elb.describe_listeners(LoadBalancerArn=balancer["LoadBalancerArn"])["Listeners"]
    assert listener["DefaultActions"][0]["TargetGroupArn"] == targets["TargetGroupArn"]


def test_the_database_is_encrypted_has_a_standby_and_lies_in_the_data_subnets(
    shop: Deployed,
) -> None:
    [orders] = shop.client("rds").describe_db_instances()["DBInstances"]
    assert orders["StorageEncrypted"] is True
    assert orders["MultiAZ"] is True
    assert orders["PubliclyAccessible"] is False
    inside = {s["SubnetIdentifier"] for s in orders["DBSubnetGroup"]["Subnets"]}
    assert inside == {s["SubnetId"] for s in subnets(shop, "Data")}


def test_servers_are_told_where_the_database_is_and_may_read_its_secret(shop: Deployed) -> None:
    resources = shop.resources()
    ec2 = shop.client("ec2")
    versions = ec2.describe_launch_template_versions(LaunchTemplateId=resources["WebTemplate"])
    data = versions["LaunchTemplateVersions"][0]["LaunchTemplateData"]
    assert data["MetadataOptions"]["HttpTokens"] == "required"
    assert data["NetworkInterfaces"][0]["AssociatePublicIpAddress"] is False
    policy = shop.client("iam").get_role_policy(RoleName=resources["WebRole"], PolicyName="arrows")
    document = policy["PolicyDocument"]
    document = (
        ast.literal_eval(document) if isinstance(document, str) else document
    )  # moto keeps the repr
    [statement] = document["Statement"]
    assert statement["Action"] == ["secretsmanager:GetSecretValue"]
    assert statement["Resource"] == resources["OrdersSecret"]


def test_the_output_is_the_address_of_the_balancer(shop: Deployed) -> None:
    [balancer] = shop.client("elbv2").describe_load_balancers()["LoadBalancers"]
    assert shop.outputs()["Url"] == f"http://{balancer['DNSName']}"
