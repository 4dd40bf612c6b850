"""Volume that is not encrypted.

What it does
------------
Looks for servers whose boot volume says `encrypted no`.

Why
---
Whoever gets at the disk or a snapshot of it could read it; encryption costs nothing.

Bad
---

    architecture shop
    purpose: production
    vpc lab { tier app { isolated } }
    instance web in app { volume: 20GB encrypted no }

Good
----

    architecture shop
    purpose: production
    vpc lab { tier app { isolated } }
    instance web in app { volume: 20GB }

Fix
---
Remove `encrypted no`.

References
----------
- https://docs.aws.amazon.com/ebs/latest/userguide/ebs-encryption.html

"""

from collections.abc import Iterator

from archc.component import Architecture
from archc.diagnostics import Severity
from archc.edits import Detail, Fix, Repair
from archc.rules import servers
from archc.rules.rule import Finding, Pillar, Rule

RULE = Rule("EC2538", Severity.WARNING, Pillar.SECURITY, hardening=True, repair=Repair.UNSAFE)


def check(design: Architecture) -> Iterator[Finding]:
    """Look at the volume of every server."""
    for server in servers.servers(design):
        volume = getattr(server, "volume", None)
        if volume is not None and not volume.encrypted:
            yield Finding(
                f"the volume of '{server.name}' is not encrypted",
                Fix("remove `encrypted no`", (Detail(server.at("volume"), "encrypted"),)),
                server.at("volume"),
                "can be read from a snapshot",
            )
