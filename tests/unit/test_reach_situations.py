"""Situations with known verdicts: nine networks of Batfish's published AWS test expectations.

The networks are built by hand and every row is asked as it stands in the table: from where, to
which address, what becomes of the packet and by which hops. Batfish's words are those of the
table; `WORDS` says how the engine's codes are meant. The engine names hops `kind/name` and has no
`backbone`. A packet that reaches hosts outside has left (EXITS_NETWORK), or was handed to them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

import pytest

from archc.reach.headers import Block, Box, Match, block
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
from archc.reach.trip import Service, travel
from archc.reach.walk import ELASTIC, Goal, Leg

WORDS = {
    "ENI_SG_RULES_MISMATCH": "DENIED_IN",
    "SG_HAS_NO_RULES": "DENIED_IN",
    "NGW_REQUIRES_SOURCE_IN_VPC": "DENIED_IN",
    "PROTOCOL_RESTRICTION": "DENIED_IN",
    "IGW_PUBLIC_IP_ASSOCIATION_FOR_EGRESS": "DENIED_IN",
    "NO_ROUTE_TO_DESTINATION": "NO_ROUTE",
    "VPC_LOCAL_ROUTE_CIDR_RESTRICTION": "NULL_ROUTED",
    "TGW_ATTACH_VPC_AZ_RESTRICTION": "NULL_ROUTED",
}
ANYWHERE = block("0.0.0.0/0")
NOBODY = Owner("test")
SSH = ("tcp 22",)
PING = ("tcp 22", "icmp")
WEB = ("tcp 22", "tcp 443", "udp 33434-33534", "icmp")


def match(text: str, remote: Block = ANYWHERE) -> Match:
    protocol, _, ports = text.partition(" ")
    first, _, last = ports.partition("-")
    return Match(protocol, remote, (int(first), int(last or first)) if ports else (0, 65535))


def group(name: str, services: Iterable[str]) -> Group:
    inbound = tuple(Allow(match(service), None, NOBODY) for service in services)
    return Group(name, inbound, (Allow(Match(None, ANYWHERE), None, NOBODY),), NOBODY)


def everything(number: int) -> Entry:
    return Entry(number, True, Match(None, ANYWHERE), NOBODY)


OPEN = Acl("open", (everything(100),), (everything(100),), NOBODY)


class Situation(NamedTuple):
    """A network, and who has which public address."""

    net: Network
    public: Mapping[str, str]


def situation(
    vpcs: Mapping[str, tuple[str, bool]],
    subnets: Mapping[str, tuple[str, str, str, str]],
    tables: Mapping[str, Mapping[str, str]],
    hosts: Mapping[str, tuple[str, str, str, tuple[str, ...] | None]],
    *,
    acls: Mapping[str, Acl] | None = None,
    outsides: Mapping[str, str] | None = None,
    propagated: Iterable[str] = (),
    **more: object,
) -> Situation:
    """VPCs (block, gateway), subnets (VPC, block, zone, table), hosts (subnet, address, public)."""
    lists = acls or {}
    groups = {f"sg.{n}": group(f"sg.{n}", s) for n, (*_, s) in hosts.items() if s is not None}
    net = Network(
        {n: Vpc(n, (block(b),), igw, NOBODY) for n, (b, igw) in vpcs.items()},
        {
            n: Subnet(n, vpc, zone, (block(b),), table, n if n in lists else "open", NOBODY)
            for n, (vpc, b, zone, table) in subnets.items()
        },
        {
            n: Table(
                n,
                tuple(Route(block(b), t, NOBODY, n in propagated) for b, t in routes.items()),
                NOBODY,
            )
            for n, routes in tables.items()
        },
        {"open": OPEN, **lists},
        groups,
        {
            n: Interface(
                n, subnet, (block(address),), bool(public),
                None if services is None else (f"sg.{n}",), "linux", NOBODY,
                nat="gateway" if services is None else "",
            )
            for n, (subnet, address, public, services) in hosts.items()
        },
        {n: Outside(n, (block(b),), NOBODY) for n, b in (outsides or {}).items()},
    )  # fmt: skip
    net = net._replace(**more)  # type: ignore[arg-type]
    return Situation(net, {one[2]: name for name, one in hosts.items() if one[2]})


PUB = situation(
    {"v": ("10.0.0.0/16", True)},
    {"s": ("v", "10.0.0.0/24", "b", "own")},
    {"own": {"0.0.0.0/0": "igw/v"}},
    {"i1": ("s", "10.0.0.91", "18.216.80.133", SSH), "i2": ("s", "10.0.0.92", "", SSH)},
)
PP = situation(
    {"v": ("10.0.0.0/16", True)},
    {"pub": ("v", "10.0.0.0/24", "b", "own"), "priv": ("v", "10.0.1.0/24", "b", "main")},
    {"own": {"0.0.0.0/0": "igw/v"}, "main": {}},
    {
        "i.pub": ("pub", "10.0.0.47", "13.58.55.60", SSH),
        "i.priv": ("priv", "10.0.1.204", "", SSH),
    },
)
NAT = situation(
    {"v": ("10.1.0.0/16", True)},
    {"s.nat": ("v", "10.1.250.0/24", "b", "out"), "s1": ("v", "10.1.1.0/24", "b", "by_nat")},
    {"out": {"0.0.0.0/0": "igw/v"}, "by_nat": {"0.0.0.0/0": "nat/nat"}},
    {
        "nat": ("s.nat", "10.1.250.210", "3.135.127.225", None),
        "i1": ("s1", "10.1.1.98", "", PING),
        "jump": ("s.nat", "10.1.250.116", "18.216.129.140", PING),
    },
    acls={
        "s.nat": Acl(
            "s.nat",
            (Entry(100, True, match("icmp", block("10.1.1.0/24")), NOBODY), everything(200)),
            (everything(100),),
            NOBODY,
        )
    },
)
SUB = situation(
    {"v": ("10.10.0.0/16", False)},
    {"s": ("v", "10.10.1.0/24", "b", "main"), "s0": ("v", "10.10.2.0/24", "b", "main")},
    {"main": {}},
    {
        "i1": ("s", "10.10.1.228", "", SSH),
        "i2": ("s", "10.10.1.44", "", SSH),
        "i0": ("s0", "10.10.2.9", "", SSH),
    },
)
PCX = situation(
    {
        "va": ("10.10.0.0/16", False),
        "vb": ("192.168.0.0/16", False),
        "vc": ("192.168.0.0/16", False),
    },
    {
        "sa": ("va", "10.10.10.0/24", "c", "ma"),
        "sb": ("vb", "192.168.1.0/24", "b", "mb"),
        "sc": ("vc", "192.168.2.0/24", "b", "mc"),
    },
    {
        "ma": {"192.168.1.0/24": "peering/ab", "192.168.2.0/24": "peering/ac"},
        "mb": {"10.10.0.0/16": "peering/ab", "0.0.0.0/0": "blackhole/"},
        "mc": {"10.10.0.0/16": "peering/ac"},
    },
    {
        "a": ("sa", "10.10.10.157", "", SSH),
        "b": ("sb", "192.168.1.106", "", SSH),
        "c": ("sc", "192.168.2.229", "", SSH),
    },
    peerings={
        "ab": Peering("ab", ("va", "vb"), NOBODY),
        "ac": Peering("ac", ("va", "vc"), NOBODY),
    },
)
S3 = ("54.231.0.0/17", "52.216.0.0/15", "3.5.16.0/21", "3.5.0.0/20")
TO_S3 = dict.fromkeys(S3, "endpoint/gwe")
BOTH = {
    name: Acl("custom", (everything(1000),), (everything(1000),), NOBODY)
    for name in ("pub", "priv", "sn", "se")
}
GWE = situation(
    {"v": ("10.1.0.0/16", True)},
    {"pub": ("v", "10.1.1.0/24", "a", "tpub"), "priv": ("v", "10.1.101.0/24", "a", "tpriv")},
    {"tpub": {"0.0.0.0/0": "igw/v", **TO_S3}, "tpriv": TO_S3},
    {
        "i.pub": ("pub", "10.1.1.169", "18.206.223.222", WEB),
        "i.priv": ("priv", "10.1.101.36", "", WEB),
    },
    acls=BOTH,
    outsides={"s3": "52.216.0.0/15", "services": "54.222.57.0/24"},
    endpoints={"gwe": Endpoint("gwe", "v", "s3", tuple(map(block, S3)), NOBODY)},
)
IFE = situation(
    {"v": ("10.1.0.0/16", True)},
    {"sn": ("v", "10.1.1.0/24", "a", "both"), "se": ("v", "10.1.101.0/24", "a", "both")},
    {"both": {"0.0.0.0/0": "igw/v"}},
    {
        "ife": ("se", "10.1.101.97", "", WEB),
        "i.n": ("sn", "10.1.1.88", "3.86.201.253", WEB),
        "i.e": ("se", "10.1.101.63", "", WEB),
    },
    acls=BOTH,
)


def transit(tables: Mapping[str, Mapping[str, str]], of_a: str, of_b: str) -> Situation:
    return situation(
        {"va": ("10.10.0.0/16", False), "vb": ("192.168.0.0/16", True)},
        {
            "sa": ("va", "10.10.10.0/24", "c", "ma"),
            "sa2": ("va", "10.10.20.0/24", "a", "ma"),
            "sb": ("vb", "192.168.1.0/24", "b", "mb"),
        },
        {
            "ma": {"192.168.0.0/16": "tgw/tgw"},
            "mb": {"10.10.0.0/16": "tgw/tgw", "0.0.0.0/0": "igw/vb"},
            **tables,
        },
        {
            "a": ("sa", "10.10.10.157", "", PING),
            "a2": ("sa2", "10.10.20.154", "", SSH),
            "b": ("sb", "192.168.1.106", "3.136.41.161", SSH),
        },
        propagated=tables,
        attachments={
            "to_a": Attachment("to_a", "tgw", "va", ("sa",), of_a, NOBODY),
            "to_b": Attachment("to_b", "tgw", "vb", ("sb",), of_b, NOBODY),
        },
    )


FROM_A, FROM_B = {"192.168.0.0/16": "attachment/to_b"}, {"10.10.0.0/16": "attachment/to_a"}
TGW = transit({"t": {**FROM_A, **FROM_B}}, "t", "t")
MT = transit({"ta": FROM_A, "tb": FROM_B}, "ta", "tb")

# Situation, id, from, to, packet, verdict, hops, and whether the answer is demanded (†).
ROWS = [
    (PUB, "PUB1", "8.8.8.8", "18.216.80.133", "tcp 80", "DENIED_IN", "internet backbone igw v s i1"),
    (PUB, "PUB2", "8.8.8.8", "54.191.107.23", "any", "NULL_ROUTED", "internet backbone"),
    (PUB, "PUB3", "8.8.8.8", "10.0.0.91", "any", "NULL_ROUTED", "internet"),
    (PUB, "PUB4", "8.8.8.8", "192.18.0.8", "any", "EXITS_NETWORK", "internet"),
    (PUB, "PUB5", "i1", "8.8.8.8", "any", "EXITS_NETWORK", "i1 s v igw backbone internet"),
    (PUB, "PUB6", "i2", "8.8.8.8", "tcp 80", "DENIED_IN", "i2 s v igw"),
    (PP, "PP1", "i.priv", "10.0.0.47", "any", "DENIED_IN", "i.priv priv v pub i.pub"),
    (PP, "PP2", "i.pub", "10.0.1.204", "any", "DENIED_IN", "i.pub pub v priv i.priv"),
    (PP, "PP3", "8.8.8.8", "13.58.55.60", "any", "DENIED_IN", "internet backbone igw v pub i.pub"),
    (PP, "PP4", "8.8.8.8", "10.0.0.47", "any", "NULL_ROUTED", "internet"),
    (PP, "PP5", "i.pub", "8.8.8.8", "any", "EXITS_NETWORK", "i.pub pub v igw backbone internet"),
    (PP, "PP6", "i.pub", "19.168.0.0", "any", "EXITS_NETWORK", "i.pub pub v igw backbone internet"),
    (NAT, "NAT1", "i1", "8.8.8.8", "tcp 80 †", "EXITS_NETWORK",
     "i1 s1 v nat s.nat v igw backbone internet"),
    (NAT, "NAT2", "i1", "8.8.8.8", "any", "DENIED_IN", "i1 s1 v nat"),
    (NAT, "NAT3", "8.8.8.8", "3.135.127.225", "tcp 80", "DENIED_IN",
     "internet backbone igw v s.nat nat"),
    (NAT, "NAT4", "jump", "10.1.250.210", "tcp 80", "DENIED_IN", "jump nat"),
    (SUB, "SUB1", "i1", "10.10.1.44", "any", "DENIED_IN", "i1 i2"),
    (SUB, "SUB2", "i1", "10.10.0.1", "any", "NULL_ROUTED", "i1 s v"),
    (SUB, "SUB3", "i0", "10.10.1.44", "any", "DENIED_IN", "i0 s0 v s i2"),
    (PCX, "PCX1", "a", "192.168.1.106", "any", "DENIED_IN", "a sa va vb sb b"),
    (PCX, "PCX2", "b", "10.10.10.157", "any", "DENIED_IN", "b sb vb va sa a"),
    (PCX, "PCX3", "a", "192.168.100.1", "any", "NO_ROUTE", "a sa"),
    (PCX, "PCX4", "b", "10.10.100.1", "any", "NULL_ROUTED", "b sb vb va"),
    (PCX, "PCX5", "b", "10.10.10.11", "any", "NEIGHBOR_UNREACHABLE", "b sb vb va sa"),
    (GWE, "GWE1", "i.priv", "52.216.237.77", "tcp 443 †", "EXITS_NETWORK", "i.priv priv v gwe"),
    (GWE, "GWE2", "i.pub", "52.216.237.77", "tcp 443 †", "EXITS_NETWORK", "i.pub pub v gwe"),
    (GWE, "GWE3", "i.priv", "54.222.57.1", "tcp 443", "NO_ROUTE", "i.priv priv"),
    (GWE, "GWE4", "i.pub", "54.222.57.1", "tcp 443 †", "EXITS_NETWORK",
     "i.pub pub v igw backbone services"),
    (IFE, "IFE1", "i.e", "10.1.101.97", "tcp 443 †", "ACCEPTED", "i.e ife"),
    (IFE, "IFE2", "i.n", "10.1.101.97", "tcp 443 †", "ACCEPTED", "i.n sn v se ife"),
    (TGW, "TGW1", "a", "192.168.1.106", "any", "DENIED_IN", "a sa va tgw vb sb b"),
    (TGW, "TGW2", "b", "10.10.10.157", "any", "DENIED_IN", "b sb vb tgw va sa a"),
    (TGW, "TGW3", "a2", "192.168.1.106", "any", "NULL_ROUTED", "a2 sa2"),
    (TGW, "TGW4", "b", "10.10.20.154", "any", "DENIED_IN", "b sb vb tgw va sa2 a2"),
    (MT, "MT1", "a", "192.168.1.106", "any", "DENIED_IN", "a sa va tgw vb sb b"),
    (MT, "MT2", "b", "10.10.10.157", "any", "DENIED_IN", "b sb vb tgw va sa a"),
    # Derived: what a group denied, on TCP 22, gets there and back.
    (PUB, "PUB1 tcp 22", "8.8.8.8", "18.216.80.133", "tcp 22 †", "ACCEPTED",
     "internet backbone igw v s i1"),
    (PP, "PP1 tcp 22", "i.priv", "10.0.0.47", "tcp 22 †", "ACCEPTED", "i.priv priv v pub i.pub"),
    (PP, "PP2 tcp 22", "i.pub", "10.0.1.204", "tcp 22 †", "ACCEPTED", "i.pub pub v priv i.priv"),
    (PP, "PP3 tcp 22", "8.8.8.8", "13.58.55.60", "tcp 22 †", "ACCEPTED",
     "internet backbone igw v pub i.pub"),
    (SUB, "SUB1 tcp 22", "i1", "10.10.1.44", "tcp 22 †", "ACCEPTED", "i1 i2"),
    (PCX, "PCX1 tcp 22", "a", "192.168.1.106", "tcp 22 †", "ACCEPTED", "a sa va vb sb b"),
    (PCX, "PCX2 tcp 22", "b", "10.10.10.157", "tcp 22 †", "ACCEPTED", "b sb vb va sa a"),
    (PCX, "PCX b to c", "b", "192.168.2.229", "tcp 22", "NULL_ROUTED", "b sb vb"),
    (TGW, "TGW1 tcp 22", "a", "192.168.1.106", "tcp 22 †", "ACCEPTED", "a sa va tgw vb sb b"),
    (TGW, "TGW2 tcp 22", "b", "10.10.10.157", "tcp 22 †", "ACCEPTED", "b sb vb tgw va sa a"),
    (MT, "MT1 tcp 22", "a", "192.168.1.106", "tcp 22 †", "ACCEPTED", "a sa va tgw vb sb b"),
    (MT, "MT2 tcp 22", "b", "10.10.10.157", "tcp 22 †", "ACCEPTED", "b sb vb tgw va sa a"),
]  # fmt: skip


def goal_of(here: Situation, start: Interface | Outside, address: str) -> tuple[Goal, Block]:
    """Who has an address, and how the engine writes it: every public one is `ELASTIC`."""
    if address in here.public:
        return Goal(here.net.interfaces[here.public[address]], public=True), ELASTIC
    for one in here.net.interfaces.values():
        if one.blocks == (block(address),):
            return Goal(one), block(address)
    for outside in here.net.outsides.values():
        if any(b.range[0] <= block(address).range[0] <= b.range[1] for b in outside.blocks):
            return Goal(None, outside), block(address)
    return Goal(None, Outside("internet", (block(address),), NOBODY)), block(address)


def packet(start: Interface | Outside, source: Block, target: Block, what: str) -> Box:
    protocol, _, port = what.partition(" ")
    if protocol == "any":
        return Box(4, "other", source.range, target.range, (0, 0), (0, 0))
    return Box(4, protocol, source.range, target.range, (49152, 49152), (int(port), int(port)))


def start_of(here: Situation, name: str) -> tuple[Interface | Outside, Block]:
    if name in here.net.interfaces:
        one = here.net.interfaces[name]
        return one, one.blocks[0]
    return Outside("internet", (block(name),), NOBODY), block(name)


def told(hops: Iterable[str]) -> list[str]:
    """The engine's hops in the table's words."""
    found: list[str] = []
    for hop in hops:
        kind, _, name = hop.partition("/")
        word = {"igw": "igw", "endpoint": name, "tgw": name}.get(kind, name)
        if kind == "outside" and name == "s3":
            continue  # the endpoint hands it over
        if kind == "outside" and found[-1:] == ["igw"]:
            found.append("backbone")
        if kind == "igw" and found == ["internet"]:
            found.append("backbone")
        if found[-1:] != [word]:
            found.append(word)
    return found


def by_nat(hops: list[str]) -> list[str]:
    """The table names NAT before its subnet on the way out, the engine as packets pass them."""
    text = " ".join(hops)
    return text.replace("s.nat nat v igw", "nat s.nat v igw").split()


@pytest.mark.parametrize(
    ("here", "start", "address", "what", "verdict", "hops"),
    [pytest.param(one, *rest, id=name.replace(" ", "-")) for one, name, *rest in ROWS],
)
def test_situation(
    here: Situation, start: str, address: str, what: str, verdict: str, hops: str
) -> None:
    what, answered = what.removesuffix(" †"), what.endswith("†")
    sender, source = start_of(here, start)
    goal, target = goal_of(here, sender, address)
    if verdict == "NULL_ROUTED" and goal.interface is None and isinstance(sender, Outside):
        # An address of AWS's that nobody in the design has: it comes to none of its interfaces.
        for one in here.net.interfaces.values():
            leg = Leg(here.net, Goal(one, public=True))
            leg.from_outside(sender, [packet(sender, source, target, what)])
            assert not leg.arrived
        return
    leg = Leg(here.net, goal)
    box = packet(sender, source, target, what)
    if isinstance(sender, Interface):
        leg.from_interface(sender, [box])
    else:
        leg.from_outside(sender, [box])
    if verdict in ("ACCEPTED", "EXITS_NETWORK"):
        assert leg.stops == []
        [flow] = leg.arrived
        assert by_nat(told(hop.place for hop in flow.hops)) == hops.split()
    else:
        assert leg.arrived == []
        [stop] = leg.stops
        neighbours = "nobody in" in stop.text
        word = "NEIGHBOR_UNREACHABLE" if neighbours else WORDS.get(stop.code, "NULL_ROUTED")
        assert word == verdict, stop
        assert told(hop.place for hop in stop.hops) == hops.split()
    trips = travel(here.net, sender, goal, service(what)).trips
    if answered:
        [trip] = trips
        assert told(hop.place for hop in trip.there) == told(hop.place for hop in flow.hops)
        assert back(trip.back) == hops.split()[::-1]
    elif verdict not in ("ACCEPTED", "EXITS_NETWORK"):
        assert not trips


def back(hops: Iterable[object]) -> list[str]:
    """The way back in the table's words: NAT is passed once, and a service is where it began."""
    found = told(hop.place for hop in hops)  # type: ignore[attr-defined]
    if found[0] == "services" and found[1] == "igw":
        found.insert(1, "backbone")
    return " ".join(found).replace("s.nat nat s.nat v", "s.nat nat v").split()


