"""Situations with known verdicts: nine networks of Batfish's published AWS test expectations.

Each is a design in `tests/situations`, and every row is asked as it stands in the table: from
where, to which address, what becomes of the packet and by which hops. Batfish's words are those of the
table; `WORDS` says how the engine's codes are meant. The engine names hops `kind/name` and has no
`backbone`. A packet that reaches hosts outside has left (EXITS_NETWORK), or was handed to them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

import pytest

from archc.reach.expand import expand
from archc.reach.headers import Block, Box, Match, block
from archc.reach.model import (
    Acl,
    Allow,
    Entry,
    Group,
    Interface,
    Network,
    Outside,
    Owner,
    Route,
    Table,
)
from archc.reach.trip import Service, travel
from archc.reach.walk import ELASTIC, Goal, Leg
from tests.designs import compile_text

HERE = Path(__file__).resolve().parent.parent / "situations"
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
NOBODY = Owner("test")
ANYWHERE = block("0.0.0.0/0")


def match(text: str, remote: Block = ANYWHERE) -> Match:
    protocol, _, ports = text.partition(" ")
    return Match(protocol, remote, (int(ports), int(ports)) if ports else (0, 65535))


def everything(number: int) -> Entry:
    return Entry(number, True, Match(None, ANYWHERE), NOBODY)


class Situation(NamedTuple):
    """A network, and who has which public address."""

    net: Network
    public: Mapping[str, str]


def situation(name: str, **public: str) -> Situation:
    """The network of a design; public addresses are AWS's to give, so the table names them."""
    path = HERE / f"{name}.arch"
    compiled = compile_text(path.read_text(encoding="utf-8"))
    broken = [d.message for d in compiled.diagnostics if d.code.startswith(("SYN", "NAM", "TYP"))]
    assert broken == []
    return Situation(
        by_component(expand(compiled.design)), {address: who for who, address in public.items()}
    )


def by_component(net: Network) -> Network:
    """The network with subnets and interfaces named as the components that they come from."""
    names = {name: one.owner.component for name, one in net.subnets.items()}
    tables = {
        name: name if "/" in name else one.owner.component for name, one in net.tables.items()
    }
    return net._replace(
        subnets={
            names[n]: one._replace(name=names[n], table=tables[one.table])
            for n, one in net.subnets.items()
        },
        tables={tables[n]: one for n, one in net.tables.items()},
        interfaces={
            one.owner.component: one._replace(name=one.owner.component, subnet=names[one.subnet])
            for one in net.interfaces.values()
        },
        attachments={
            n: one._replace(subnets=tuple(names[subnet] for subnet in one.subnets))
            for n, one in net.attachments.items()
        },
    )


def with_hosts(here: Situation, **outsides: str) -> Situation:
    """The same with hosts outside: of an AWS service, which no design writes out."""
    more = {name: Outside(name, (block(told),), NOBODY) for name, told in outsides.items()}
    return here._replace(net=here.net._replace(outsides=here.net.outsides | more))


def at(here: Situation, name: str, address: str) -> Situation:
    """The same with the address that AWS gave to an interface."""
    one = here.net.interfaces[name]._replace(blocks=(block(address),))
    return here._replace(net=here.net._replace(interfaces=here.net.interfaces | {name: one}))


PUB = situation("public_subnet", i1="18.216.80.133")
PP = situation("public_and_private", i_pub="13.58.55.60")
NAT = situation("nat_gateway", nat="3.135.127.225", jump="18.216.129.140")
SUB = situation("same_subnet")
PCX = situation("peering")
GWE = with_hosts(
    situation("gateway_endpoint", i_pub="18.206.223.222"),
    s3="52.216.0.0/15",
    services="54.222.57.0/24",
)
IFE = at(situation("interface_endpoint", i_n="3.86.201.253"), "ife", "10.1.101.97")
TGW = situation("transit_gateway", b="3.136.41.161")
MT = situation("transit_tables", b="3.136.41.161")

