"""Walks: classes of packets followed hop by hop to a goal, and what stops the others.

A leg is one walk in one direction. Security groups and translations are stateful, so that on the
way back only routes and network ACLs count. Codes are the explanation codes of AWS's VPC
Reachability Analyzer.
"""

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from archc.reach.headers import PUBLIC, Block, Box, Match, overlap, split
from archc.reach.model import (
    EPHEMERAL,
    Allow,
    Attachment,
    Entry,
    Group,
    Interface,
    Network,
    Outside,
    Owner,
    Route,
    Subnet,
)
from archc.reach.once import once

_FARTHEST = 12  # hops from table to table; a longer way is a loop


class Hop(NamedTuple):
    """A part of the network that packets pass: `kind/name`."""

    place: str
    owner: Owner


class Stop(NamedTuple):
    """Packets that got no further: where, why, and what of the design says so."""

    code: str
    text: str
    owner: Owner
    hops: tuple[Hop, ...]
    box: Box
    answering: bool = False  # on the way back
    filter: str = ""  # what refused it: `acl/name` or `interface/name`, whose groups did
    way: str = ""  # `inbound` or `outbound` through that filter


def nearest(stops: Sequence[Stop]) -> Stop:
    """The stop nearest to the goal: what is stopped on its way back has come farther than all."""
    return max(
        stops, key=lambda stop: (stop.answering, len(stop.hops), stop.code != "CANNOT_ROUTE")
    )


class Goal(NamedTuple):
    """Where packets go: an interface by its private or its public address, or hosts outside."""

    interface: Interface | None
    outside: Outside | None = None
    public: bool = False


class Flow(NamedTuple):
    """Packets on their way: as they were sent, as they are now, and through what they came."""

    sent: Box
    now: Box
    hops: tuple[Hop, ...]
    sender: Interface | None  # whose private address they carry; None: a public or foreign one
    translated: tuple[tuple[str, Interface], ...] = ()  # by a kind of `_CHANGED`, in this order
    admitted: tuple[Owner, ...] = ()  # by which rules of the receiver's groups

    def narrowed(self, box: Box) -> "Flow":
        """Only those that are now in `box`; what was translated says nothing about the sent."""
        if not self.translated:
            return Flow(box, box, self.hops, self.sender, (), self.admitted)
        changed = {name for kind, _ in self.translated for name in _CHANGED[kind]}
        kept = {name: getattr(self.sent, name) for name in changed}
        return self._replace(sent=box._replace(**kept), now=box)

    def through(self, place: str, owner: Owner) -> "Flow":
        """One hop on."""
        sent, now, hops, sender, translated, admitted = self
        return Flow(sent, now, (*hops, Hop(place, owner)), sender, translated, admitted)


# What each translation changes: NAT, an internet gateway outwards and inwards; an egress-only
# gateway changes nothing, but lets only answers in.
_CHANGED = {"nat": ("source", "source_port"), "igw": ("source",), "in": ("target",), "out": ()}