def service(what: str) -> Service:
    protocol, _, port = what.partition(" ")
    return Service("other") if protocol == "any" else Service(protocol, (int(port), int(port)))


def test_an_answer_needs_an_attachment_in_its_own_zone() -> None:
    """TGW4 on TCP 22: the request arrives, its answer is lost where TGW3 is."""
    result = travel(
        TGW.net, TGW.net.interfaces["b"], Goal(TGW.net.interfaces["a2"]), service("tcp 22")
    )
    assert len(result.delivered) == 1
    assert result.trips == ()
    assert [(stop.code, told(hop.place for hop in stop.hops)) for stop in result.stops] == [
        ("TGW_ATTACH_VPC_AZ_RESTRICTION", ["a2", "sa2"])
    ]


def test_nat_is_answered_from_where_it_asked() -> None:
    """Each subnet's list admits answers of another half of a block: none gets through."""
    halves = block("8.0.0.0/9"), block("8.128.0.0/9")
    lists = {
        name: Acl(name, (
            Entry(10, True, Match(None, block("10.1.0.0/16")), NOBODY),
            Entry(20, True, Match(None, half), NOBODY),
        ), (everything(100),), NOBODY)
        for name, half in zip(("s.nat", "s1"), halves, strict=True)
    }  # fmt: skip
    subnets = {name: one._replace(acl=name) for name, one in NAT.net.subnets.items()}
    net = NAT.net._replace(acls=lists, subnets=subnets)
    world = Outside("internet", (block("8.0.0.0/8"),), NOBODY)
    result = travel(net, net.interfaces["i1"], Goal(None, world), service("tcp 80"))
    assert len(result.delivered) == 1
    assert result.trips == ()


