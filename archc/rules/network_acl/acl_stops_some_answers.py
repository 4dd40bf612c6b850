"""Network ACL that lets only some answers out.

What it does
------------
Looks for a network ACL in front of something that outsiders have an arrow to, whose outbound
entries let some of the ports from 1024 to 65535 through and not all of them.

Why
---
A visitor's system picks the port that it asks from by chance. If the answers to some ports are
stopped, every second page loads and the others hang, and nobody finds out why.

Bad
---

    architecture shop
    users people
    vpc lab {
      tier edge { public; acl: edge_acl }
      network_acl edge_acl {
        inbound: 100 allow tcp 80 from 0.0.0.0/0
        outbound: 100 allow tcp 1024..32767 to 0.0.0.0/0
      }
    }
    instance web in edge
    people -> web : http

Good
----

    architecture shop
    users people
    vpc lab {
      tier edge { public; acl: edge_acl }
      network_acl edge_acl {
        inbound: 100 allow tcp 80 from 0.0.0.0/0
        outbound: 100 allow tcp 1024..65535 to 0.0.0.0/0
      }
    }
    instance web in edge
    people -> web : http

Fix
---
Let all of 1024 to 65535 out to where the visitors are.

References
----------
- https://docs.aws.amazon.com/vpc/latest/userguide/nacl-ephemeral-ports.html

"""

from collections.abc import Iterator

from archc.component import Architecture
from archc.diagnostics import Severity
from archc.kinds.network.network_acl import NetworkAcl
from archc.routes import ANYWHERE
from archc.rules.networks import behind_acl
from archc.rules.rule import Finding, Pillar, Rule

RULE = Rule("NCL980", Severity.WARNING, Pillar.CORRECTNESS)

_FIRST, _LAST = 1024, 65535  # the ports that anybody may ask from
_USUAL = 32768  # where the systems of today begin


def check(acl: NetworkAcl, design: Architecture) -> Iterator[Finding]:
    """Add up the ports that may go out to everybody."""
    visited = any(
        relation.source.outside and any(port.protocol == "tcp" for port in relation.ports)
        for one in behind_acl(design, acl)
        for relation in design.into(one)
    )
    open_ports = sorted(_open_outwards(acl)) if visited else []
    reached = _FIRST - 1
    for first, last in open_ports:
        if first <= (_USUAL if reached < _FIRST else reached + 1):
            reached = max(reached, last)
    some = any(last >= _FIRST for _, last in open_ports if last > 1023)
    if some and _FIRST <= reached < _LAST:
        yield Finding(
            f"'{acl.name}' lets answers out to ports up to {reached}, and visitors ask from ports "
            f"up to {_LAST}",
            f"write `outbound: … allow tcp {_FIRST}..{_LAST} to 0.0.0.0/0`",
            acl.at_entry("outbound", _highest(acl)),
            "stops some of the answers",
        )


def _open_outwards(acl: NetworkAcl) -> Iterator[tuple[int, int]]:
    """The intervals of TCP ports that some entry allows to every IPv4 address."""
    for entry in acl.outbound:
        block = entry.remote
        if entry.action == "allow" and block is not None and block == ANYWHERE:
            if entry.what.protocol == "any":
                yield 0, _LAST
            elif entry.what.protocol == "tcp":
                yield entry.what.first, entry.what.last


def _highest(acl: NetworkAcl) -> int:
    """The place of the entry that lets out the highest port."""
    ends = [(one.what.last, place) for place, one in enumerate(acl.outbound)
            if one.action == "allow"]  # fmt: skip
    return max(ends)[1]
