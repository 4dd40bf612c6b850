"""Who reaches whom, by sending one packet of every kind that some rule or route tells apart."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from itertools import product
from typing import NamedTuple

from tests.simulator.packets import ICMP, NOT_PUBLIC, OTHER, TCP, UDP, Outcome, Packet, ask
from tests.simulator.world import EPHEMERAL, EVERYBODY, Interface, Net, Rule, World

PROTOCOLS = {"tcp": TCP, "udp": UDP, "icmp": ICMP, "other": OTHER}


class Verdict(NamedTuple):
    """Whether any packet arrives, whether any is answered, and the story of the best one."""

    delivered: bool
    answered: bool
    log: str


class Questions:
    """Everything that can be asked about one world; `offices` have one address each."""

    def __init__(self, world: World, offices: dict[str, int]) -> None:
        self.world = world
        rules = [
            rule
            for group in (*world.groups.values(), *world.acls.values())
            for rule in (*group.inbound, *group.outbound)
        ]
        acl_rules = [rule for acl in world.acls.values() for rule in (*acl.inbound, *acl.outbound)]
        self.nets = {rule.remote for rule in rules if rule.remote is not None}
        self.nets |= {route.net for routes in world.routes.values() for route in routes}
        self.nets |= {block for blocks in world.vpcs.values() for block in blocks}
        self.nets |= {subnet.net for subnet in world.subnets.values()}
        self.ports = sorted(set(edges(rules)))
        self.answer_ports = sorted(set(edges(acl_rules)))
        led_to = {
            r.target for routes in world.routes.values() for r in routes if r.kind == "machine"
        }
        through = (*world.nats.values(), *(world.machines[name] for name in led_to))
        self.nat_owners = {(nat.subnet.vpc, nat.private): nat for nat in through}
        known = [(address, address) for address in offices.values()]
        known += [block for _, _, blocks in world.endpoints.values() for block in blocks]
        strangers = self.atoms(public_but(known))
        self.outsides: dict[str, list[int]] = {"internet": strangers}
        self.outsides |= {name: [address] for name, address in offices.items()}
        self.outsides |= {
            service: self.atoms(blocks) for _, service, blocks in world.endpoints.values()
        }
        self.outsides |= {name: self.atoms(site.nets) for name, site in world.sites.items()}
        self.addresses = cache(self._addresses)
        self.from_ports = cache(self._from_ports)
        self.hosts = frozenset(host for hosts in self.outsides.values() for host in hosts)
        self.nat_ports = self.from_ports("nat") if through else [EPHEMERAL["nat"][0]]

    def atoms(self, ranges: Iterable[Net], usual: int | None = None) -> list[int]:
        """One address of every class that no rule and no route tells apart."""
        found: dict[tuple[Net, ...], int] = {}
        for first, last in ranges:
            cuts = {first, *(low for low, _ in self.nets), *(high + 1 for _, high in self.nets)}
            for cut in sorted(cut for cut in cuts if first <= cut <= last):
                found.setdefault(self.signature(cut), cut)
        if usual is not None:
            found[self.signature(usual)] = usual
        return list(found.values())

    def signature(self, address: int) -> tuple[Net, ...]:
        return tuple(block for block in self.nets if block[0] <= address <= block[1])

    def _from_ports(self, system: str) -> list[int]:
        low, high = EPHEMERAL[system]
        return [low, *(port for port in self.answer_ports if low < port <= high)]

    def _addresses(self, one: Interface) -> list[int]:
        """Addresses that an interface may get, one of every class."""
        return self.atoms([one.subnet.net], one.private)

    def verdict(
        self, start: Interface | str, end: Interface | str, protocol: str, port: int
    ) -> Verdict:
        """The best that any packet from one end to the other gets."""
        best = Verdict(False, False, "no packet can be sent")
        for outcome in self.outcomes(start, end, protocol, port):
            if (outcome.delivered, outcome.answered) >= best[:2]:
                best = Verdict(*outcome[:3])
            if best.answered:
                break
        return best

    def outcomes(
        self, start: Interface | str, end: Interface | str, protocol: str, port: int
    ) -> Iterator[Outcome]:
        system = "host" if isinstance(start, str) else start.system
        ported = protocol in ("tcp", "udp")
        from_ports = self.from_ports(system) if ported else [0]
        nat_ports = self.nat_ports if ported else [0]
        for source, target in product(self.ends(start), self.ends(end)):
            owners = {at: one for at, one in self.nat_owners.items() if one not in (start, end)}
            taken = False
            for one, address in ((start, source), (end, target)):
                if isinstance(one, Interface):
                    taken = taken or (one.subnet.vpc, address) in owners
                    owners[one.subnet.vpc, address] = one
            if taken or (start is not end and source == target and self.same(start, end)):
                continue
            targets = [target]
            if isinstance(end, Interface) and end.public is not None:
                targets.append(end.public)
            for to, from_port in product(targets, from_ports):
                packet = Packet(source, to, PROTOCOLS[protocol], from_port, port if ported else 0)
                for nat_port in nat_ports:
                    outcome = ask(
                        self.world, source if isinstance(start, str) else start,
                        target if isinstance(end, str) else end,
                        packet, owners, self.hosts, nat_port,
                        start if isinstance(start, str) else "",
                    )  # fmt: skip
                    yield outcome
                    if not outcome.by_nat:
                        break  # no other port of NAT's would change anything

    def same(self, start: Interface | str, end: Interface | str) -> bool:
        return (
            isinstance(start, Interface)
            and isinstance(end, Interface)
            and start.subnet.vpc == end.subnet.vpc
        )

    def ends(self, end: Interface | str) -> list[int]:
        return self.outsides[end] if isinstance(end, str) else self.addresses(end)


def edges(rules: Iterable[Rule]) -> Iterator[int]:
    """The first and last port of every rule, and one beyond."""
    for rule in rules:
        if rule.protocol in (TCP, UDP):
            yield from (
                port
                for port in (rule.first - 1, rule.first, rule.last, rule.last + 1)
                if 0 <= port <= 65535
            )


def public_but(known: Iterable[Net]) -> list[Net]:
    """All public addresses but these."""
    left = [EVERYBODY]
    for first, last in (*NOT_PUBLIC, *known):
        left = [
            part
            for low, high in left
            for part in ((low, min(high, first - 1)), (max(low, last + 1), high))
            if part[0] <= part[1]
        ]
    return left
