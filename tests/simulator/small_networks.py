"""Small random networks, spelled out: what stops packets stands in every kind of setting."""

from __future__ import annotations

import random
from itertools import pairwise

from archc.reach.headers import ANYWHERE, PUBLIC, Block, Match, block
from archc.reach.model import (
    Acl,
    Allow,
    Attachment,
    Endpoint,
    Entry,
    Group,
    Interface,
    Network,
    Outside,
    Owner,
    Peering,
    Route,
    Subnet,
    Table,
    Vpc,
)

SITE = "192.168.7.0/24"
BRANCH = "192.168.9.0/24"
OFFICE = "198.51.100.10/32"
STORE = "52.216.0.0/15"
PORTS = ((22, 22), (443, 443), (8080, 8080), (0, 65535), (1024, 65535), (32768, 61000))


class _Making:
    """One network in the making."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.vpcs: dict[str, Vpc] = {}
        self.subnets: dict[str, Subnet] = {}
        self.tables: dict[str, Table] = {}
        self.acls: dict[str, Acl] = {}
        self.groups: dict[str, Group] = {}
        self.interfaces: dict[str, Interface] = {}
        self.peerings: dict[str, Peering] = {}
        self.attachments: dict[str, Attachment] = {}
        self.endpoints: dict[str, Endpoint] = {}
        self.vpn_gateways: dict[str, str] = {}

    def likely(self, share: float) -> bool:
        return self.chance.random() < share

    def made(self) -> Network:
        count = self.chance.choice((1, 1, 2, 2, 3))
        for number in range(count):
            self.vpc(f"v{number}", number)
        names = list(self.vpcs)
        if count > 1 and self.likely(0.6):
            for one, other in pairwise(names):
                name = f"{one}{other}"
                self.peerings[name] = Peering(name, (one, other), Owner(name))
        if count > 1 and self.likely(0.5):
            self.transit(names)
        if self.likely(0.3):
            self.vpn_gateways["vpn"] = names[0]
        if self.likely(0.2):
            self.endpoints["door"] = Endpoint(
                "door", names[0], "store", (block(STORE),), Owner("door")
            )
        for subnet in list(self.subnets.values()):
            self.routes(subnet)
        outsides = {
            "internet": Outside("internet", tuple(Block(4, p) for p in PUBLIC), Owner("internet")),
            "office": Outside("office", (block(OFFICE),), Owner("office")),
            "store": Outside("store", (block(STORE),), Owner("store")),
            "site": Outside("site", (block(SITE),), Owner("site"), behind="vpn"),
            "branch": Outside("branch", (block(BRANCH),), Owner("branch"), behind="line"),
        }
        return Network(
            self.vpcs, self.subnets, self.tables, self.acls, self.groups, self.interfaces,
            outsides, self.peerings, self.attachments, self.endpoints, self.vpn_gateways,
        )  # fmt: skip

    def vpc(self, name: str, number: int) -> None:
        blocks = (block(f"10.{number}.0.0/16"),)
        self.vpcs[name] = Vpc(name, blocks, self.likely(0.6), Owner(name))
        tables = [f"{name}_t{n}" for n in range(self.chance.choice((1, 2)))]
        for table in tables:
            self.tables[table] = Table(table, (), Owner(table))
        acl = f"{name}_list" if self.likely(0.5) else None
        if acl is not None:
            self.acls[acl] = Acl(acl, self.entries(acl), self.entries(acl), Owner(acl))
        for n in range(self.chance.choice((1, 2))):
            subnet = f"{name}_s{n}"
            self.subnets[subnet] = Subnet(
                subnet, name, "ab"[n], (block(f"10.{number}.{n}.0/24"),),
                self.chance.choice(tables), acl if self.likely(0.7) else None, Owner(subnet),
            )  # fmt: skip
            self.host(f"{subnet}_host", subnet)
        if self.likely(0.4):
            self.nat(f"{name}_nat", self.chance.choice([s for s in self.subnets if name in s]))

    def remote(self) -> Block:
        return block(self.chance.choice(("0.0.0.0/0", "10.0.0.0/16", "10.1.0.0/16", "10.0.1.0/25",
                                         OFFICE, SITE, "0.0.0.0/1")))  # fmt: skip

    def match(self) -> Match:
        protocol = self.chance.choice((None, "tcp", "tcp", "udp", "icmp"))
        ports = self.chance.choice(PORTS) if protocol in ("tcp", "udp") else (0, 65535)
        return Match(protocol, self.remote(), ports)

    def entries(self, name: str) -> tuple[Entry, ...]:
        numbers = self.chance.sample((1, 5, 6, 50), self.chance.randint(0, 2))
        drawn = [Entry(n, self.likely(0.4), self.match(), Owner(name)) for n in numbers]
        if self.likely(0.6):
            drawn.append(Entry(100, True, Match(None, ANYWHERE), Owner(name)))
        return tuple(drawn)

    def group(self, name: str) -> None:
        inbound = [Allow(self.match(), None, Owner(name))] if self.likely(0.4) else []
        outbound = [Allow(self.match(), None, Owner(name))] if self.likely(0.3) else []
        if self.likely(0.6):
            outbound = [Allow(Match(None, ANYWHERE), None, Owner(name))]
        self.groups[name] = Group(name, tuple(inbound), tuple(outbound), Owner(name))

    def host(self, name: str, subnet: str) -> None:
        self.group(name)
        system = self.chance.choice(("linux", "linux", "windows", "function", "balancer"))
        self.interfaces[name] = Interface(
            name, subnet, self.subnets[subnet].blocks, system != "function" and self.likely(0.3),
            (name,), system, Owner(name),
        )  # fmt: skip

    def nat(self, name: str, subnet: str) -> None:
        kind = self.chance.choice(("gateway", "gateway", "instance"))
        if kind == "instance":
            self.group(name)
        self.interfaces[name] = Interface(
            name, subnet, self.subnets[subnet].blocks, kind == "gateway" or self.likely(0.7),
            (name,) if kind == "instance" else None, "nat", Owner(name), nat=kind,
            checked=kind == "instance" and self.likely(0.6),
        )  # fmt: skip

    def transit(self, names: list[str]) -> None:
        self.tables["hub_t"] = Table("hub_t", (), Owner("hub_t"))
        for vpc in names:
            if self.likely(0.8):
                inside = [s.name for s in self.subnets.values() if s.vpc == vpc]
                name = f"hub_{vpc}"
                self.attachments[name] = Attachment(
                    name, "hub", vpc, (self.chance.choice(inside),), "hub_t", Owner(name)
                )
        if self.likely(0.6):
            self.attachments["line"] = Attachment("line", "hub", "", (), "hub_t", Owner("line"))
        to = {name: vpc.blocks[0] for name, vpc in self.vpcs.items()} | {"": block(BRANCH)}
        routes = [
            Route(to[one.vpc], f"attachment/{name}", Owner("hub_t"), self.likely(0.5))
            for name, one in self.attachments.items()
            if self.likely(0.5)
        ]
        if self.likely(0.2):
            routes.append(Route(block("10.1.0.0/24"), "blackhole/", Owner("hub_t")))
        self.tables["hub_t"] = Table("hub_t", tuple(routes), Owner("hub_t"))

    def routes(self, subnet: Subnet) -> None:
        """Some routes more for a subnet's table, one to each block."""
        table = self.tables[subnet.table]
        doors = [f"igw/{subnet.vpc}", f"igw/{subnet.vpc}", "blackhole/"]
        doors += [f"nat/{n}" for n, i in self.interfaces.items() if i.nat and subnet.vpc in n]
        doors += [f"peering/{p.name}" for p in self.peerings.values() if subnet.vpc in p.vpcs]
        doors += ["tgw/hub"] if f"hub_{subnet.vpc}" in self.attachments else []
        doors += ["vgw/vpn"] if self.vpn_gateways.get("vpn") == subnet.vpc else []
        known = {route.block for route in table.routes}
        for _ in range(self.chance.choice((0, 1, 1, 2))):
            to = block(self.chance.choice(("0.0.0.0/0", "0.0.0.0/0", "10.0.0.0/16", "10.1.0.0/16",
                                           "10.2.0.0/24", SITE, BRANCH, "198.51.100.0/24")))  # fmt: skip
            if to not in known and to not in self.vpcs[subnet.vpc].blocks:
                known.add(to)
                route = Route(to, self.chance.choice(doors), table.owner, self.likely(0.1))
                table = table._replace(routes=(*table.routes, route))
        self.tables[subnet.table] = table


def network(seed: int) -> Network:
    """The network of a seed: one to three VPCs, of a few hosts each."""
    return _Making(seed).made()
