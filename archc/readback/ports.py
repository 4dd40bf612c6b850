"""Ports: what the rules of security groups let in."""

from __future__ import annotations

import re
from typing import Any

from archc.foreign import Item
from archc.readback.spelling import plain
from archc.syntax import tree

WHOM = (
    "CidrIp",
    "CidrIpv6",
    "SourceSecurityGroupId",
    "DestinationSecurityGroupId",
)
_PROTOCOLS = {
    "-1": "any",
    "all": "any",
    "6": "tcp",
    "17": "udp",
    "1": "icmp",
    "58": "icmp",
    "icmpv6": "icmp",
}


def port_of(rule: Item) -> tuple[str | tree.Value, ...]:
    """`tcp 80`, `udp 1024..65535`, `icmp` or `any` of a rule."""
    protocol = plain(rule.get("IpProtocol") or rule.get("Protocol")).lower()
    protocol = _PROTOCOLS.get(protocol, protocol)
    first = plain(rule.get("FromPort") or rule.get("PortRange", "From"))
    last = plain(rule.get("ToPort") or rule.get("PortRange", "To"))
    if protocol not in ("tcp", "udp"):
        return (protocol,)
    if not first or first == "-1":
        first, last = "1", "65535"
    first = "1" if first == "0" and last != "0" else first
    ports = first if last in ("", first) else f"{first}..{last}"
    return (protocol, tree.Atom("NUMERIC", ports, rule.span))


def meets(rule: Item, port: int) -> bool:
    """Whether a rule is about a port of TCP."""
    said = port_of(rule)
    if said[0] == "any":
        return True
    ports = span_of(said)
    return said[0] == "tcp" and ports is not None and ports[0] <= port <= ports[1]


def span_of(words: tuple[Any, ...]) -> tuple[int, int] | None:
    """The first and the last port of a rule."""
    match = re.fullmatch(r"([0-9]{1,5})(?:\.\.([0-9]{1,5}))?", getattr(words[-1], "text", ""))
    return (int(match[1]), int(match[2] or match[1])) if match else None


def is_any(rule: Item) -> bool:
    """Whether a rule lets in every protocol."""
    return port_of(rule)[0] == "any"


def is_nothing(rule: Item) -> bool:
    """Whether a rule stands where there is none, because a list must not be empty."""
    return is_any(rule) and plain(rule.get("CidrIp")) == "127.0.0.1/32"


def is_world(rule: Item) -> bool:
    """Whether a rule is for every address."""
    return plain(rule.get("CidrIp")) == "0.0.0.0/0" or plain(rule.get("CidrIpv6")) == "::/0"
