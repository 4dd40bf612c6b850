"""Network ACL with one number twice.

What it does
------------
Looks for two entries of one direction that have the same number.

Why
---
The number is an entry's identity and its place; AWS refuses the second one.

Bad
---

    architecture shop
    vpc lab {
      tier edge { public; acl: edge_acl }
      network_acl edge_acl {
        inbound: 100 allow tcp 80 from 0.0.0.0/0, 100 allow tcp 443 from 0.0.0.0/0
        outbound: 100 allow any to 0.0.0.0/0
      }
    }

Good
----

    architecture shop
    vpc lab {
      tier edge { public; acl: edge_acl }
      network_acl edge_acl {
        inbound: 100 allow tcp 80 from 0.0.0.0/0, 110 allow tcp 443 from 0.0.0.0/0
        outbound: 100 allow any to 0.0.0.0/0
      }
    }

Fix
---
Number the entries in steps of ten, so that one fits in between later.

References
----------
- https://docs.aws.amazon.com/vpc/latest/userguide/nacl-rules.html

"""

from collections import Counter
from collections.abc import Iterator

from archc.component import Architecture
from archc.diagnostics import Severity
from archc.edits import Entry, Fix, Repair
from archc.kinds.network.network_acl import NetworkAcl
from archc.rules.rule import Finding, Pillar, Rule

RULE = Rule("NCL456", Severity.ERROR, Pillar.CORRECTNESS, repair=Repair.SAFE)


def _free(acl: NetworkAcl, way: str, number: int) -> int:
    """The next number that no entry has, in steps of ten where there is room."""
    taken = {entry.number for entry in getattr(acl, way)}
    following = min((one for one in taken if one > number), default=number + 20)
    if number + 10 < following:
        return number + 10
    return next(n for n in range(number + 1, number + len(taken) + 2) if n not in taken)


def _renumbered(acl: NetworkAcl, way: str, number: int) -> Entry:
    """The last entry with a number, behind the others."""
    entries = getattr(acl, way)
    at = _last(acl, way, number)
    entry = entries[at]
    word = "from" if way == "inbound" else "to"
    whom = f" {word} {entry.remote}" if entry.remote is not None else ""
    told = f"{_free(acl, way, number)} {entry.action} {entry.what}{whom}"
    return Entry(acl.name, way, at, told)


def check(acl: NetworkAcl, design: Architecture) -> Iterator[Finding]:
    """Count the numbers of each direction."""
    del design
    for way in ("inbound", "outbound"):
        counted = Counter(entry.number for entry in getattr(acl, way))
        for number, times in counted.items():
            if times > 1:
                yield Finding(
                    f"'{acl.name}' has {times} {way} entries with the number {number}",
                    Fix(
                        f"give one of them another number, like {_free(acl, way, number)}",
                        (_renumbered(acl, way, number),),
                    ),
                    acl.at_entry(way, _last(acl, way, number)),
                )


def _last(acl: NetworkAcl, way: str, number: int) -> int:
    """The place of the last entry with a number."""
    return max(place for place, one in enumerate(getattr(acl, way)) if one.number == number)
