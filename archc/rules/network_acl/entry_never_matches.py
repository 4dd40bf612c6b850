"""Network ACL entry that can never match.

What it does
------------
Looks for an entry whose packets are all decided by entries with lower numbers.

Why
---
The lowest number that matches decides. An entry behind one that covers it does nothing, and a
`deny` that does nothing is an open door.

Bad
---

    architecture shop
    vpc lab {
      tier edge { public; acl: edge_acl }
      network_acl edge_acl {
        inbound: 100 allow any from 0.0.0.0/0, 110 deny tcp 3389 from 0.0.0.0/0
        outbound: 100 allow any to 0.0.0.0/0
      }
    }

Good
----

    architecture shop
    vpc lab {
      tier edge { public; acl: edge_acl }
      network_acl edge_acl {
        inbound: 90 deny tcp 3389 from 0.0.0.0/0, 100 allow any from 0.0.0.0/0
        outbound: 100 allow any to 0.0.0.0/0
      }
    }

Fix
---
Give it a lower number than the entries that cover it, or remove it.

References
----------
- https://docs.aws.amazon.com/vpc/latest/userguide/nacl-rules.html

"""

from collections.abc import Iterator

from archc.component import Architecture
from archc.diagnostics import Severity
from archc.edits import Entry, Fix, Repair
from archc.filters import Listed
from archc.kinds.network.network_acl import NetworkAcl
from archc.reach.expand import match
from archc.reach.headers import ANYWHERE, ANYWHERE_6, NO_PORTS, PORTS, PROTOCOLS, Box, block, split
from archc.rules.rule import Finding, Pillar, Rule

RULE = Rule("NCL453", Severity.WARNING, Pillar.CORRECTNESS, repair=Repair.UNSAFE)


def check(acl: NetworkAcl, design: Architecture) -> Iterator[Finding]:
    """Take from all packets what each entry decides, in their order."""
    del design
    for way in ("inbound", "outbound"):
        rest = _everything()
        for entry in sorted(getattr(acl, way), key=_number):
            hits, rest = split(
                rest, match(entry.what, block(entry.remote or "0.0.0.0/0")), "source"
            )
            if not hits:
                yield Finding(
                    f"the {way} entry {entry.number} of '{acl.name}' can never match",
                    Fix(
                        f"give it a lower number than {entry.number}, before those that cover it",
                        _before(acl, way, entry),
                    ),
                    acl.at_entry(way, getattr(acl, way).index(entry)),
                    "lower numbers decide all its packets",
                )


def _before(acl: NetworkAcl, way: str, entry: Listed) -> tuple[Entry, ...]:
    """The entry with a free number below all of those that are for some of its packets."""
    entries: tuple[Listed, ...] = getattr(acl, way)
    over = [one.number for one in entries if one.number < entry.number]
    free = max(1, min(over, default=entry.number) - 10)
    if free in (one.number for one in entries) or entry.remote is None:
        return ()
    word = "from" if way == "inbound" else "to"
    told = f"{free} {entry.action} {entry.what} {word} {entry.remote}"
    return (Entry(acl.name, way, entries.index(entry), told),)


def _number(entry: Listed) -> int:
    return entry.number


def _everything() -> list[Box]:
    return [
        Box(
            anywhere.family,
            protocol,
            anywhere.range,
            anywhere.range,
            *((PORTS, PORTS) if protocol in ("tcp", "udp") else (NO_PORTS, NO_PORTS)),
        )
        for anywhere in (ANYWHERE, ANYWHERE_6)
        for protocol in PROTOCOLS
    ]
