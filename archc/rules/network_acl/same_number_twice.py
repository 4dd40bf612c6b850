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
from archc.kinds.network.network_acl import NetworkAcl
from archc.rules.rule import Finding, Pillar, Rule

RULE = Rule("NCL456", Severity.ERROR, Pillar.CORRECTNESS)


def check(acl: NetworkAcl, design: Architecture) -> Iterator[Finding]:
    """Count the numbers of each direction."""
    del design
    for way in ("inbound", "outbound"):
        counted = Counter(entry.number for entry in getattr(acl, way))
        for number, times in counted.items():
            if times > 1:
                yield Finding(
                    f"'{acl.name}' has {times} {way} entries with the number {number}",
                    f"give one of them another number, like {number + 10}",
                    acl.at(way),
                )
