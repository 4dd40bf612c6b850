"""Key of a server that nobody logs in to.

What it does
------------
Looks for a server with a key pair and derived security groups to which no arrow leads by SSH or
RDP.

Why
---
A key opens nothing where no packet for a login arrives: the arrow has been forgotten, or the key
is one more secret that has to be kept for no reason.

Bad
---

    architecture shop
    users people
    key_pair door
    vpc lab { tier edge { public } }
    instance web in edge { key: door }
    people -> web : http

Good
----

    architecture shop
    users people
    office desk { address: 198.51.100.10 }
    key_pair door
    vpc lab { tier edge { public } }
    instance web in edge { key: door }
    people -> web : http
    desk -> web : ssh

Fix
---
Draw the arrow of whoever logs in, such as `desk -> web : ssh`, or remove `key`.

References
----------
- https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-key-pairs.html
- https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/connect-to-linux-instance.html

"""

from collections.abc import Iterator

from archc.component import Architecture, Component
from archc.diagnostics import Severity
from archc.kinds.compute.key_pair import KeyPair
from archc.network import written_groups
from archc.rules import servers
from archc.rules.rule import Finding, Pillar, Rule

RULE = Rule("CST980", Severity.ADVICE, Pillar.OPERATIONS)


def check(pair: KeyPair, design: Architecture) -> Iterator[Finding]:
    """Look for servers with this key and for arrows of those who log in to them."""
    for server in servers.servers(design):
        key = getattr(server, "key", None)
        if key is None or key.name != pair.name or written_groups(design, server):
            continue
        if not _is_entered(server, design):
            yield Finding(
                f"'{server.name}' has the key '{pair.name}', and nobody logs in to it",
                f"draw the arrow of who does, like `desk -> {server.name} : ssh`, or remove `key`",
                server.at("key"),
                "opens nothing",
            )


def _is_entered(server: Component, design: Architecture) -> bool:
    return any(
        servers.has_any(relation) or any(port.covers(door) for port in relation.ports)
        for relation in design.into(server)
        for door in servers.REMOTE
    )
