"""What EC2's API says of a deployed network: where packets go next, and whom groups admit."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from ipaddress import ip_address, ip_network
from typing import Any

from archc.emit import yaml
from tests.designs import compile_example, compile_text
from tests.engines.moto_stack import Deployed, deployed

_DESTINATIONS = ("DestinationCidrBlock", "DestinationIpv6CidrBlock", "DestinationPrefixListId")
_TARGETS = (
    "GatewayId", "NatGatewayId", "InstanceId", "TransitGatewayId", "VpcPeeringConnectionId",
    "EgressOnlyInternetGatewayId",
)  # fmt: skip

Rule = tuple[str, int | None, int | None, str]


@contextmanager
def network_of(stem: str) -> Iterator[Deployed]:
    """An example by its name, deployed into moto."""
    compiled = compile_example(stem)
    assert not compiled.has_errors
    with deployed(yaml.emit(compiled.stack).decode(), region="eu-central-1") as stack:
        yield stack


@contextmanager
def network_from(text: str) -> Iterator[Deployed]:
    """A design that stands in a test, deployed into moto."""
    compiled = compile_text(text)
    assert not compiled.has_errors, [str(one) for one in compiled.diagnostics]
    with deployed(yaml.emit(compiled.stack).decode(), region="eu-central-1") as stack:
        yield stack


class Network:
    """A deployed network, asked by the logical ids of its template."""

    def __init__(self, stack: Deployed) -> None:
        self.ec2: Any = stack.client("ec2")
        self.ids = stack.resources()
        self._names = {physical: name for name, physical in self.ids.items()}

    def name(self, physical_id: str) -> str:
        """The logical id of a resource; what has none keeps its own."""
        return self._names.get(physical_id, physical_id)

    def subnets(self) -> dict[str, dict[str, Any]]:
        """Every subnet by its logical id; the one's of moto's default VPC have none."""
        rows = self.ec2.describe_subnets()["Subnets"]
        return {self.name(row["SubnetId"]): row for row in rows if row["SubnetId"] in self._names}

    def table(self, subnet: str) -> dict[str, Any]:
        """The route table that a subnet uses, as the API describes it."""
        asked = [{"Name": "association.subnet-id", "Values": [self.ids[subnet]]}]
        [table] = self.ec2.describe_route_tables(Filters=asked)["RouteTables"]
        found: dict[str, Any] = table
        return found

    def routes(self, subnet: str) -> dict[str, str]:
        """Destination → what leads there, by the names of the template; without the local ones."""
        found = {}
        for route in self.table(subnet)["Routes"]:
            target = next(route[key] for key in _TARGETS if route.get(key))
            destination = next(route[key] for key in _DESTINATIONS if route.get(key))
            if target != "local":
                found[destination] = self.name(target)
        return found

    def hop(self, subnet: str, address: str) -> str:
        """Where a packet to an address goes next: by the longest prefix, empty if nowhere."""
        table = self.table(subnet)["Routes"]
        fitting = []
        for route in table:
            block = route.get("DestinationCidrBlock") or route.get("DestinationIpv6CidrBlock")
            if block and ip_address(address) in ip_network(block):
                target = next(route[key] for key in _TARGETS if route.get(key))
                fitting.append((ip_network(block).prefixlen, target))
        return self.name(max(fitting)[1]) if fitting else ""

    def public(self) -> set[str]:
        """The subnets whose table has a route to an internet gateway."""
        return {
            subnet
            for subnet in self.subnets()
            if any(
                (route.get("GatewayId") or "").startswith("igw-")
                for route in self.table(subnet)["Routes"]
            )
        }

    def rules(self, group: str, way: str = "in") -> set[Rule]:
        """What a security group lets in or out: protocol, ports, and a block or a group."""
        [row] = self.ec2.describe_security_groups(GroupIds=[self.ids[group]])["SecurityGroups"]
        found = set()
        for rule in row["IpPermissions" if way == "in" else "IpPermissionsEgress"]:
            ports = (rule["IpProtocol"], rule.get("FromPort"), rule.get("ToPort"))
            blocks = [one["CidrIp"] for one in rule["IpRanges"]]
            blocks += [one["CidrIpv6"] for one in rule["Ipv6Ranges"]]
            groups = [self.name(one["GroupId"]) for one in rule["UserIdGroupPairs"]]
            found |= {(*ports, whom) for whom in (*blocks, *groups)}
        return found

    def server(self, name: str) -> dict[str, Any]:
        """An instance as the API describes it."""
        [row] = self.ec2.describe_instances(InstanceIds=[self.ids[name]])["Reservations"]
        found: dict[str, Any] = row["Instances"][0]
        return found

    # Transit gateways.

    def attachments(self) -> dict[str, dict[str, Any]]:
        """Every end at a transit gateway by the name of its VPC or line."""
        rows = self.ec2.describe_transit_gateway_attachments()["TransitGatewayAttachments"]
        return {self.name(row["ResourceId"]): row for row in rows}

    def transit_table(self, end: str) -> str:
        """The table that packets from a VPC or a line are routed by; empty if it has none."""
        association = self.attachments()[end].get("Association") or {}
        return str(association.get("TransitGatewayRouteTableId", ""))

    def heard(self, table: str) -> set[str]:
        """The VPCs and lines that propagate into a table."""
        answer = self.ec2.get_transit_gateway_route_table_propagations(
            TransitGatewayRouteTableId=table
        )
        rows = answer["TransitGatewayRouteTablePropagations"]
        return {self.name(row["ResourceId"]) for row in rows}

    def transit_hop(self, end: str, address: str) -> str:
        """The VPC that packets from a VPC come out at, `blackhole`, or nothing.

        moto does not list the routes that attachments propagate: each is its VPC's block.
        """
        table = self.transit_table(end)
        vpcs = self._vpcs()
        found = [(vpcs[other], 1, other) for other in self.heard(table) if other in vpcs]
        static = [{"Name": "type", "Values": ["static"]}]
        answer = self.ec2.search_transit_gateway_routes(
            TransitGatewayRouteTableId=table, Filters=static
        )
        for route in answer["Routes"]:
            ends = route.get("TransitGatewayAttachments") or [{}]
            out = self.name(ends[0].get("ResourceId", "blackhole"))
            found.append((route["DestinationCidrBlock"], 2, out))
        fitting = [
            (ip_network(block).prefixlen, rank, out)
            for block, rank, out in found
            if ip_address(address) in ip_network(block)
        ]
        return max(fitting)[2] if fitting else ""

    def _vpcs(self) -> dict[str, str]:
        rows = self.ec2.describe_vpcs()["Vpcs"]
        return {self.name(row["VpcId"]): row["CidrBlock"] for row in rows}
