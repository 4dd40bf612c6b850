"""Server that nobody talks to.

What it does
------------
Looks for an instance or a scaling group at which no arrow begins or ends.

Why
---
It costs money by the hour, and nothing in the design says what for: its security group lets nobody
in, and its role allows nothing.

Bad
---

    architecture shop
    vpc lab { tier app { isolated } }
    instance worker in app

Good
----

    architecture shop
    vpc lab { tier app { isolated } }
    queue work { dead_letters: parked after 3 }
    queue parked { keep: 14 days }
    instance worker in app
    worker -> work : receive
    vpc_endpoint sqs_door in app { service: sqs }

Fix
---
Draw who uses it and what it uses, or remove it.

References
----------
- https://docs.aws.amazon.com/wellarchitected/latest/cost-optimization-pillar/decommission-resources.html

"""

from collections.abc import Iterator

from archc.component import Architecture
from archc.diagnostics import Severity
from archc.rules import servers
from archc.rules.rule import Finding, Pillar, Rule
from archc.rules.uses import is_named, names_unread

RULE = Rule("CST981", Severity.ADVICE, Pillar.COST)


def check(design: Architecture) -> Iterator[Finding]:
    """Look for arrows at every server."""
    for server in servers.servers(design):
        arrows = (*design.into(server), *design.out_of(server))
        if server.carrier is not None or not all(relation.implied for relation in arrows):
            continue
        if not (is_named(server, design) or names_unread(server, design)):
            yield Finding(
                f"no arrow begins or ends at '{server.name}'",
                f"draw who uses it, such as `front -> {server.name} : http`, or remove it",
                server.span,
                "costs money, and does nothing",
            )
