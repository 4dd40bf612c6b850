"""Classes of packets: boxes of addresses, ports and protocols, and what filters leave of them."""

import ipaddress
from collections.abc import Iterable
from typing import NamedTuple

Interval = tuple[int, int]  # both ends included

PORTS: Interval = (0, 65535)
NO_PORTS: Interval = (0, 0)
PROTOCOLS = ("tcp", "udp", "icmp", "other")
_BITS = {4: 32, 6: 128}


class Block(NamedTuple):
    """A range of addresses of one family (4 or 6)."""

    family: int
    range: Interval

    def __str__(self) -> str:
        low, high = self.range
        make = ipaddress.IPv4Address if self.family == 4 else ipaddress.IPv6Address
        if low == high:
            return str(make(low))
        nets = list(ipaddress.summarize_address_range(make(low), make(high)))
        return str(nets[0]) if len(nets) == 1 else f"{make(low)} to {make(high)}"

    @property
    def prefix(self) -> int:
        """How many leading bits all its addresses share, for a range that is a CIDR block."""
        return _BITS[self.family] - (self.range[1] - self.range[0]).bit_length()


def block(text: object) -> Block:
    """`10.0.0.0/16`, an address or a network object as a block."""
    net = ipaddress.ip_network(str(text), strict=False)
    return Block(net.version, (int(net.network_address), int(net.broadcast_address)))


ANYWHERE = block("0.0.0.0/0")
ANYWHERE_6 = block("::/0")
_PRIVATE = tuple(
    block(text)
    for text in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "127.0.0.0/8",
                 "169.254.0.0/16", "0.0.0.0/8", "224.0.0.0/3")
)  # fmt: skip


def _public() -> tuple[Interval, ...]:
    left: list[Interval] = [ANYWHERE.range]
    for private in _PRIVATE:
        left = [piece for one in left for piece in without(one, private.range)]
    return tuple(left)


def overlap(one: Interval, other: Interval) -> Interval | None:
    """What two intervals have in common."""
    low, high = max(one[0], other[0]), min(one[1], other[1])
    return (low, high) if low <= high else None


def without(one: Interval, other: Interval) -> list[Interval]:
    """The parts of an interval that lie outside of another."""
    both = overlap(one, other)
    if both is None:
        return [one]
    parts = [(one[0], both[0] - 1), (both[1] + 1, one[1])]
    return [part for part in parts if part[0] <= part[1]]


PUBLIC = _public()
_GLOBAL, _EXAMPLES = block("2000::/3").range, block("2001:db8::/32").range
# The addresses of everybody else; those for examples stand for the design's own.
PUBLIC6 = tuple(Block(6, part) for part in without(_GLOBAL, _EXAMPLES))


class Box(NamedTuple):
    """All packets whose five fields lie in these ranges, of one family and protocol.

    Protocols without ports have `NO_PORTS`; `other` stands for every protocol that has no name.
    """

    family: int
    protocol: str
    source: Interval
    target: Interval
    source_port: Interval
    target_port: Interval

    def swapped(self) -> "Box":
        """The answers to these packets."""
        return self._replace(
            source=self.target,
            target=self.source,
            source_port=self.target_port,
            target_port=self.source_port,
        )

    @property
    def service(self) -> str:
        """The protocol, and the port where packets of one port only are meant."""
        if self.protocol in ("icmp", "other"):
            return self.protocol
        first, last = self.target_port
        return f"{self.protocol} {first}" if first == last else f"any {self.protocol} port"


class Match(NamedTuple):
    """What a filter's rule or a route asks of packets: None asks nothing."""

    protocol: str | None = None  # None: any
    remote: Block | None = None
    ports: Interval = PORTS


def split(boxes: Iterable[Box], match: Match, field: str) -> tuple[list[Box], list[Box]]:
    """The packets that match and those that do not; `field` is where the remote address stands.

    Ports are those the packet goes to. A protocol without ports matches whatever the ports.
    """
    hits: list[Box] = []
    rest: list[Box] = []
    at_source = field == "source"
    protocol, remote, ports = match
    for box in boxes:
        here = box.source if at_source else box.target
        there: Interval | None = here
        open_ports: Interval | None = box.target_port
        if remote is not None:
            there = overlap(here, remote.range) if remote.family == box.family else None
        if ports != PORTS and box.protocol in ("tcp", "udp"):
            open_ports = overlap(box.target_port, ports)
        wrong = protocol is not None and protocol != box.protocol
        if wrong or there is None or open_ports is None:
            rest.append(box)
        elif there == here and open_ports == box.target_port:
            hits.append(box)
        else:
            hits.append(_cut(box, there, open_ports, at_source=at_source))
            rest += [
                _cut(box, part, box.target_port, at_source=at_source)
                for part in without(here, there)
            ]
            rest += [
                _cut(box, there, part, at_source=at_source)
                for part in without(box.target_port, open_ports)
            ]
    return hits, rest


def _cut(box: Box, address: Interval, ports: Interval, *, at_source: bool) -> Box:
    """The packets of a box with such an address at one end, to such ports."""
    family, protocol, source, target, source_port, _ = box
    if at_source:
        return Box(family, protocol, address, target, source_port, ports)
    return Box(family, protocol, source, address, source_port, ports)