class Leg:
    """One direction: `arrived` and `stops` hold what became of the packets."""

    def __init__(
        self, network: Network, goal: Goal, *, answering: bool = False, answers_only: bool = False
    ) -> None:
        self.net = network
        self.goal = goal
        self.answering = answering
        self.answers_only = answers_only  # the goal asked through an egress-only gateway
        # What a failure may have taken away from behind a route.
        self._carriers: Mapping[str, Container[str]] = {
            "nat": network.interfaces,
            "peering": network.peerings,
            "endpoint": network.endpoints,
        }
        self.arrived: list[Flow] = []
        self.stops: list[Stop] = []

    # Beginnings.

    def from_interface(self, sender: Interface, boxes: Iterable[Box]) -> None:
        """Packets that an interface sends."""
        start = (Hop(_place(sender), sender.owner),)
        flows = [Flow(box, box, start, sender) for box in boxes]
        if not self.answering:
            flows = [kept for flow in flows for kept in self._leaves(flow, sender)]
        for flow in flows:
            self._on_the_lan(flow, sender)

    def from_outside(self, sender: Outside, boxes: Iterable[Box]) -> None:
        """Packets that hosts outside send, over the internet or through a VPN."""
        start = (Hop(f"outside/{sender.name}", sender.owner),)
        for box in boxes:
            flow = Flow(box, box, start, None)
            if sender.behind:
                self._from_vpn(flow, sender)
            else:
                self._on_the_internet(flow)

    def from_service(self, sender: Outside, endpoint: str, boxes: Iterable[Box]) -> None:
        """Answers of a service, handed back by the gateway endpoint through which it was asked."""
        one = self.net.endpoints[endpoint]
        start = (
            Hop(f"outside/{sender.name}", sender.owner),
            Hop(f"endpoint/{endpoint}", one.owner),
            Hop(f"vpc/{one.vpc}", self.net.vpcs[one.vpc].owner),
        )
        for box in boxes:
            self._in_vpc(Flow(box, box, start, None), one.vpc)

    # At an interface and in its subnet.

    def _leaves(self, flow: Flow, sender: Interface) -> Iterator[Flow]:
        yield from self._grouped(flow, sender, "outbound")

    def _grouped(self, flow: Flow, at: Interface, way: str) -> Iterator[Flow]:
        """What the union of an interface's security groups admits."""
        if at.groups is None:
            yield flow
            return
        groups = [self.net.groups[name] for name in at.groups]
        field = "target" if way == "outbound" else "source"
        other = self._receiver(flow) if way == "outbound" else flow.sender
        rest = [flow.now]
        for rule in (rule for group in groups for rule in getattr(group, way)):
            match = self._match(rule, other)
            if match is not None:
                hits, rest = split(rest, match, field)
                by = (*flow.admitted, rule.owner) if way == "inbound" else flow.admitted
                yield from (flow.narrowed(hit)._replace(admitted=by) for hit in hits)
        for box in rest:
            self._refused(flow.narrowed(box), at, groups, way)

    def _refused(self, flow: Flow, at: Interface, groups: Sequence[Group], way: str) -> None:
        rules = any(getattr(group, way) for group in groups)
        self._stop(
            flow,
            "ENI_SG_RULES_MISMATCH" if rules else "SG_HAS_NO_RULES",
            f"no {way} rule of {_listed(g.name for g in groups)} at {at.owner.component} admits it",
            groups[0].owner if groups else at.owner,
            f"interface/{at.name}",
            way,
        )

    def _match(self, rule: Allow, other: Interface | None) -> Match | None:
        """A rule's match; a group stands for the private addresses of its members."""
        if rule.group is None:
            return rule.match
        member = other is not None and rule.group in (other.groups or ())
        return rule.match if member else None

    def _receiver(self, flow: Flow) -> Interface | None:
        """The goal's interface where packets still go to its private address."""
        del flow
        return self.goal.interface if not self.goal.public else None

    def _on_the_lan(self, flow: Flow, sender: Interface) -> None:
        """Neighbours hear each other directly; all else goes to the subnet's router."""
        home = self.net.subnets[sender.subnet]
        rest = [flow.now]
        for block in home.blocks:
            near, rest = split(rest, Match(remote=block), "target")
            for box in near:
                self._arrive_in(flow.narrowed(box), home)
        for box in rest:
            self._leave(flow.narrowed(box), home)

    def _leave(self, flow: Flow, home: Subnet) -> None:
        """Out of a subnet: its ACL, then its table."""
        for passed in self._listed(
            flow.through(f"subnet/{home.name}", home.owner), home, "outbound"
        ):
            self._route(passed, home)

    def _listed(self, flow: Flow, subnet: Subnet, way: str) -> Iterator[Flow]:
        """What a subnet's ACL lets through."""
        if subnet.acl is None:
            yield flow
            return
        acl = self.net.acls[subnet.acl]
        field = "target" if way == "outbound" else "source"
        rest = [flow.now]
        entries = sorted(getattr(acl, way), key=_number)
        for entry in entries:
            hits, rest = split(rest, entry.match, field)
            for hit in hits:
                if entry.allow:
                    yield flow.narrowed(hit)
                else:
                    self._stop(
                        flow.narrowed(hit), "SUBNET_ACL_RESTRICTION",
                        f"{way} entry {entry.number} of {acl.name} denies it", entry.owner,
                        f"acl/{acl.name}", way,
                    )  # fmt: skip
        for box in rest:
            self._stop(
                flow.narrowed(box), "SUBNET_ACL_RESTRICTION",
                f"no {way} entry of {acl.name} admits it", acl.owner,
                f"acl/{acl.name}", way,
            )  # fmt: skip

    # Routes.

    def _route(self, flow: Flow, home: Subnet) -> None:
        vpc = self.net.vpcs[home.vpc]
        table = self.net.tables[home.table]
        local = [Route(block, "local", vpc.owner) for block in vpc.blocks]
        if len(flow.hops) > _FARTHEST:
            self._stop(flow, "CANNOT_ROUTE", "it goes in a circle", table.owner)
            return
        for route, part in self._looked_up(flow, (*local, *table.routes)):
            self._follow(part, route, home)
        # What no route has was reported by the lookup.

    def _looked_up(self, flow: Flow, routes: Sequence[Route]) -> Iterator[tuple[Route, Flow]]:
        """The longest prefix wins; of equal ones the local, then the static before the learnt."""
        rest = [flow.now]
        for route in sorted(routes, key=_precedence):
            hits, rest = split(rest, Match(remote=route.block), "target")
            yield from ((route, flow.narrowed(hit)) for hit in hits)
        for box in rest:
            self._stop(
                flow.narrowed(box), "NO_ROUTE_TO_DESTINATION",
                f"no route leads from '{flow.hops[-1].owner.component}' to {self._told(box)}",
                flow.hops[-1].owner,
            )  # fmt: skip

    def _told(self, box: Box) -> str:
        """Where packets go, as a person would say it."""
        outside = self.goal.outside
        return outside.name if outside is not None else str(Block(box.family, box.target))

    def _follow(self, flow: Flow, route: Route, home: Subnet) -> None:
        kind, _, name = route.target.partition("/")
        at_vpc = flow.through(f"vpc/{home.vpc}", self.net.vpcs[home.vpc].owner)
        there = self._carriers.get(kind)
        if there is not None and name not in there:
            self._stop(flow, "BAD_STATE_ROUTE", f"{name} is lost", route.owner)
            return
        match kind:
            case "local":
                self._in_vpc(at_vpc, home.vpc)
            case "igw":
                self._out_to_internet(at_vpc, home.vpc)
            case "nat":
                self._through_nat(at_vpc, self.net.interfaces[name], home)
            case "peering":
                self._over_peering(at_vpc, name, home.vpc)
            case "tgw":
                self._over_transit(flow, name, home)
            case "vgw":
                self._into_vpn(at_vpc, name)
            case "endpoint":
                self._to_service(at_vpc, name, home)
            case "eigw":
                self._out_only(at_vpc, home.vpc)
            case _:
                self._stop(flow, "BAD_STATE_ROUTE", "its route is a black hole", route.owner)

    # Within VPCs.

    def _in_vpc(self, flow: Flow, vpc: str) -> None:
        """To the subnet that holds the address, if there is one."""
        rest = [flow.now]
        for subnet in _by_vpc(self.net.subnets).get(vpc, ()):
            for block in subnet.blocks:
                hits, rest = split(rest, Match(remote=block), "target")
                for hit in hits:
                    self._enter(flow.narrowed(hit), subnet)
        for box in rest:
            self._stop(
                flow.narrowed(box), "VPC_LOCAL_ROUTE_CIDR_RESTRICTION",
                f"no subnet of {vpc} holds {Block(box.family, box.target)}",
                self.net.vpcs[vpc].owner,
            )  # fmt: skip

    def _enter(self, flow: Flow, subnet: Subnet) -> None:
        """Into a subnet from its router: the ACL, then whoever has the address."""
        entering = flow.through(f"subnet/{subnet.name}", subnet.owner)
        for passed in self._listed(entering, subnet, "inbound"):
            self._arrive_in(passed, subnet)

    def _arrive_in(self, flow: Flow, subnet: Subnet) -> None:
        """In the subnet: delivered, if the goal is there."""
        goal = self.goal.interface
        if goal is None or goal.subnet != subnet.name or not _owns(goal, flow.now):
            self._stop(
                flow, "CANNOT_ROUTE", f"nobody in {subnet.name} has that address", subnet.owner
            )
            return
        there = flow.through(_place(goal), goal.owner)
        if goal.nat == "gateway" and not self.answering:
            self._stop(there, "NGW_REQUIRES_SOURCE_IN_VPC",
                       f"{goal.name} takes answers only, and this is none", goal.owner)  # fmt: skip
            return
        self.arrived += [there] if self.answering else self._grouped(there, goal, "inbound")

    # To and from the internet.

    def _out_to_internet(self, flow: Flow, vpc: str) -> None:
        """Through the internet gateway, which pairs private and public addresses."""
        gateway = self.net.vpcs[vpc]
        if not gateway.internet_gateway:
            self._stop(flow, "BAD_STATE_ROUTE", f"{vpc} has no internet gateway", gateway.owner)
            return
        sender = flow.sender
        if sender is None or self.net.subnets[sender.subnet].vpc != vpc:
            self._stop(
                flow, "IGW_REJECTS_SPOOFED_TRAFFIC", f"it does not come from {vpc}", gateway.owner
            )
            return
        there = flow.through(f"igw/{vpc}", gateway.owner)
        if there.now.family == 6:
            self._on_the_internet(there)
            return
        if not sender.public:
            self._stop(
                there, "IGW_PUBLIC_IP_ASSOCIATION_FOR_EGRESS",
                f"{sender.owner.component} has no public address", sender.owner,
            )  # fmt: skip
            return
        kept, rest = _publicly(there)
        for part in rest:
            self._stop(
                part, "IGW_DEST_IP_ADDRESS_NOT_IN_RFC1918_EGRESS",
                f"{Block(4, part.now.target)} is a private address", gateway.owner,
            )  # fmt: skip
        for part in kept:
            changed = part._replace(
                now=part.now._replace(source=ELASTIC.range),
                sender=None,
                translated=(*part.translated, ("igw", sender)),
            )
            self._on_the_internet(changed)

    def _out_only(self, flow: Flow, vpc: str) -> None:
        """An egress-only internet gateway takes IPv6 from inside."""
        there = flow.through(f"eigw/{vpc}", self.net.vpcs[vpc].owner)
        sender = flow.sender
        if self.answering:
            self._stop(there, "CANNOT_ROUTE", "it knows no session for the answer",
                       there.hops[-1].owner)  # fmt: skip
        elif flow.now.family == 6 and sender is not None:
            self._on_the_internet(there._replace(translated=(*there.translated, ("out", sender))))
        else:
            self._stop(there, "PROTOCOL_RESTRICTION", "it carries IPv6 only", there.hops[-1].owner)

    def _on_the_internet(self, flow: Flow) -> None:
        goal = self.goal
        if goal.outside is not None:
            self._reach_outside(flow, goal.outside)
        elif goal.interface is not None:
            self._into_vpc(flow, goal.interface)

    def _reach_outside(self, flow: Flow, outside: Outside) -> None:
        rest = [flow.now]
        for block in outside.blocks if not outside.behind else ():
            hits, rest = split(rest, Match(remote=block), "target")
            self.arrived += [
                flow.narrowed(hit).through(f"outside/{outside.name}", outside.owner) for hit in hits
            ]
        for box in rest:
            self._stop(
                flow.narrowed(box), "CANNOT_ROUTE",
                f"{Block(box.family, box.target)} is not {outside.name}", outside.owner,
            )  # fmt: skip

    def _into_vpc(self, flow: Flow, goal: Interface) -> None:
        """From the internet to the goal's public address, or to its IPv6 address."""
        home = self.net.subnets[goal.subnet]
        gateway = self.net.vpcs[home.vpc]
        if not (gateway.internet_gateway or self.answers_only):
            self._stop(flow, "CANNOT_ROUTE", f"{home.vpc} has no internet gateway", gateway.owner)
            return
        door = "eigw" if self.answers_only else "igw"
        there = flow.through(f"{door}/{home.vpc}", gateway.owner)
        if flow.now.family == 4:
            if not goal.public:
                self._stop(
                    flow, "IGW_PUBLIC_IP_ASSOCIATION_FOR_INGRESS",
                    f"{goal.owner.component} has no public address", goal.owner,
                )  # fmt: skip
                return
            if not self.goal.public or flow.now.target != ELASTIC.range:
                self._stop(
                    flow, "CANNOT_ROUTE",
                    f"nobody on the internet has {Block(4, flow.now.target)}", goal.owner,
                )  # fmt: skip
                return
            private = next(block for block in goal.blocks if block.family == 4)
            there = there._replace(
                now=there.now._replace(target=private.range),
                translated=(*there.translated, ("in", goal)),
            )
        self._in_vpc(there.through(f"vpc/{home.vpc}", gateway.owner), home.vpc)

    def _through_nat(self, flow: Flow, nat: Interface, home: Subnet) -> None:
        """A NAT gateway or instance sends on in its own name, for sessions from inside only."""
        there = self.net.subnets[nat.subnet]
        at_door = flow.through(_place(nat), nat.owner)
        sender = flow.sender
        if self.answering:
            self._stop(at_door, "NGW_REQUIRES_SOURCE_IN_VPC",
                       f"{nat.name} knows no session for the answer", nat.owner)  # fmt: skip
            return
        if sender is None or self.net.subnets[sender.subnet].vpc != there.vpc or sender == nat:
            self._stop(at_door, "NGW_REQUIRES_SOURCE_IN_VPC",
                       f"{nat.name} serves its own VPC only", nat.owner)  # fmt: skip
            return
        if flow.now.protocol == "other" or flow.now.family == 6:
            self._stop(at_door, "PROTOCOL_RESTRICTION",
                       f"{nat.name} passes TCP, UDP and ICMP over IPv4", nat.owner)  # fmt: skip
            return
        if nat.nat == "instance" and nat.checked:
            self._stop(at_door, "ENI_SOURCE_DEST_CHECK_RESTRICTION",
                       f"{nat.owner.component} takes only packets of its own addresses",
                       nat.owner)  # fmt: skip
            return
        for entered in self._into_subnet_of(flow, nat, home, there):
            at_nat = entered.through(_place(nat), nat.owner)
            for passed in self._grouped(at_nat, nat, "inbound"):
                self._sent_on(passed, nat, there)

    def _into_subnet_of(
        self, flow: Flow, nat: Interface, home: Subnet, there: Subnet
    ) -> Iterator[Flow]:
        del nat
        if home.name == there.name:
            yield flow
        else:
            yield from self._listed(
                flow.through(f"subnet/{there.name}", there.owner), there, "inbound"
            )

    def _sent_on(self, flow: Flow, nat: Interface, there: Subnet) -> None:
        own = next(block for block in nat.blocks if block.family == 4)
        ports = EPHEMERAL["nat"] if flow.now.protocol in ("tcp", "udp") else flow.now.source_port
        changed = flow._replace(
            now=flow.now._replace(source=own.range, source_port=ports),
            sender=nat,
            translated=(*flow.translated, ("nat", nat)),
        )
        for passed in self._grouped(changed, nat, "outbound"):
            for listed in self._listed(passed, there, "outbound"):
                self._route(listed, there)

    # Between networks.

    def _over_peering(self, flow: Flow, name: str, vpc: str) -> None:
        """One hop to the other VPC, and no further."""
        peering = self.net.peerings[name]
        other = peering.vpcs[1] if peering.vpcs[0] == vpc else peering.vpcs[0]
        there = flow.through(f"vpc/{other}", self.net.vpcs[other].owner)
        rest = [there.now]
        for block in self.net.vpcs[other].blocks:
            hits, rest = split(rest, Match(remote=block), "target")
            for hit in hits:
                self._in_vpc(there.narrowed(hit), other)
        for box in rest:
            self._stop(
                flow.narrowed(box), "PCX_REQUIRES_ADDRESS_IN_VPC_CIDR",
                f"{name} leads to {other} only", peering.owner,
            )  # fmt: skip

    def _over_transit(self, flow: Flow, gateway: str, home: Subnet) -> None:
        """Into a transit gateway by the attachment in the sender's zone, out by its table."""
        mine = [a for a in self.net.attachments.values()
                if a.gateway == gateway and a.vpc == home.vpc]  # fmt: skip
        zones = {self.net.subnets[name].zone for a in mine for name in a.subnets}
        if home.zone not in zones:
            self._stop(
                flow, "TGW_ATTACH_VPC_AZ_RESTRICTION",
                f"{gateway} has no attachment of {home.vpc} in zone {home.zone}",
                mine[0].owner if mine else home.owner,
            )  # fmt: skip
            return
        there = flow.through(f"vpc/{home.vpc}", self.net.vpcs[home.vpc].owner)
        self._in_transit(there, mine[0])

    def _in_transit(self, flow: Flow, entered: Attachment) -> None:
        """Out of a transit gateway, by the table of the attachment that packets came in by."""
        there = flow.through(f"tgw/{entered.gateway}", entered.owner)
        table = self.net.tables.get(entered.table)
        # The addresses travel on, but not whose group they are in.
        ways = table.routes if table is not None else ()
        for route, part in self._looked_up(there._replace(sender=None), ways):
            kind, _, name = route.target.partition("/")
            if kind != "attachment":
                self._stop(
                    part, "TGW_RTB_BAD_STATE_ROUTE", "its route is a black hole", route.owner
                )
            elif name not in self.net.attachments:
                self._stop(part, "TGW_RTB_BAD_STATE_ROUTE", f"{name} leads nowhere", route.owner)
            elif other := self.net.attachments[name].vpc:
                self._in_vpc(part.through(f"vpc/{other}", self.net.vpcs[other].owner), other)
            else:
                self._into_vpn(part, name)

    def _into_vpn(self, flow: Flow, gateway: str) -> None:
        outside = self.goal.outside
        kind = "vpn" if gateway in self.net.attachments else "vgw"
        there = flow.through(f"{kind}/{gateway}", flow.hops[-1].owner)
        if outside is None or outside.behind != gateway:
            self._stop(there, "VGW_CANNOT_ROUTE", f"the goal is not behind {gateway}",
                       there.hops[-1].owner)  # fmt: skip
            return
        rest = [there.now]
        for block in outside.blocks:
            hits, rest = split(rest, Match(remote=block), "target")
            self.arrived += [
                there.narrowed(hit).through(f"outside/{outside.name}", outside.owner)
                for hit in hits
            ]

    def _from_vpn(self, flow: Flow, sender: Outside) -> None:
        """From an office: into a transit gateway, to another line, or into the VPC."""
        if sender.behind in self.net.attachments:
            line = self.net.attachments[sender.behind]
            self._in_transit(flow.through(f"vpn/{line.name}", line.owner), line)
            return
        vpc = self.net.vpn_gateways.get(sender.behind)
        if vpc is None:
            self._stop(flow, "CANNOT_ROUTE", f"{sender.behind} is attached to no VPC", sender.owner)
            return
        there = flow.through(f"vgw/{sender.behind}", sender.owner)
        other = self.goal.outside
        if other is not None and other.behind == sender.behind:
            silent = next((one for one in (sender, other) if not one.told), None)
            if silent is None:
                self._into_vpn(flow, sender.behind)
                return
            self._stop(
                there, "VGW_CANNOT_ROUTE", f"the line to {silent.name} does not route by BGP",
                silent.owner,
            )  # fmt: skip
            return
        self._in_vpc(there.through(f"vpc/{vpc}", self.net.vpcs[vpc].owner), vpc)

    def _to_service(self, flow: Flow, name: str, home: Subnet) -> None:
        """A gateway endpoint hands packets to its service."""
        endpoint = self.net.endpoints[name]
        there = flow.through(f"endpoint/{name}", endpoint.owner)
        outside = self.goal.outside
        if flow.now.protocol not in ("tcp", "icmp") or endpoint.vpc != home.vpc:
            self._stop(there, "VPCE_GATEWAY_PROTOCOL_RESTRICTION",
                       f"{name} carries TCP from its own VPC", endpoint.owner)  # fmt: skip
        elif outside is not None and outside.name == endpoint.service:
            self.arrived.append(there.through(f"outside/{outside.name}", outside.owner))
        else:
            self._stop(there, "CANNOT_ROUTE", f"{name} leads to {endpoint.service} only",
                       endpoint.owner)  # fmt: skip

    def _stop(
        self, flow: Flow, code: str, text: str, owner: Owner, by: str = "", way: str = ""
    ) -> None:
        self.stops.append(Stop(code, text, owner, flow.hops, flow.now, self.answering, by, way))


