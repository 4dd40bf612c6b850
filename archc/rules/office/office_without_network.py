"""Office with a line and no network.

What it does
------------
Looks for an office that a VPN or Direct Connect line leads from, and that does not say its
network.

Why
---
What goes through a line is found by its block of addresses: without it AWS has no route to the
office.

Bad
---

    architecture lines
    office berlin { address: 198.51.100.10 }
    vpc shop { tier app { isolated }; vpn_gateway hub }
    vpn berlin_line { from: berlin; to: hub; routing: static }
    instance server in app
    berlin -> server : https

Good
----

    architecture lines
    office berlin { address: 198.51.100.10; cidr: 192.168.10.0/24 }
    vpc shop { tier app { isolated }; vpn_gateway hub }
    vpn berlin_line { from: berlin; to: hub; routing: static }
    instance server in app
    berlin -> server : https

Fix
---
Write the office's network, such as `cidr: 192.168.10.0/24`.

References
----------
- https://docs.aws.amazon.com/vpn/latest/s2svpn/SetUpVPNConnections.html
- https://docs.aws.amazon.com/vpn/latest/s2svpn/your-cgw.html

"""

from collections.abc import Iterator

from archc.component import Architecture
from archc.diagnostics import Label, Severity
from archc.kinds.outside.office import Office
from archc.rules.networks import lines_of
from archc.rules.rule import Finding, Pillar, Rule

RULE = Rule("CON325", Severity.ERROR, Pillar.CORRECTNESS)


def check(office: Office, design: Architecture) -> Iterator[Finding]:
    """Look for the block of an office with lines."""
    own = lines_of(design, office)
    if own and office.cidr is None:
        yield Finding(
            f"'{own[0].name}' leads to '{office.name}', which says no network",
            f"write `cidr: 192.168.10.0/24` in '{office.name}', with its own block",
            office.span,
            "nothing is routed there",
            tuple(Label("leads there", line.span) for line in own),
        )
