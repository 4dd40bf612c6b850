"""What is said to open a blocked way opens it, and nothing smaller does.

The smallest sets are compared with brute force: a pool of every change of the vocabulary of
`archc.reach.changes`, made here from the network alone, of which every smaller subset is tried.
`ARCHC_BLOCKED=1000` asks for so many refuted questions.
"""

from __future__ import annotations

import os
import random
from collections.abc import Iterable, Iterator, Sequence
from itertools import count, islice, product

import pytest

from archc.reach.changes import (
    AddEntry,
    AddNat,
    AddRule,
    AttachGateway,
    AttachZone,
    Change,
    GiveAddress,
    SetRoute,
    Uncheck,
)
from archc.reach.expand import expand
from archc.reach.headers import ANYWHERE, Block, Match
from archc.reach.model import EPHEMERAL, Interface, Network, Outside
from archc.reach.query import goals
from archc.reach.remedies import terms
from archc.reach.smallest import Outcome, Stretch, smallest
from archc.reach.trip import Service, travel
from tests.simulator.agreement import understood
from tests.simulator.random_designs import statements
from tests.simulator.random_networks import networks
from tests.simulator.small_networks import network

BLOCKED = int(os.environ.get("ARCHC_BLOCKED", "100"))
CHUNK = 10
SUBSETS = 20_000  # of a pool, for one question; a larger question is drawn anew
SERVICES = (
    Service("tcp", (22, 22)),
    Service("tcp", (443, 443)),
    Service("tcp", (8080, 8080)),
    Service("tcp", (8000, 8010)),
    Service("udp", (53, 53)),
    Service("icmp"),
)


class Asking:
    """A question about two ends of a network, answered by the engine."""

    def __init__(self, net: Network, start: str, end: str, service: Service) -> None:
        self.net = net
        self.start = start
        self.end = end
        self.service = service

    def place(self, net: Network, name: str) -> Interface | Outside:
        return net.interfaces[name] if name in net.interfaces else net.outsides[name]

    def holds(self, net: Network) -> bool:
        start, end = self.place(net, self.start), self.place(net, self.end)
        return any(travel(net, start, goal, self.service).trips for goal in goals(start, end))

    def found(self) -> Outcome:
        start, end = self.place(self.net, self.start), self.place(self.net, self.end)
        known = terms(self.net, (self.service,), (start,), (end,), frozenset(self.net.subnets))
        names = [one.name if isinstance(one, Interface) else one for one in (start, end)]
        stretch = Stretch((names[0],), (names[1],), (self.service,), known)
        return smallest(self.net, [(stretch,)])

    # The pool, from the network alone.

    def pool(self) -> list[Change]:
        net = self.net
        ends = [self.place(net, self.start), self.place(net, self.end)]
        homes = [one.subnet for one in ends if isinstance(one, Interface)]
        self.vpcs = list(dict.fromkeys(net.subnets[home].vpc for home in homes))
        self.outside = next((one for one in ends if isinstance(one, Outside)), None)
        self.internet = self.outside is not None and not self.outside.behind
        self.inside = [s for s in net.subnets.values() if s.vpc in self.vpcs]
        self.interfaces = [one for one in ends if isinstance(one, Interface)]
        self.nats = [
            one
            for one in net.interfaces.values()
            if one.nat and net.subnets[one.subnet].vpc in self.vpcs
        ]
        return list(dict.fromkeys([*self.filters(), *self.doors(), *self.routes()]))

    def remotes(self) -> list[Block]:
        found = [block for vpc in self.vpcs for block in self.net.vpcs[vpc].blocks]
        if self.outside is not None:
            blocks = self.outside.blocks
            found += blocks if len(blocks) == 1 else (ANYWHERE,)
        return found

    def filters(self) -> Iterator[Change]:
        protocol, ports = self.service
        answers = {EPHEMERAL[one.system] for one in self.interfaces if one.name == self.start}
        if self.outside is not None:
            answers |= {EPHEMERAL["nat"], EPHEMERAL["outside"]}
        boxes = self.interfaces + [one for one in self.nats if one.nat == "instance"]
        for group, way, remote in product(
            dict.fromkeys(g for one in boxes for g in one.groups or ()),
            ("inbound", "outbound"),
            self.remotes(),
        ):
            yield AddRule(group, way, Match(protocol, remote, ports))
        some = [ports, *(answers if protocol in ("tcp", "udp") else ())]
        for acl, way, remote, wanted in product(
            dict.fromkeys(s.acl for s in self.inside if s.acl is not None),
            ("inbound", "outbound"),
            self.remotes(),
            some,
        ):
            yield AddEntry(acl, way, Match(protocol, remote, wanted))

    def doors(self) -> Iterator[Change]:
        for one in self.nats:
            if one.nat == "instance" and one.checked:
                yield Uncheck(one.owner.component)
        for attached in self.net.attachments.values():
            if attached.vpc in self.vpcs:
                missing = (s.name for s in self.inside if s.name not in attached.subnets)
                yield from (AttachZone(attached.name, s) for s in missing
                            if self.net.subnets[s].vpc == attached.vpc)  # fmt: skip
        if self.internet:
            yield from (
                AttachGateway(v) for v in self.vpcs if not self.net.vpcs[v].internet_gateway
            )
            for one in (*self.interfaces, *self.nats):
                if one.nat != "gateway" and one.system != "function" and not one.public:
                    yield GiveAddress(one.owner.component)
            if self.start not in self.net.outsides:
                yield from (AddNat(one.name) for one in self.inside)

    def routes(self) -> Iterator[Change]:
        net = self.net
        for table in dict.fromkeys(s.table for s in self.inside):
            for vpc in dict.fromkeys(s.vpc for s in self.inside if s.table == table):
                for wanted, target in self.leads(vpc):
                    yield from self.to(table, wanted, target)
        for table in dict.fromkeys(a.table for a in net.attachments.values()):
            for attached in net.attachments.values():
                for block in net.vpcs[attached.vpc].blocks if attached.vpc in self.vpcs else ():
                    yield from self.to(table, block, f"attachment/{attached.name}")
            if self.outside is not None and self.outside.behind in net.attachments:
                line = f"attachment/{self.outside.behind}"
                yield from self.to(table, self.outside.blocks[0], line)

    def leads(self, vpc: str) -> Iterator[tuple[Block, str]]:
        net = self.net
        hubs = [f"tgw/{a.gateway}" for a in net.attachments.values() if a.vpc == vpc]
        for other in self.vpcs:
            if other != vpc:
                doors = [f"peering/{p.name}" for p in net.peerings.values()
                         if {*p.vpcs} == {vpc, other}]  # fmt: skip
                yield from product(net.vpcs[other].blocks, doors + hubs)
        if self.outside is not None and self.outside.behind:
            doors = [f"vgw/{v}" for v, at in net.vpn_gateways.items() if at == vpc]
            yield from product(self.outside.blocks, doors + hubs)
        elif self.outside is not None:
            nats = [f"nat/{one.name}" for one in self.nats if net.subnets[one.subnet].vpc == vpc]
            nats += [f"nat/{AddNat(s.name).name}" for s in self.inside if s.vpc == vpc]
            if self.start in net.outsides:
                nats = []
            yield from product((ANYWHERE,), [f"igw/{vpc}", *nats])
            for door in net.endpoints.values():
                if door.vpc == vpc and door.service == self.outside.name:
                    yield from product(door.blocks, (f"endpoint/{door.name}",))

    def to(self, table: str, wanted: Block, target: str) -> Iterator[Change]:
        low, high = wanted.range
        finer = [
            route.block
            for route in self.net.tables[table].routes
            if low <= route.block.range[0] and route.block.range[1] <= high
        ]
        yield from (SetRoute(table, (one,), target) for one in dict.fromkeys((wanted, *finer)))

    def opened_by_fewer(self, pool: Sequence[Change], size: int) -> tuple[Change, ...] | None:
        """Some subset of less than so many changes that opens the way."""

        def tried(
            net: Network, first: int, chosen: tuple[Change, ...]
        ) -> tuple[Change, ...] | None:
            if self.holds(net):
                return chosen
            if len(chosen) + 1 >= size:
                return None
            for number in range(first, len(pool)):
                found = tried(pool[number].apply(net), number + 1, (*chosen, pool[number]))
                if found is not None:
                    return found
            return None

        return tried(self.net, 0, ())