# A public address that AWS gives out is not known before: one of Amazon's stands for it.
ELASTIC = Block(4, (0x03020001, 0x03020001))


def _publicly(flow: Flow) -> tuple[list[Flow], list[Flow]]:
    """The packets to public addresses, and those to private ones."""
    kept: list[Flow] = []
    rest = [flow.now]
    for public in PUBLIC:
        hits, rest = split(rest, Match(remote=Block(4, public)), "target")
        kept += [flow.narrowed(hit) for hit in hits]
    return kept, [flow.narrowed(box) for box in rest]


@once
def _by_vpc(subnets: Mapping[str, Subnet]) -> Mapping[str, tuple[Subnet, ...]]:
    """The subnets of each VPC; one network is asked about again and again."""
    found: dict[str, list[Subnet]] = {}
    for subnet in subnets.values():
        found.setdefault(subnet.vpc, []).append(subnet)
    return {vpc: tuple(own) for vpc, own in found.items()}


def _place(interface: Interface) -> str:
    kind = "nat" if interface.nat == "gateway" else "interface"
    return f"{kind}/{interface.name}"


def _owns(interface: Interface, box: Box) -> bool:
    return any(
        block.family == box.family and overlap(block.range, box.target) is not None
        for block in interface.blocks
    )


def _number(entry: Entry) -> int:
    return entry.number


def _precedence(route: Route) -> tuple[int, int]:
    order = 0 if route.target == "local" else 2 if route.propagated else 1
    return -route.block.prefix, order


def _listed(names: Iterable[str]) -> str:
    return " and ".join(names) or "no group"
