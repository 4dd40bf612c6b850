"""VPN gateway that no line ends at.

What it does
------------
Looks for a VPN gateway without a VPN and without a Direct Connect line.

Why
---
The gateway is the VPC's end of a line; without the other end it leads nowhere.

Bad
---

    architecture lines
    purpose: production
    vpc shop { flow_logs; tier app { isolated }; vpn_gateway hub }

Good
----

    architecture lines
    purpose: production
    office berlin { address: 198.51.100.10; cidr: 192.168.10.0/24 }
    vpc shop { flow_logs; tier app { isolated }; vpn_gateway hub }
    vpn berlin_line { from: berlin; to: hub }
    instance server in app
    berlin -> server : https

Fix
---
Write a `vpn` from an office to it, or remove it.

References
----------
- https://docs.aws.amazon.com/vpn/latest/s2svpn/how_it_works.html

"""

from collections.abc import Iterator

from archc.component import Architecture
from archc.diagnostics import Severity
from archc.edits import Cut, Fix, Repair
from archc.kinds.network.vpn_gateway import VpnGateway
from archc.lines import lines_to
from archc.rules.rule import Finding, Pillar, Rule
from archc.rules.uses import is_named

RULE = Rule("CON326", Severity.WARNING, Pillar.OPERATIONS, repair=Repair.UNSAFE)


def check(gateway: VpnGateway, design: Architecture) -> Iterator[Finding]:
    """Count its lines."""
    if not lines_to(design, gateway) and not is_named(gateway, design):
        yield Finding(
            f"no line ends at the VPN gateway '{gateway.name}'",
            Fix(
                f"write `vpn line {{ from: an office; to: {gateway.name} }}`, or remove it",
                (Cut(gateway.span),),
            ),
            gateway.span,
            "leads nowhere",
        )