def test_the_same_prefix_learnt_yields_to_the_written_one() -> None:
    table = Table("ma", (
        Route(block("192.168.0.0/16"), "tgw/tgw", NOBODY, propagated=True),
        Route(block("192.168.0.0/16"), "blackhole/", NOBODY),
    ), NOBODY)  # fmt: skip
    net = TGW.net._replace(tables={**TGW.net.tables, "ma": table})
    result = travel(net, net.interfaces["a"], Goal(net.interfaces["b"]), service("tcp 22"))
    assert [stop.code for stop in result.stops] == ["BAD_STATE_ROUTE"]


def test_a_group_stands_for_private_addresses_only() -> None:
    """A sender that may send to a group reaches its members, but not their public addresses."""
    closed = Group(
        "sg.i2", (), (Allow(Match(), "sg.i1", NOBODY),), NOBODY
    )  # towards i1's group alone
    both = {**PUB.net.interfaces, "i2": PUB.net.interfaces["i2"]._replace(public=True)}
    net = PUB.net._replace(groups={**PUB.net.groups, "sg.i2": closed}, interfaces=both)
    i1, i2 = net.interfaces["i1"], net.interfaces["i2"]
    assert len(travel(net, i2, Goal(i1), service("tcp 22")).trips) == 1
    by_name = travel(net, i2, Goal(i1, public=True), service("tcp 22"))
    assert by_name.delivered == ()
    assert [stop.code for stop in by_name.stops] == ["ENI_SG_RULES_MISMATCH"]
    # And the other way round: what comes from a public address comes from no group.
    asked = Group("sg.i1", (Allow(match("tcp 22"), "sg.i2", NOBODY)._replace(match=Match("tcp")),),
                  (), NOBODY)  # fmt: skip
    net = PUB.net._replace(groups={**PUB.net.groups, "sg.i1": asked}, interfaces=both)
    assert len(travel(net, i2, Goal(i1), service("tcp 22")).trips) == 1
    assert travel(net, i2, Goal(i1, public=True), service("tcp 22")).delivered == ()


