"""What the language does not have yet, added to a template and to the engine's network alike."""

from __future__ import annotations

import ipaddress
import random
from typing import Any

from archc.reach.headers import PUBLIC, Block, Match, block, without
from archc.reach.model import (
    Acl,
    Allow,
    Attachment,
    Endpoint,
    Entry,
    Network,
    Outside,
    Owner,
    Peering,
    Route,
)
from tests.simulator.world import SERVICES

SITE = "192.168.7.0/24"
NOBODY = Owner("extension")
PORTS = ((0, 65535), (22, 22), (80, 80), (1024, 65535), (32768, 65535), (40000, 50000), (0, 2000))


class Extending:
    """One random extension; the same seed adds the same where it finds the same."""

    def __init__(self, seed: int, parts: tuple[str, ...]) -> None:
        self.seed = seed
        self.parts = parts

    def __call__(self, template: dict[str, Any], net: Network) -> tuple[dict[str, Any], Network]:
        self.chance = random.Random(self.seed)
        self.resources = template["Resources"]
        self.net = net
        self.number = 0
        for part in self.parts:
            getattr(self, part)()
        return template, self.net

    def add(self, kind: str, **properties: Any) -> str:
        self.number += 1
        name = f"Extra{self.number}"
        self.resources[name] = {"Type": f"AWS::EC2::{kind}", "Properties": properties}
        return name

    def vpc_id(self, name: str) -> str:
        return next(
            id_ for id_, one in self.resources.items()
            if one["Type"] == "AWS::EC2::VPC" and one.get("Metadata", {}).get("Component") == name
        )  # fmt: skip

    def blocks(self) -> list[str]:
        """Blocks worth telling apart: VPCs, subnets, their halves, and some public ones."""
        found = ["0.0.0.0/0", "0.0.0.0/0", "8.0.0.0/6", "0.0.0.0/1", "198.51.100.10/32"]
        found += [str(one.blocks[0]) for one in self.net.vpcs.values()]
        found += [str(one.blocks[0]) for one in self.net.subnets.values()]
        for subnet in self.net.subnets.values():
            halves = ipaddress.IPv4Network(str(subnet.blocks[0])).subnets()
            found.append(str(next(iter(halves))))
        return found

    def match(self) -> tuple[Match, str, str, tuple[int, int]]:
        protocol = self.chance.choice(("-1", "-1", "tcp", "tcp", "udp", "icmp"))
        remote = self.chance.choice(self.blocks())
        ports = self.chance.choice(PORTS) if protocol in ("tcp", "udp") else (0, 65535)
        return (
            Match(None if protocol == "-1" else protocol, block(remote), ports),
            protocol,
            remote,
            ports,
        )

    # Filters.

    def lists(self) -> None:
        """Network ACLs for some of the subnets."""
        names = [self.list_() for _ in range(self.chance.choice((1, 2)))]
        subnets = dict(self.net.subnets)
        for name, subnet in subnets.items():
            if self.chance.random() < 0.6:
                acl = self.chance.choice(names)
                self.add("SubnetNetworkAclAssociation", SubnetId={"Ref": name},
                         NetworkAclId={"Ref": acl})  # fmt: skip
                subnets[name] = subnet._replace(acl=acl)
        self.net = self.net._replace(subnets=subnets)

    def list_(self) -> str:
        acl = self.add("NetworkAcl")
        ways: dict[bool, list[Entry]] = {False: [], True: []}
        numbers = {"tcp": 6, "udp": 17, "icmp": 1, "-1": -1}
        for egress, entries in ways.items():
            wanted = self.chance.sample(range(1, 100), self.chance.randint(0, 3))
            drawn = [(number, *self.match(), self.chance.random() < 0.5) for number in wanted]
            if self.chance.random() < 0.8:
                everything = (Match(None, block("0.0.0.0/0")), "-1", "0.0.0.0/0", (0, 65535))
                drawn.append((100, *everything, True))
            for number, match, protocol, remote, (first, last), allow in drawn:
                self.add("NetworkAclEntry", NetworkAclId={"Ref": acl}, RuleNumber=number,
                         Egress=egress, Protocol=numbers[protocol], CidrBlock=remote,
                         PortRange={"From": first, "To": last},
                         RuleAction="allow" if allow else "deny")  # fmt: skip
                entries.append(Entry(number, allow, match, NOBODY))
        made = Acl(acl, tuple(ways[False]), tuple(ways[True]), NOBODY)
        self.net = self.net._replace(acls={**self.net.acls, acl: made})
        return acl

    def rules(self) -> None:
        """More rules in the groups: of blocks, and of groups that may be in another VPC."""
        groups = dict(self.net.groups)
        ids = {name: self.group_id(name) for name in groups}
        for name in tuple(groups):
            # A first rule of its own would take away the one that lets everything out.
            closed = "SecurityGroupEgress" in self.resources[ids[name]]["Properties"]
            for way in ("inbound", "outbound") if closed else ("inbound",):
                for _ in range(self.chance.choice((0, 1, 2))):
                    match, protocol, remote, (first, last) = self.match()
                    other = self.chance.choice(list(groups)) if self.chance.random() < 0.4 else ""
                    end = "Source" if way == "inbound" else "Destination"
                    said: dict[str, Any] = {"CidrIp": remote}
                    if other:
                        said = {f"{end}SecurityGroupId": {"Ref": ids[other]}}
                        match = match._replace(remote=None)
                    kind = "SecurityGroupIngress" if way == "inbound" else "SecurityGroupEgress"
                    self.add(kind, GroupId={"Ref": ids[name]}, IpProtocol=protocol, FromPort=first,
                             ToPort=last, **said)  # fmt: skip
                    rule = Allow(match, other or None, NOBODY)
                    more = (*getattr(groups[name], way), rule)
                    groups[name] = groups[name]._replace(**{way: more})
        self.net = self.net._replace(groups=groups)

    def group_id(self, name: str) -> str:
        return next(
            id_ for id_, one in self.resources.items()
            if one["Type"] == "AWS::EC2::SecurityGroup" and one["Metadata"]["Component"] == name
        )  # fmt: skip

    # Ways between networks.

    def route(self, table: str, to: str, target: str, said: str, id_: str) -> None:
        """A route, unless its table has one of this block already."""
        known = self.net.tables[table]
        if any(str(one.block) == to for one in known.routes):
            return
        self.add(
            "Route", RouteTableId={"Ref": table}, DestinationCidrBlock=to, **{said: {"Ref": id_}}
        )
        made = known._replace(routes=(*known.routes, Route(block(to), target, NOBODY)))
        self.net = self.net._replace(tables={**self.net.tables, table: made})

    def tables_of(self, vpc: str) -> list[str]:
        return sorted({one.table for one in self.net.subnets.values() if one.vpc == vpc})

    def apart(self) -> list[str]:
        """VPCs whose blocks do not overlap."""
        found: list[str] = []
        for name, vpc in self.net.vpcs.items():
            mine = ipaddress.IPv4Network(str(vpc.blocks[0]))
            others = [ipaddress.IPv4Network(str(self.net.vpcs[o].blocks[0])) for o in found]
            if not any(mine.overlaps(other) for other in others):
                found.append(name)
        return found

    def targets(self, vpc: str) -> list[str]:
        subnets = [str(one.blocks[0]) for one in self.net.subnets.values() if one.vpc == vpc]
        return [str(self.net.vpcs[vpc].blocks[0]), *subnets]

    def peering(self) -> None:
        """Peering between all VPCs that can be peered, with routes here and there."""
        names = self.apart()
        for one in names:
            for other in names:
                if one < other:
                    id_ = self.add("VPCPeeringConnection", VpcId={"Ref": self.vpc_id(one)},
                                   PeerVpcId={"Ref": self.vpc_id(other)})  # fmt: skip
                    made = Peering(id_, (one, other), NOBODY)
                    self.net = self.net._replace(peerings={**self.net.peerings, id_: made})
                    for here, there in ((one, other), (other, one)):
                        for table in self.tables_of(here):
                            if self.chance.random() < 0.8:
                                to = self.chance.choice((*self.targets(there), "0.0.0.0/0"))
                                self.route(
                                    table, to, f"peering/{id_}", "VpcPeeringConnectionId", id_
                                )

    def transit(self) -> None:
        """A transit gateway with one or two tables between all VPCs."""
        names = self.apart()
        gateway = self.add("TransitGateway", DefaultRouteTableAssociation="disable")
        tables = [self.add("TransitGatewayRouteTable", TransitGatewayId={"Ref": gateway})
                  for _ in range(self.chance.choice((1, 2)))]  # fmt: skip
        routes: dict[str, list[Route]] = {name: [] for name in tables}
        for vpc in names:
            subnets = [n for n, one in self.net.subnets.items() if one.vpc == vpc]
            chosen = self.chance.sample(subnets, self.chance.randint(1, len(subnets)))
            zones = {self.net.subnets[n].zone: n for n in chosen}
            table = self.chance.choice(tables)
            id_ = self.add("TransitGatewayAttachment", TransitGatewayId={"Ref": gateway},
                           VpcId={"Ref": self.vpc_id(vpc)},
                           SubnetIds=[{"Ref": n} for n in zones.values()])  # fmt: skip
            self.add("TransitGatewayRouteTableAssociation", TransitGatewayAttachmentId={"Ref": id_},
                     TransitGatewayRouteTableId={"Ref": table})  # fmt: skip
            made = Attachment(id_, gateway, vpc, tuple(zones.values()), table, NOBODY)
            self.net = self.net._replace(attachments={**self.net.attachments, id_: made})
            for learns in tables:
                if self.chance.random() < 0.7:
                    self.add("TransitGatewayRouteTablePropagation",
                             TransitGatewayAttachmentId={"Ref": id_},
                             TransitGatewayRouteTableId={"Ref": learns})  # fmt: skip
                    routes[learns].append(
                        Route(
                            self.net.vpcs[vpc].blocks[0],
                            f"attachment/{id_}",
                            NOBODY,
                            propagated=True,
                        )
                    )
                to = self.chance.choice(self.targets(self.chance.choice(names)))
                fixed = {str(one.block) for one in routes[learns] if not one.propagated}
                if self.chance.random() < 0.3 and to not in fixed:
                    hole = self.chance.random() < 0.3
                    end = (
                        {"Blackhole": True}
                        if hole
                        else {"TransitGatewayAttachmentId": {"Ref": id_}}
                    )
                    self.add("TransitGatewayRoute", TransitGatewayRouteTableId={"Ref": learns},
                             DestinationCidrBlock=to, **end)  # fmt: skip
                    target = "blackhole/" if hole else f"attachment/{id_}"
                    routes[learns].append(Route(block(to), target, NOBODY))
            for table in self.tables_of(vpc):
                for there in names:
                    if there != vpc and self.chance.random() < 0.8:
                        to = self.chance.choice(self.targets(there))
                        self.route(table, to, f"tgw/{gateway}", "TransitGatewayId", gateway)
        # Two names of one table kind: a transit gateway's tables are tables like a subnet's.
        one = next(iter(self.net.tables.values()))
        more = {
            name: one._replace(name=name, routes=tuple(found)) for name, found in routes.items()
        }
        self.net = self.net._replace(tables={**self.net.tables, **more})

    def endpoints(self) -> None:
        """A gateway endpoint for S3 in some VPC, in some of its tables."""
        vpc = self.chance.choice(list(self.net.vpcs))
        tables = [t for t in self.tables_of(vpc) if self.chance.random() < 0.7]
        id_ = self.add("VPCEndpoint", VpcId={"Ref": self.vpc_id(vpc)}, VpcEndpointType="Gateway",
                       ServiceName={"Fn::Sub": "com.amazonaws.${AWS::Region}.s3"},
                       RouteTableIds=[{"Ref": table} for table in tables])  # fmt: skip
        blocks = tuple(map(block, SERVICES["s3"]))
        changed = dict(self.net.tables)
        for table in tables:
            more = tuple(Route(one, f"endpoint/{id_}", NOBODY) for one in blocks)
            changed[table] = changed[table]._replace(routes=(*changed[table].routes, *more))
        outsides = {
            name: one._replace(blocks=_without(one.blocks, blocks))
            for name, one in self.net.outsides.items()
        }
        outsides["s3"] = Outside("s3", blocks, NOBODY)
        made = Endpoint(id_, vpc, "s3", blocks, NOBODY)
        self.net = self.net._replace(
            endpoints={**self.net.endpoints, id_: made}, tables=changed, outsides=outsides
        )

    def site(self) -> None:
        """A site behind a VPN gateway, its routes written or learnt."""
        vpc = self.chance.choice(list(self.net.vpcs))
        id_ = self.add("VPNGateway", Type="ipsec.1")
        self.add("VPCGatewayAttachment", VpcId={"Ref": self.vpc_id(vpc)}, VpnGatewayId={"Ref": id_})
        connection = self.add("VPNConnection", VpnGatewayId={"Ref": id_}, StaticRoutesOnly=True)
        self.add(
            "VPNConnectionRoute", VpnConnectionId={"Ref": connection}, DestinationCidrBlock=SITE
        )
        learning = [t for t in self.tables_of(vpc) if self.chance.random() < 0.5]
        for table in self.tables_of(vpc):
            if table not in learning and self.chance.random() < 0.5:
                to = self.chance.choice((SITE, "192.168.0.0/16", "0.0.0.0/0"))
                self.route(table, to, f"vgw/{id_}", "GatewayId", id_)
        changed = dict(self.net.tables)
        if learning:
            self.add("VPNGatewayRoutePropagation", VpnGatewayId={"Ref": id_},
                     RouteTableIds=[{"Ref": table} for table in learning])  # fmt: skip
        for table in learning:
            more = Route(block(SITE), f"vgw/{id_}", NOBODY, propagated=True)
            changed[table] = changed[table]._replace(routes=(*changed[table].routes, more))
        outsides = {**self.net.outsides, id_: Outside(id_, (block(SITE),), NOBODY, behind=id_)}
        self.net = self.net._replace(
            tables=changed, outsides=outsides, vpn_gateways={**self.net.vpn_gateways, id_: vpc}
        )


def _without(blocks: tuple[Block, ...], taken: tuple[Block, ...]) -> tuple[Block, ...]:
    left = [one.range for one in blocks]
    for known in taken:
        left = [part for one in left for part in without(one, known.range)]
    return tuple(Block(4, one) for one in left)


assert PUBLIC  # the internet is what is left of it
