"""Classes of packets: every operation says of each single packet what sets would say of it."""

from __future__ import annotations

import ipaddress

from hypothesis import given, settings
from hypothesis import strategies as st

from archc.reach.headers import (
    ANYWHERE,
    NO_PORTS,
    PORTS,
    PROTOCOLS,
    PUBLIC,
    Block,
    Box,
    Match,
    block,
    overlap,
    split,
    without,
)

FEW = settings(max_examples=150, deadline=None, derandomize=True)
# Small spaces, so that boxes meet; and the ends of the real ones.
ADDRESSES = st.one_of(st.integers(0, 12), st.integers(2**32 - 4, 2**32 - 1))
NUMBERS = st.one_of(st.integers(0, 12), st.integers(65530, 65535))


def intervals(numbers: st.SearchStrategy[int]) -> st.SearchStrategy[tuple[int, int]]:
    return st.tuples(numbers, numbers).map(lambda pair: (min(pair), max(pair)))


@st.composite
def boxes(draw: st.DrawFn) -> Box:
    protocol = draw(st.sampled_from(PROTOCOLS))
    ported = protocol in ("tcp", "udp")
    return Box(
        draw(st.sampled_from((4, 4, 6))),
        protocol,
        draw(intervals(ADDRESSES)),
        draw(intervals(ADDRESSES)),
        draw(intervals(NUMBERS)) if ported else NO_PORTS,
        draw(intervals(NUMBERS)) if ported else NO_PORTS,
    )


@st.composite
def matches(draw: st.DrawFn) -> Match:
    remote = draw(st.none() | st.builds(Block, st.sampled_from((4, 4, 6)), intervals(ADDRESSES)))
    protocol = draw(st.none() | st.sampled_from(PROTOCOLS))
    return Match(protocol, remote, draw(st.just(PORTS) | intervals(NUMBERS)))


@st.composite
def packets(draw: st.DrawFn, near: tuple[Box, ...] = ()) -> Box:
    """One packet, as a box of single values; often one at a corner of a given box."""
    if near and draw(st.booleans()):
        box = draw(st.sampled_from(near))
        return box._replace(
            **{
                name: (draw(st.sampled_from(getattr(box, name))),) * 2
                for name in ("source", "target", "source_port", "target_port")
            }
        )
    box = draw(boxes())
    return box._replace(
        **{
            name: (getattr(box, name)[0],) * 2
            for name in ("source", "target", "source_port", "target_port")
        }
    )


def holds(box: Box, packet: Box) -> bool:
    """Whether a packet is in a box, said field by field."""
    return (box.family, box.protocol) == (packet.family, packet.protocol) and all(
        getattr(box, name)[0] <= getattr(packet, name)[0] <= getattr(box, name)[1]
        for name in ("source", "target", "source_port", "target_port")
    )


def fits(match: Match, packet: Box, field: str) -> bool:
    """Whether a rule matches a packet, as AWS describes it."""
    if match.protocol not in (None, packet.protocol):
        return False
    if match.remote is not None:
        low, high = match.remote.range
        if match.remote.family != packet.family or not low <= getattr(packet, field)[0] <= high:
            return False
    if packet.protocol in ("tcp", "udp"):
        return match.ports[0] <= packet.target_port[0] <= match.ports[1]
    return True


@FEW
@given(st.data(), st.lists(boxes(), max_size=3), matches(), st.sampled_from(("source", "target")))
def test_split_puts_every_packet_on_one_side(
    data: st.DataObject, some: list[Box], match: Match, field: str
) -> None:
    hits, rest = split(some, match, field)
    packet = data.draw(packets((*some, *hits, *rest)))
    before = sum(holds(box, packet) for box in some)
    wanted = fits(match, packet, field)
    assert sum(holds(box, packet) for box in hits) == (before if wanted else 0)
    assert sum(holds(box, packet) for box in rest) == (0 if wanted else before)
    assert sum(map(size, some)) == sum(map(size, hits)) + sum(map(size, rest))


@FEW
@given(st.data(), st.lists(matches(), max_size=5), boxes())
def test_a_list_of_rules_leaves_each_packet_to_its_first(
    data: st.DataObject, rules: list[Match], box: Box
) -> None:
    """What routes and network ACLs do: the rest of one rule is what the next one sees."""
    packet = data.draw(packets((box,)))
    rest = [box]
    takers = []
    for number, rule in enumerate(rules):
        hits, rest = split(rest, rule, "target")
        takers += [number for hit in hits if holds(hit, packet)]
    first = [n for n, rule in enumerate(rules) if fits(rule, packet, "target")][:1]
    assert takers == (first if holds(box, packet) else [])


@FEW
@given(boxes())
def test_answers_of_answers_are_the_packets(box: Box) -> None:
    assert box.swapped().swapped() == box
    assert box.swapped().source == box.target
    assert box.swapped().target_port == box.source_port


@FEW
@given(intervals(ADDRESSES), intervals(ADDRESSES), ADDRESSES)
def test_intervals(one: tuple[int, int], other: tuple[int, int], number: int) -> None:
    def has(interval: tuple[int, int] | None) -> bool:
        return interval is not None and interval[0] <= number <= interval[1]

    assert has(overlap(one, other)) == (has(one) and has(other))
    parts = without(one, other)
    assert sum(map(has, parts)) == (has(one) and not has(other))
    assert all(low <= high for low, high in parts)


@FEW
@given(st.ip_addresses(v=4))
def test_public_addresses(address: ipaddress.IPv4Address) -> None:
    private = any(
        address in ipaddress.ip_network(text)
        for text in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10",
                     "127.0.0.0/8", "169.254.0.0/16", "0.0.0.0/8", "224.0.0.0/3")
    )  # fmt: skip
    found = [low <= int(address) <= high for low, high in PUBLIC]
    assert sum(found) == (not private)


def test_public_addresses_end_where_private_ones_begin() -> None:
    def is_public(text: str) -> bool:
        number = block(text).range[0]
        return any(low <= number <= high for low, high in PUBLIC)

    for inside, outside in (
        ("10.0.0.0", "9.255.255.255"), ("10.255.255.255", "11.0.0.0"),
        ("172.16.0.0", "172.15.255.255"), ("172.31.255.255", "172.32.0.0"),
        ("192.168.0.0", "192.167.255.255"), ("192.168.255.255", "192.169.0.0"),
        ("100.64.0.0", "100.63.255.255"), ("100.127.255.255", "100.128.0.0"),
    ):  # fmt: skip
        assert not is_public(inside)
        assert is_public(outside)


@FEW
@given(st.ip_addresses(v=4), st.integers(0, 32))
def test_a_block_is_read_and_written_alike(address: ipaddress.IPv4Address, bits: int) -> None:
    made = ipaddress.ip_network(f"{address}/{bits}", strict=False)
    assert str(block(made)) == (str(made) if bits < 32 else str(address))
    assert block(made).prefix == bits
    assert overlap(block(made).range, ANYWHERE.range) == block(made).range


def test_a_range_that_is_no_block_says_from_where_to_where() -> None:
    assert str(Block(4, (1, 4))) == "0.0.0.1 to 0.0.0.4"
    assert str(block("2001:db8::/32")) == "2001:db8::/32"
    assert block("2001:db8::/32").prefix == 32


def size(box: Box) -> int:
    """How many packets a box holds."""
    count = 1
    for name in ("source", "target", "source_port", "target_port"):
        low, high = getattr(box, name)
        count *= high - low + 1
    return count