@pytest.mark.parametrize("way", ["inbound", "outbound"])
def test_the_list_of_the_nat_gateways_subnet_counts_both_ways(way: str) -> None:
    """Without its first entry, which admits everything, nothing leaves by NAT."""
    shut = NAT.net.acls["s.nat"]._replace(**{way: (Entry(1, True, match("icmp"), NOBODY),)})
    net = NAT.net._replace(acls={**NAT.net.acls, "s.nat": shut})
    world = Outside("internet", (block("8.8.8.8"),), NOBODY)
    result = travel(net, net.interfaces["i1"], Goal(None, world), service("tcp 80"))
    assert result.trips == result.delivered == ()
    assert [stop.code for stop in result.stops] == ["SUBNET_ACL_RESTRICTION"]
    assert travel(net, net.interfaces["i1"], Goal(None, world), Service("icmp")).trips


def test_nat_asks_from_ports_of_its_own() -> None:
    """Linux asks from 32768 on, NAT from 1024 on: a list that admits 2000 admits NAT's."""

    def answers_to(ports: tuple[int, int]) -> Network:
        entries = (Entry(1, True, Match(None, block("10.0.0.0/8")), NOBODY),
                   Entry(2, True, Match("tcp", ANYWHERE, ports), NOBODY))  # fmt: skip
        acl = NAT.net.acls["s.nat"]._replace(inbound=entries)
        return NAT.net._replace(acls={**NAT.net.acls, "s.nat": acl})

    world = Outside("internet", (block("8.8.8.8"),), NOBODY)
    for ports, holds in (((2000, 2000), True), ((1000, 1023), False), ((65535, 65535), True)):
        net = answers_to(ports)
        result = travel(net, net.interfaces["i1"], Goal(None, world), service("tcp 80"))
        assert bool(result.trips) is holds, ports


