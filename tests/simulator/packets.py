"""One packet, walked hop by hop, and its answer: plain code for the tables of the rules."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from tests.simulator.world import Attachment, Interface, Route, Rule, Subnet, World, net

TCP, UDP, ICMP, OTHER = 6, 17, 1, 107
NOT_PUBLIC = tuple(
    net(text)
    for text in ("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16",
                 "172.16.0.0/12", "192.168.0.0/16", "224.0.0.0/3")
)  # fmt: skip


class Packet(NamedTuple):
    source: int
    target: int
    protocol: int
    from_port: int
    to_port: int

    def answer(self) -> Packet:
        return Packet(self.target, self.source, self.protocol, self.to_port, self.from_port)


class DropError(Exception):
    """Where a packet ends, and why."""


@dataclass
class Session:
    """What a NAT gateway remembers: the packet as it came and as it went."""

    nat: Interface
    came: Packet
    went: Packet


@dataclass
class Walk:
    """One packet's way and, later, its answer's."""

    world: World
    # Who has which private address, by VPC; the ends of this walk and the NAT gateways.
    owners: dict[tuple[str, int], Interface]
    hosts: frozenset[int]  # addresses of hosts on the internet, and of services
    nat_port: int
    session: Session | None = None
    log: list[str] = field(default_factory=list)
    answering: bool = False
    crossed: bool = False  # a transit gateway, beyond which no group is known
    by_endpoint: bool = False
    by_site: str = ""  # the VPN connection through which it left

    # There.

    def from_interface(self, sender: Interface, packet: Packet) -> tuple[Interface | int, Packet]:
        """Where a packet that an interface sends is delivered, and how it looks then."""
        self.log.append(sender.name)
        if not self.answering:
            self.check_group(sender, packet, inbound=False)
        return self.from_subnet(sender.subnet, packet, sender)

    def from_subnet(
        self, subnet: Subnet, packet: Packet, sender: Interface
    ) -> tuple[Interface | int, Packet]:
        if inside(packet.target, subnet.net):
            return self.arrive(subnet, packet)
        self.check_acl(subnet, packet, inbound=False)
        route = self.look_up(self.world.table_of(subnet), packet.target)
        self.log.append(f"{subnet.name}: {route.kind} {route.target}")
        return self.follow(route, subnet, packet, sender)

    def look_up(self, routes: list[Route], target: int) -> Route:
        fitting = [route for route in routes if inside(target, route.net)]
        if not fitting:
            raise DropError("no route")
        return min(fitting, key=lambda route: route.rank)

    def follow(
        self, route: Route, subnet: Subnet, packet: Packet, sender: Interface
    ) -> tuple[Interface | int, Packet]:
        match route.kind:
            case "local":
                return self.within(subnet.vpc, packet)
            case "gateway":
                return self.out(route.target, subnet, packet, sender)
            case "nat":
                return self.translate(self.world.nats[route.target], subnet, packet)
            case "machine":
                return self.translate(self.world.machines[route.target], subnet, packet)
            case "peering":
                first, second = self.world.peerings[route.target]
                other = second if first == subnet.vpc else first
                if not any(inside(packet.target, block) for block in self.world.vpcs[other]):
                    raise DropError("not in the peered VPC")
                return self.within(other, packet)
            case "transit":
                return self.transit(route.target, subnet, packet)
            case "endpoint":
                return self.service(route.target, subnet, packet)
        raise DropError(f"a route to {route.kind}")

    def within(self, vpc: str, packet: Packet) -> tuple[Interface | int, Packet]:
        for subnet in self.world.subnets.values():
            if subnet.vpc == vpc and inside(packet.target, subnet.net):
                self.check_acl(subnet, packet, inbound=True)
                self.log.append(subnet.name)
                return self.arrive(subnet, packet)
        raise DropError("no such subnet")

    def arrive(self, subnet: Subnet, packet: Packet) -> tuple[Interface | int, Packet]:
        owner = self.owners.get((subnet.vpc, packet.target))
        if owner is None or owner.subnet is not subnet:
            raise DropError("no such host")
        self.log.append(owner.name)
        session = self.session
        if owner.nat or (self.answering and session is not None and session.nat is owner):
            return self.hand_back(owner, packet)
        if not self.answering:
            self.check_group(owner, packet, inbound=True)
        return owner, packet

    # Filters.

    def check_group(self, one: Interface, packet: Packet, *, inbound: bool) -> None:
        if one.groups is None:
            return
        remote = packet.source if inbound else packet.target
        for name in one.groups:
            group = self.world.groups[name]
            for rule in group.inbound if inbound else group.outbound:
                if fits(rule, packet) and self.is_remote(rule, remote):
                    return
        raise DropError(f"security group of {one.name}, {'in' if inbound else 'out'}")

    def is_remote(self, rule: Rule, remote: int) -> bool:
        if rule.remote is not None:
            return inside(remote, rule.remote)
        return not self.crossed and any(
            address == remote and rule.group in (owner.groups or ())
            for (_, address), owner in self.owners.items()
        )

    def check_acl(self, subnet: Subnet, packet: Packet, *, inbound: bool) -> None:
        if not subnet.acl:
            return
        acl = self.world.acls[subnet.acl]
        remote = packet.source if inbound else packet.target
        for rule in acl.inbound if inbound else acl.outbound:
            assert rule.remote is not None
            if fits(rule, packet) and inside(remote, rule.remote):
                if rule.allow:
                    return
                break
        raise DropError(f"network ACL of {subnet.name}, {'in' if inbound else 'out'}")

    # Gateways.

    def out(
        self, gateway: str, subnet: Subnet, packet: Packet, sender: Interface
    ) -> tuple[Interface | int, Packet]:
        if gateway in self.world.vpn:
            return self.to_site(gateway, subnet, packet)
        if self.world.gateways.get(subnet.vpc) != gateway:
            raise DropError("this internet gateway is not attached here")
        if sender.public is None or packet.source != self.private(sender):
            raise DropError("no public address")
        if any(inside(packet.target, block) for block in NOT_PUBLIC):
            raise DropError("the internet has no private addresses")
        return self.on_the_internet(packet._replace(source=sender.public))

    def to_site(
        self, gateway: str, subnet: Subnet, packet: Packet
    ) -> tuple[Interface | int, Packet]:
        if self.world.vpn[gateway] != subnet.vpc:
            raise DropError("this VPN gateway is not attached here")
        self.log.append(gateway)
        for name, site in self.world.sites.items():
            if site.gateway == gateway and any(inside(packet.target, one) for one in site.nets):
                self.by_site = name
                return packet.target, packet
        raise DropError("not at this site")

    def from_site(self, name: str, packet: Packet) -> tuple[Interface | int, Packet]:
        """From a network behind a VPN connection: to another one, or into AWS."""
        site = self.world.sites[name]
        self.log.append(name)
        if name in self.world.attachments:
            self.crossed = True
            return self.forward(self.world.attachments[name], packet)
        for other, there in self.world.sites.items():
            meant = any(inside(packet.target, one) for one in there.nets)
            if meant and there.gateway == site.gateway and other != name:
                if not (site.told and there.told):
                    raise DropError("a static line hears of no other")
                self.by_site = other
                return packet.target, packet
        return self.within(self.world.vpn[site.gateway], packet)

    def private(self, one: Interface) -> int:
        return next(address for (_, address), owner in self.owners.items() if owner is one)

    def on_the_internet(self, packet: Packet) -> tuple[Interface | int, Packet]:
        self.log.append("internet")
        on_site = any(
            inside(packet.target, block)
            for site in self.world.sites.values()
            for block in site.nets
        )
        if packet.target in self.hosts and not on_site:
            return packet.target, packet
        for (vpc, address), owner in self.owners.items():
            if owner.public == packet.target:
                if vpc not in self.world.gateways:
                    raise DropError("no internet gateway")
                return self.within(vpc, packet._replace(target=address))
        raise DropError("nobody has this public address")

    def translate(
        self, nat: Interface, subnet: Subnet, packet: Packet
    ) -> tuple[Interface | int, Packet]:
        if self.answering:
            raise DropError("NAT knows no such session")
        if nat.subnet.vpc != subnet.vpc:
            raise DropError("NAT serves its own VPC")
        if packet.protocol not in (TCP, UDP, ICMP):
            raise DropError("NAT passes TCP, UDP and ICMP")
        if self.session is not None:
            raise DropError("NAT behind NAT")
        if not nat.nat and nat.checked:
            raise DropError("the source check drops what is not its own")
        if subnet is not nat.subnet:
            self.check_acl(nat.subnet, packet, inbound=True)
        self.log.append(nat.name)
        self.check_group(nat, packet, inbound=True)
        private = self.private(nat)
        ported = packet.protocol in (TCP, UDP)
        went = packet._replace(
            source=private, from_port=self.nat_port if ported else packet.from_port
        )
        self.session = Session(nat, packet, went)
        self.check_group(nat, went, inbound=False)
        self.check_acl(nat.subnet, went, inbound=False)
        route = self.look_up(self.world.table_of(nat.subnet), went.target)
        return self.follow(route, nat.subnet, went, nat)

    def hand_back(self, nat: Interface, packet: Packet) -> tuple[Interface | int, Packet]:
        """What comes back to NAT goes on to who asked, if it belongs to a session."""
        session = self.session
        if not self.answering or session is None or session.nat is not nat:
            raise DropError("NAT knows no such session")
        if packet != session.went.answer():
            raise DropError("this is no answer to what NAT sent")
        onward = session.came.answer()
        if inside(onward.target, nat.subnet.net):
            return self.arrive(nat.subnet, onward)
        self.check_acl(nat.subnet, onward, inbound=False)
        route = self.look_up(self.world.table_of(nat.subnet), onward.target)
        return self.follow(route, nat.subnet, onward, nat)

    def transit(
        self, gateway: str, subnet: Subnet, packet: Packet
    ) -> tuple[Interface | int, Packet]:
        own = [
            one
            for one in self.world.attachments.values()
            if one.vpc == subnet.vpc and one.gateway == gateway and subnet.zone in one.zones
        ]
        if not own:
            raise DropError("no attachment in this zone")
        self.crossed = True
        self.log.append(gateway)
        return self.forward(own[0], packet)

    def forward(self, entered: Attachment, packet: Packet) -> tuple[Interface | int, Packet]:
        """Out of a transit gateway, by the table of the attachment that it came in by."""
        route = self.look_up(self.world.routes.get(entered.table, []), packet.target)
        if route.kind != "attachment":
            raise DropError("a black hole")
        vpc = self.world.attachments[route.target].vpc
        if vpc:
            return self.within(vpc, packet)
        self.by_site = route.target
        if not any(inside(packet.target, one) for one in self.world.sites[route.target].nets):
            raise DropError("not at this site")
        return packet.target, packet

    def service(
        self, endpoint: str, subnet: Subnet, packet: Packet
    ) -> tuple[Interface | int, Packet]:
        vpc, _, blocks = self.world.endpoints[endpoint]
        if vpc != subnet.vpc or packet.protocol not in (TCP, ICMP):
            raise DropError("the endpoint passes TCP from its own VPC")
        self.log.append(endpoint)
        self.by_endpoint = True
        if not any(inside(packet.target, block) for block in blocks):
            raise DropError("no such host of the service")
        return packet.target, packet


def inside(address: int, block: tuple[int, int]) -> bool:
    return block[0] <= address <= block[1]


def fits(rule: Rule, packet: Packet) -> bool:
    if rule.protocol is not None and rule.protocol != packet.protocol:
        return False
    return packet.protocol not in (TCP, UDP) or rule.first <= packet.to_port <= rule.last


class Outcome(NamedTuple):
    """Whether a packet arrives, whether its answer does, what happened, and if NAT took part."""

    delivered: bool
    answered: bool
    log: str
    by_nat: bool = False


def ask(
    world: World, start: Interface | int, end: Interface | int, packet: Packet,
    owners: dict[tuple[str, int], Interface], hosts: frozenset[int], nat_port: int,
    site: str = "",
) -> Outcome:  # fmt: skip
    """Send a packet and, where it is delivered to `end`, the answer."""
    walk = Walk(world, owners, hosts, nat_port)
    try:
        if isinstance(start, Interface):
            where, seen = walk.from_interface(start, packet)
        elif site in world.sites:
            where, seen = walk.from_site(site, packet)
        else:
            where, seen = walk.on_the_internet(packet)
    except DropError as why:
        by_nat = walk.session is not None
        return Outcome(False, False, f"{' > '.join(walk.log)}: {why}", by_nat)
    if where is not end and where != end:
        return Outcome(False, False, f"{' > '.join(walk.log)}: somebody else's")
    walk.answering = True
    walk.log.append("|")
    try:
        if isinstance(where, Interface):
            back, got = walk.from_interface(where, seen.answer())
        elif walk.by_endpoint:
            back, got = walk.within(start.subnet.vpc, seen.answer())  # type: ignore[union-attr]
        elif walk.by_site:
            back, got = walk.from_site(walk.by_site, seen.answer())
        else:
            back, got = walk.on_the_internet(seen.answer())
    except DropError as why:
        return Outcome(True, False, f"{' > '.join(walk.log)}: {why}", walk.session is not None)
    home = (back is start or back == start) and got == packet.answer()
    ending = "answered" if home else "not recognised"
    return Outcome(True, home, f"{' > '.join(walk.log)}: {ending}", walk.session is not None)
