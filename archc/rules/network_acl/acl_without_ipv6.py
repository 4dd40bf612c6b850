"""Network ACL for IPv4 alone at a dual-stack subnet.

What it does
------------
Looks for a network ACL with entries for 0.0.0.0/0 and none for IPv6, at subnets of which
outsiders reach something over both.

Why
---
0.0.0.0/0 means every IPv4 address and no other; what comes by IPv6 is denied, or its answers are.

Bad
---

    architecture shop
    users people
    vpc lab {
      ipv6
      tier edge { public; acl: edge_acl }
      network_acl edge_acl {
        inbound: 100 allow tcp 80 from 0.0.0.0/0
        outbound: 100 allow tcp 1024..65535 to 0.0.0.0/0
      }
    }
    instance web in edge
    people -> web : http

Good
----

    architecture shop
    users people
    vpc lab {
      ipv6
      tier edge { public; acl: edge_acl }
      network_acl edge_acl {
        inbound: 100 allow tcp 80 from 0.0.0.0/0, 110 allow tcp 80 from ::/0
        outbound: 100 allow tcp 1024..65535 to 0.0.0.0/0, 110 allow tcp 1024..65535 to ::/0
      }
    }
    instance web in edge
    people -> web : http

Fix
---
Write the same entries for ::/0, with numbers of their own.

References
----------
- https://docs.aws.amazon.com/vpc/latest/userguide/vpc-network-acls.html
- https://docs.aws.amazon.com/vpc/latest/userguide/nacl-rules.html
- https://docs.aws.amazon.com/vpc/latest/userguide/vpc-migrate-ipv6.html

"""

from collections.abc import Iterator

from archc.component import Architecture
from archc.diagnostics import Severity
from archc.edits import Fix, Include, Repair
from archc.filters import Listed
from archc.kinds.network.network_acl import NetworkAcl
from archc.rules.networks import behind_acl, entry_ports, has_open_ipv6
from archc.rules.rule import Finding, Pillar, Rule

RULE = Rule("NCL459", Severity.WARNING, Pillar.CORRECTNESS, repair=Repair.UNSAFE)


def _again(acl: NetworkAcl, way: str, word: str, world: list[Listed]) -> tuple[Include, ...]:
    """Every entry for all IPv4 addresses once more, for all of IPv6."""
    numbers = {one.number for one in getattr(acl, way)}
    made = []
    for one in world:
        number = next(n for n in range(one.number + 1, 40000) if n not in numbers)
        numbers.add(number)
        made.append(Include(acl.name, way, f"{number} allow {one.what} {word} ::/0"))
    return tuple(made)


def check(acl: NetworkAcl, design: Architecture) -> Iterator[Finding]:
    """Count the entries of each family, for both directions."""
    entries = [one for one in behind_acl(design, acl) if has_open_ipv6(design, one)]
    if not any(entry_ports(design, one) for one in entries):
        return
    for way, word in (("inbound", "from"), ("outbound", "to")):
        allowed = [one for one in getattr(acl, way) if one.action == "allow" and one.remote]
        world = [one for one in allowed if not one.remote.prefixlen and one.remote.version == 4]
        if world and all(one.remote.version == 4 for one in allowed):
            first = world[0]
            taken = {one.number for one in getattr(acl, way)}
            number = next(n for n in range(first.number + 1, 40000) if n not in taken)
            yield Finding(
                f"'{acl.name}' has {way} entries for IPv4 alone, at a subnet with IPv6",
                Fix(
                    f"write `{way}: {number} allow {first.what} {word} ::/0` too",
                    _again(acl, way, word, world),
                ),
                acl.at(way),
                "denies all IPv6",
            )