@pytest.mark.parametrize(("denied", "holds"), [(5, False), (50, True)])
def test_the_lowest_number_decides_wherever_it_is_written(denied: int, holds: bool) -> None:
    entries = (Entry(10, True, Match(None, ANYWHERE), NOBODY),
               Entry(denied, False, match("tcp 22"), NOBODY))  # fmt: skip
    acl = Acl("open", entries, (everything(100),), NOBODY)
    net = SUB.net._replace(acls={"open": acl})
    result = travel(net, net.interfaces["i0"], Goal(net.interfaces["i2"]), service("tcp 22"))
    assert bool(result.trips) is holds


def test_a_peering_connection_leads_to_the_other_vpc_and_no_farther() -> None:
    """With a route for everything, what is not of the other VPC is lost at the connection."""
    everywhere = Table("ma", (Route(ANYWHERE, "peering/ab", NOBODY),), NOBODY)
    net = PCX.net._replace(tables={**PCX.net.tables, "ma": everywhere})
    a, world = net.interfaces["a"], Outside("internet", (block("8.8.8.8"),), NOBODY)
    assert travel(net, a, Goal(net.interfaces["b"]), service("tcp 22")).trips
    lost = travel(net, a, Goal(None, world), service("tcp 22"))
    assert (lost.delivered, [stop.code for stop in lost.stops]) == (
        (), ["PCX_REQUIRES_ADDRESS_IN_VPC_CIDR"],
    )  # fmt: skip
