"""SSH open to the world.

What it does
------------
Looks for an arrow from users or the internet that lets SSH (port 22) in at a server, alone or in
a range of ports.

Why
---
Robots try passwords and keys at every public address all day long; let in only the address you
work from.

Bad
---

    architecture shop
    users people
    vpc lab { tier edge { public } }
    instance web in edge
    people -> web : ssh

Good
----

    architecture shop
    office desk { address: 198.51.100.10 }
    vpc lab { tier edge { public } }
    instance web in edge
    desk -> web : ssh

Fix
---
Draw an `office` with the address you work from, and let its arrow say `ssh`; or use Session
Manager, which needs no open port.

References
----------
- https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/security-group-rules-reference.html
- https://docs.aws.amazon.com/systems-manager/latest/userguide/session-manager.html

"""

from collections.abc import Iterator

from archc.component import Architecture
from archc.diagnostics import Severity
from archc.network import SSH
from archc.rules import servers
from archc.rules.rule import Finding, Pillar, Rule

RULE = Rule("SGR401", Severity.ERROR, Pillar.SECURITY)


def check(design: Architecture) -> Iterator[Finding]:
    """Look at the ports of everybody's arrows to servers."""
    return servers.open_logins(design, SSH, "ssh")