# Situation, id, from, to, packet, verdict, hops, and whether the answer is demanded (†).
ROWS = [
    (PUB, "PUB1", "8.8.8.8", "18.216.80.133", "tcp 80", "DENIED_IN", "internet backbone igw v s i1"),
    (PUB, "PUB2", "8.8.8.8", "54.191.107.23", "any", "NULL_ROUTED", "internet backbone"),
    (PUB, "PUB3", "8.8.8.8", "10.0.0.91", "any", "NULL_ROUTED", "internet"),
    (PUB, "PUB4", "8.8.8.8", "192.18.0.8", "any", "EXITS_NETWORK", "internet"),
    (PUB, "PUB5", "i1", "8.8.8.8", "any", "EXITS_NETWORK", "i1 s v igw backbone internet"),
    (PUB, "PUB6", "i2", "8.8.8.8", "tcp 80", "DENIED_IN", "i2 s v igw"),
    (PP, "PP1", "i_priv", "10.0.0.47", "any", "DENIED_IN", "i_priv priv v pub i_pub"),
    (PP, "PP2", "i_pub", "10.0.1.204", "any", "DENIED_IN", "i_pub pub v priv i_priv"),
    (PP, "PP3", "8.8.8.8", "13.58.55.60", "any", "DENIED_IN", "internet backbone igw v pub i_pub"),
    (PP, "PP4", "8.8.8.8", "10.0.0.47", "any", "NULL_ROUTED", "internet"),
    (PP, "PP5", "i_pub", "8.8.8.8", "any", "EXITS_NETWORK", "i_pub pub v igw backbone internet"),
    (PP, "PP6", "i_pub", "19.168.0.0", "any", "EXITS_NETWORK", "i_pub pub v igw backbone internet"),
    (NAT, "NAT1", "i1", "8.8.8.8", "tcp 80 †", "EXITS_NETWORK",
     "i1 s1 v nat s_nat v igw backbone internet"),
    (NAT, "NAT2", "i1", "8.8.8.8", "any", "DENIED_IN", "i1 s1 v nat"),
    (NAT, "NAT3", "8.8.8.8", "3.135.127.225", "tcp 80", "DENIED_IN",
     "internet backbone igw v s_nat nat"),
    (NAT, "NAT4", "jump", "10.1.250.210", "tcp 80", "DENIED_IN", "jump nat"),
    (SUB, "SUB1", "i1", "10.10.1.44", "any", "DENIED_IN", "i1 i2"),
    (SUB, "SUB2", "i1", "10.10.0.1", "any", "NULL_ROUTED", "i1 s v"),
    (SUB, "SUB3", "i0", "10.10.1.44", "any", "DENIED_IN", "i0 s0 v s i2"),
    (PCX, "PCX1", "a", "192.168.1.106", "any", "DENIED_IN", "a sa va vb sb b"),
    (PCX, "PCX2", "b", "10.10.10.157", "any", "DENIED_IN", "b sb vb va sa a"),
    (PCX, "PCX3", "a", "192.168.100.1", "any", "NO_ROUTE", "a sa"),
    (PCX, "PCX4", "b", "10.10.100.1", "any", "NULL_ROUTED", "b sb vb va"),
    (PCX, "PCX5", "b", "10.10.10.11", "any", "NEIGHBOR_UNREACHABLE", "b sb vb va sa"),
    (GWE, "GWE1", "i_priv", "52.216.237.77", "tcp 443 †", "EXITS_NETWORK", "i_priv priv v gwe"),
    (GWE, "GWE2", "i_pub", "52.216.237.77", "tcp 443 †", "EXITS_NETWORK", "i_pub pub v gwe"),
    (GWE, "GWE3", "i_priv", "54.222.57.1", "tcp 443", "NO_ROUTE", "i_priv priv"),
    (GWE, "GWE4", "i_pub", "54.222.57.1", "tcp 443 †", "EXITS_NETWORK",
     "i_pub pub v igw backbone services"),
    (IFE, "IFE1", "i_e", "10.1.101.97", "tcp 443 †", "ACCEPTED", "i_e ife"),
    (IFE, "IFE2", "i_n", "10.1.101.97", "tcp 443 †", "ACCEPTED", "i_n sn v se ife"),
    (TGW, "TGW1", "a", "192.168.1.106", "any", "DENIED_IN", "a sa va tgw vb sb b"),
    (TGW, "TGW2", "b", "10.10.10.157", "any", "DENIED_IN", "b sb vb tgw va sa a"),
    (TGW, "TGW3", "a2", "192.168.1.106", "any", "NULL_ROUTED", "a2 sa2"),
    (TGW, "TGW4", "b", "10.10.20.154", "any", "DENIED_IN", "b sb vb tgw va sa2 a2"),
    (MT, "MT1", "a", "192.168.1.106", "any", "DENIED_IN", "a sa va tgw vb sb b"),
    (MT, "MT2", "b", "10.10.10.157", "any", "DENIED_IN", "b sb vb tgw va sa a"),
    # Derived: what a group denied, on TCP 22, gets there and back.
    (PUB, "PUB1 tcp 22", "8.8.8.8", "18.216.80.133", "tcp 22 †", "ACCEPTED",
     "internet backbone igw v s i1"),
    (PP, "PP1 tcp 22", "i_priv", "10.0.0.47", "tcp 22 †", "ACCEPTED", "i_priv priv v pub i_pub"),
    (PP, "PP2 tcp 22", "i_pub", "10.0.1.204", "tcp 22 †", "ACCEPTED", "i_pub pub v priv i_priv"),
    (PP, "PP3 tcp 22", "8.8.8.8", "13.58.55.60", "tcp 22 †", "ACCEPTED",
     "internet backbone igw v pub i_pub"),
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
        if outside.name != "internet" and any(
            b.range[0] <= block(address).range[0] <= b.range[1] for b in outside.blocks
        ):
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
    return text.replace("s_nat nat v igw", "nat s_nat v igw").split()


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
    return " ".join(found).replace("s_nat nat s_nat v", "s_nat nat v").split()


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
        for name, half in zip(("s_nat", "s1"), halves, strict=True)
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
        "ssh_2", (), (Allow(Match(), "ssh_1", NOBODY),), NOBODY
    )  # towards i1's group alone
    both = {**PUB.net.interfaces, "i2": PUB.net.interfaces["i2"]._replace(public=True)}
    net = PUB.net._replace(groups={**PUB.net.groups, "ssh_2": closed}, interfaces=both)
    i1, i2 = net.interfaces["i1"], net.interfaces["i2"]
    assert len(travel(net, i2, Goal(i1), service("tcp 22")).trips) == 1
    by_name = travel(net, i2, Goal(i1, public=True), service("tcp 22"))
    assert by_name.delivered == ()
    assert [stop.code for stop in by_name.stops] == ["ENI_SG_RULES_MISMATCH"]
    # And the other way round: what comes from a public address comes from no group.
    asked = Group("ssh_1", (Allow(match("tcp 22"), "ssh_2", NOBODY)._replace(match=Match("tcp")),),
                  (), NOBODY)  # fmt: skip
    net = PUB.net._replace(groups={**PUB.net.groups, "ssh_1": asked}, interfaces=both)
    assert len(travel(net, i2, Goal(i1), service("tcp 22")).trips) == 1
    assert travel(net, i2, Goal(i1, public=True), service("tcp 22")).delivered == ()


@pytest.mark.parametrize("way", ["inbound", "outbound"])
def test_the_list_of_the_nat_gateways_subnet_counts_both_ways(way: str) -> None:
    """Without its first entry, which admits everything, nothing leaves by NAT."""
    shut = NAT.net.acls["nat_acl"]._replace(**{way: (Entry(1, True, match("icmp"), NOBODY),)})
    net = NAT.net._replace(acls={**NAT.net.acls, "nat_acl": shut})
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
        acl = NAT.net.acls["nat_acl"]._replace(inbound=entries)
        return NAT.net._replace(acls={**NAT.net.acls, "nat_acl": acl})

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
    subnets = {name: one._replace(acl="open") for name, one in SUB.net.subnets.items()}
    net = SUB.net._replace(acls={"open": acl}, subnets=subnets)
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
