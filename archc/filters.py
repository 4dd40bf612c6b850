"""Filters as the language writes them: ports, blocks, and the rules of groups and lists."""

from __future__ import annotations

import ipaddress
import re
from typing import Any

from archc.component import Port, tcp
from archc.values import (
    Choice,
    ComponentName,
    Cursor,
    Either,
    ListOf,
    Matched,
    Mismatch,
    Record,
    RecordOf,
    Reference,
    Type,
    attribute,
    integer,
    main,
)

FIXED = {
    "ssh": tcp(22),
    "rdp": tcp(3389),
    "icmp": Port("icmp", -1, -1),
    "any": Port("any", -1, -1),
}
WEB = {"http": 80, "https": 443}
PORTED = ("tcp", "udp")
Network = ipaddress.IPv4Network | ipaddress.IPv6Network


def read_port(word: str, cursor: Cursor) -> Port | None:
    """The port behind its word: optional for http and https, needed for tcp and udp."""
    if word in FIXED:
        return FIXED[word]
    if word not in (*WEB, *PORTED):
        return None
    match = re.fullmatch(r"([0-9]{1,5})(?:\.\.([0-9]{1,5}))?", getattr(cursor.next, "text", ""))
    if match is None:
        if word in WEB:
            return tcp(WEB[word])
        raise Mismatch(f"`{word}` needs a port", f"write `{word} 8080`", cursor.here)
    first, last = int(match[1]), int(match[2] or match[1])
    if not 1 <= first <= last <= 65535:
        raise Mismatch(f"'{match[0]}' is no port", "write a port from 1 to 65535", cursor.here)
    cursor.take()
    return Port("udp" if word == "udp" else "tcp", first, last)


class PortWords(Type[Port]):
    """`tcp 80`, `http`, `udp 1024..65535`, `icmp`, `any`."""

    words = (*WEB, *FIXED, *PORTED)
    expected = "a protocol and its port"
    example = "tcp 80"

    def read(self, cursor: Cursor) -> Port:
        """Take the word, and the port behind it."""
        word = cursor.word
        if word == "deny":
            raise Mismatch(
                "a security group only allows, it cannot deny",
                "leave the rule out: what no rule allows is refused; a `network_acl` can deny",
                cursor.here,
            )
        if word not in self.words:
            raise self.refuse(cursor)
        cursor.take()
        port = read_port(word, cursor)
        if port is None:
            raise self.refuse(cursor)
        return port


def block() -> Type[Network]:
    """An IPv4 or IPv6 block whose host bits are zero; one address is a block too."""

    def convert(spelling: str) -> Network | None:
        try:
            return ipaddress.ip_network(spelling)
        except ValueError:
            return None

    return Matched(
        "a block of addresses", "10.0.0.0/16", r"[0-9A-Fa-f.:]+(?:/[0-9]{1,3})?", convert
    )


WHOM = ("security_group", "internet", "users", "office")


class Admitted(Record):
    """`tcp 80 from 0.0.0.0/0`."""

    what: tuple[Port, ...] = main(ListOf(PortWords()), "Protocol and port.", required=True)
    whom: Network | Reference = attribute(
        Either(block(), ComponentName(*WHOM)),
        "From where: a block, a security group, an office, or `internet`.",
        required=True,
        name="from",
    )


class LetOut(Record):
    """`tcp 443 to 0.0.0.0/0`."""

    what: tuple[Port, ...] = main(ListOf(PortWords()), "Protocol and port.", required=True)
    whom: Network | Reference = attribute(
        Either(block(), ComponentName(*WHOM)),
        "Where to: a block, a security group, an office, or `internet`.",
        required=True,
        name="to",
    )


class RulesOrNone(RecordOf[Any]):
    """A rule, or `none` for no rule at all: then the value has no ports."""

    def read(self, cursor: Cursor) -> Any:
        """Take `none`, or the rule."""
        if cursor.word == "none":
            cursor.take()
            return self.record({"what": (), "whom": None})
        return super().read(cursor)


class Listed(Record):
    """`100 allow tcp 80 from 10.0.1.0/24`, or `to` for what leaves."""

    number: int = main(
        integer(1, 32766), "Its place: the lowest that matches decides.", required=True
    )
    action: str = main(Choice("allow", "deny"), "What becomes of a packet.", required=True)
    what: Port = main(PortWords(), "Protocol and port.", required=True)
    source: Network | None = attribute(block(), "Where it comes from.", name="from")
    target: Network | None = attribute(block(), "Where it goes to.", name="to")

    @property
    def remote(self) -> Network | None:
        """The block that is written."""
        return self.source or self.target


SECURITY = Either(Choice("strict", "derived"), ComponentName("security_group"))
SECURITY_SAYS = (
    "Security groups that are written out and stand in for the derived one; `derived` keeps it "
    "beside them, `strict` closes its way out but for its arrows."
)
