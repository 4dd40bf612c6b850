"""Direct Connect line without a backup.

What it does
------------
Looks for an office whose only line to a gateway is one Direct Connect line.

Why
---
A fibre can be cut by an excavator, and a new one takes weeks; a VPN over the internet takes over
in minutes.

Bad
---

    architecture lines
    purpose: production
    office plant { address: 198.51.100.30; cidr: 172.20.0.0/16 }
    vpc shop { flow_logs; tier app { isolated }; vpn_gateway hub }
    direct_connect fibre { from: plant; to: hub }
    instance server in app
    plant -> server : https

Good
----

    architecture lines
    purpose: production
    office plant { address: 198.51.100.30; cidr: 172.20.0.0/16 }
    vpc shop { flow_logs; tier app { isolated }; vpn_gateway hub }
    direct_connect fibre { from: plant; to: hub }
    vpn spare { from: plant; to: hub }
    instance server in app
    plant -> server : https

Fix
---
Write a `vpn` from the same office to the same gateway, or a second Direct Connect line.

References
----------
- https://docs.aws.amazon.com/directconnect/latest/UserGuide/maintenance-events.html
- https://docs.aws.amazon.com/whitepapers/latest/aws-vpc-connectivity-options/aws-direct-connect-site-to-site-vpn.html

"""

from collections.abc import Iterator

from archc.component import Architecture, Component
from archc.diagnostics import Severity
from archc.edits import Fix, New, Repair
from archc.kinds.network.direct_connect import DirectConnect
from archc.lines import end_of, lines_to, office_of
from archc.rules.names import free_name
from archc.rules.rule import Finding, Pillar, Rule

RULE = Rule("CON310", Severity.WARNING, Pillar.RELIABILITY, repair=Repair.UNSAFE)


def check(line: DirectConnect, design: Architecture) -> Iterator[Finding]:
    """Look for another line with the same ends."""
    office, end = office_of(design, line), end_of(design, line)
    if office is None or end is None:
        return
    if not any(o is not line and office_of(design, o) is office for o in lines_to(design, end)):
        yield Finding(
            f"'{line.name}' is the only line between '{office.name}' and '{end.name}'",
            _fix(line, office, end, design),
            line.span,
            "nothing takes over when it fails",
        )


def _fix(line: DirectConnect, office: Component, end: Component, design: Architecture) -> Fix:
    name = free_name(design, "spare")
    spare = f"vpn {name} {{ from: {office.name}; to: {end.name} }}"
    return Fix(f"write `{spare}`", (New(spare, behind=line.name),))
