"""Remote desktop open to the world.

What it does
------------
Looks for an arrow from users or the internet that lets RDP (port 3389) in at a server, alone or
in a range of ports.

Why
---
Robots try passwords and keys at every public address all day long; let in only the address you
work from.

Bad
---

    architecture shop
    users people
    vpc lab { tier edge { public } }
    instance web in edge { image: windows-2022 }
    people -> web : rdp

Good
----

    architecture shop
    office desk { address: 198.51.100.10 }
    vpc lab { tier edge { public } }
    instance web in edge { image: windows-2022 }
    desk -> web : rdp

Fix
---
Draw an `office` with the address you work from, and let its arrow say `rdp`; or use Session
Manager, which needs no open port.

References
----------
- https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/connecting_to_windows_instance.html
- https://docs.aws.amazon.com/systems-manager/latest/userguide/session-manager.html

"""

from collections.abc import Iterator

from archc.component import Architecture
from archc.diagnostics import Severity
from archc.network import RDP
from archc.rules import servers
from archc.rules.rule import Finding, Pillar, Rule

RULE = Rule("SGR402", Severity.ERROR, Pillar.SECURITY)


def check(design: Architecture) -> Iterator[Finding]:
    """Look at the ports of everybody's arrows to servers."""
    return servers.open_logins(design, RDP, "rdp")
