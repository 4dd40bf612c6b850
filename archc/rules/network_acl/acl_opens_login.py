"""Network ACL open for logins from everywhere.

What it does
------------
Looks for an entry that allows port 22 or 3389 from the whole internet by name, where the security
groups behind it do not.

Why
---
The list is the second lock beside the security group. Open for everybody, it locks nothing when
somebody opens the group.

Bad
---

    architecture shop
    users people
    vpc lab {
      tier edge { public; acl: edge_acl }
      network_acl edge_acl {
        inbound: 100 allow tcp 80 from 0.0.0.0/0, 110 allow ssh from 0.0.0.0/0
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
Allow it from your own address only, such as `110 allow ssh from 198.51.100.10/32`.

References
----------
- https://docs.aws.amazon.com/vpc/latest/userguide/vpc-network-acls.html
- https://docs.aws.amazon.com/vpc/latest/userguide/nacl-rules.html

"""

from collections.abc import Iterator

from archc import groups
from archc.component import Architecture, Port
from archc.diagnostics import Severity
from archc.groups import Group, groups_of
from archc.kinds.network.network_acl import NetworkAcl
from archc.reach.arrows import network
from archc.reach.query import service_of
from archc.rules.networks import behind_acl
from archc.rules.rule import Finding, Pillar, Rule
from archc.rules.servers import REMOTE, meets

RULE = Rule("NCL454", Severity.WARNING, Pillar.SECURITY)

_WIDE = 1024  # ports; a wider range is not about logins


def check(acl: NetworkAcl, design: Architecture) -> Iterator[Finding]:
    """Look at the entries for the two ports."""
    for place, entry in enumerate(acl.inbound):
        world = entry.remote is None or not entry.remote.prefixlen
        if entry.action != "allow" or not world or entry.what.last - entry.what.first >= _WIDE:
            continue
        port = next((login for login in REMOTE if meets(entry.what, login)), None)
        if port is not None and not _is_open(acl, port, design):
            yield Finding(
                f"entry {entry.number} of '{acl.name}' allows {port} from everywhere",
                f"write `{entry.number} allow {port} from` and the address that you work from",
                acl.at_entry("inbound", place),
                "open for logins",
            )


def _is_open(acl: NetworkAcl, port: Port, design: Architecture) -> bool:
    """Whether somebody gets in, which is said of the server."""
    net = network(design)
    return any(
        net.direct("internet", one.name, service_of(port)) is not None
        and any(_is_for_all(design, group, port) for group in groups_of(design, one))
        for one in behind_acl(design, acl)
        if one.registers
    )


def _is_for_all(design: Architecture, group: Group, port: Port) -> bool:
    """Whether a group lets in everybody, and not only some addresses."""
    return any(
        rule.block is not None and not rule.block.prefixlen and rule.port.covers(port)
        for rule in groups.inbound(design, group)
    )