def random_network(seed: int) -> Network | None:
    """Every second one of the language, of tiers or written out; the others spelled out."""
    if seed % 2:
        return network(seed)
    design = understood(statements(seed) if seed % 4 else networks(seed))
    return expand(design) if design is not None else None


def refuted(seed: int) -> Asking | None:
    """A random question of a random network that is answered with no."""
    net = random_network(seed)
    if net is None:
        return None
    chance = random.Random(seed)
    hosts = [name for name, one in net.interfaces.items() if not one.nat]
    if not hosts:
        return None
    for _ in range(20):
        start = chance.choice([*hosts, "internet", *net.outsides])
        end = chance.choice([*hosts, "internet", *net.outsides])
        if start == end or (start in net.outsides and end in net.outsides) or start == "store":
            continue
        asking = Asking(net, start, end, chance.choice(SERVICES))
        if not asking.holds(net):
            return asking
    return None


def size_of(pool: int, most: int) -> int:
    """How many subsets of less than `most` there are."""
    total, term = 0, 1
    for number in range(most):
        total += term
        term = term * (pool - number) // (number + 1)
    return total


def judged(asking: Asking) -> tuple[str, int] | None:
    """`opened` or `hopeless` and the size, or None where brute force would take too long."""
    outcome = asking.found()
    pool = asking.pool()
    if outcome.plan is None:
        assert outcome.is_complete
        most = next((n for n in (4, 3, 2) if size_of(len(pool), n) <= SUBSETS), 0)
        if not most:
            return None
        assert asking.opened_by_fewer(pool, most) is None
        return "hopeless", most - 1
    needed = outcome.plan.needed
    assert outcome.plan.is_smallest
    if size_of(len(pool), len(needed)) > SUBSETS:
        return None
    assert {one.change for one in needed} <= {*pool}
    net = asking.net
    for one in needed:
        net = one.change.apply(net)
    assert asking.holds(net)
    assert asking.opened_by_fewer(pool, len(needed)) is None
    return "opened", len(needed)


def verdicts(seeds: Iterable[int]) -> Iterator[tuple[str, int]]:
    """The verdict on the question of each of these networks that brute force can decide."""
    for seed in seeds:
        asking = refuted(seed)
        verdict = judged(asking) if asking is not None else None
        if verdict is not None:
            yield verdict


@pytest.mark.parametrize("first", range(0, BLOCKED, CHUNK))
def test_the_smallest_set_opens_the_way_and_no_smaller_one_does(first: int) -> None:
    found = list(islice(verdicts(count(first * 2)), CHUNK))
    assert any(kind == "opened" and size > 1 for kind, size in found)
