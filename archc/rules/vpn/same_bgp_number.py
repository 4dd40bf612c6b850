"""Two ends of VPN lines with one BGP number.

What it does
------------
Compares the numbers (ASN) of the offices whose VPNs route by BGP at one gateway, with each other
and with Amazon's own.

Why
---
BGP throws away routes in which it meets its own number, so that networks with the same number
never hear of each other.

Bad
---

    architecture cloud_hub
    office berlin { address: 198.51.100.10; cidr: 192.168.10.0/24; asn: 65010 }
    office munich { address: 198.51.100.20; cidr: 192.168.20.0/24; asn: 65010 }
    vpc shop { tier app { isolated }; vpn_gateway hub }
    vpn berlin_line { from: berlin; to: hub }
    vpn munich_line { from: munich; to: hub }
    instance server in app
    berlin, munich -> server : https

Good
----

    architecture cloud_hub
    office berlin { address: 198.51.100.10; cidr: 192.168.10.0/24; asn: 65010 }
    office munich { address: 198.51.100.20; cidr: 192.168.20.0/24; asn: 65020 }
    vpc shop { tier app { isolated }; vpn_gateway hub }
    vpn berlin_line { from: berlin; to: hub }
    vpn munich_line { from: munich; to: hub }
    instance server in app
    berlin, munich -> server : https

Fix
---
Give every office a private number of its own, from 64513 to 65534: `asn: 65020`.

References
----------
- https://docs.aws.amazon.com/vpn/latest/s2svpn/VPN_CloudHub.html
- https://docs.aws.amazon.com/vpn/latest/s2svpn/cgw-options.html

"""

from collections.abc import Iterator

from archc.component import Architecture, Component
from archc.diagnostics import Label, Severity
from archc.edits import Repair, write
from archc.kinds.network.vpn import Vpn
from archc.lines import end_of, lines_to, office_of, routes_by_bgp
from archc.rules.rule import Finding, Pillar, Rule

RULE = Rule("CON315", Severity.ERROR, Pillar.CORRECTNESS, repair=Repair.UNSAFE)

_AMAZON = 64512  # unless the gateway says another one
_OFFICE = 65000  # what the template writes for an office that says none


def check(vpn: Vpn, design: Architecture) -> Iterator[Finding]:
    """Look for the number of the office among those written before, and at the gateway."""
    office, end = office_of(design, vpn), end_of(design, vpn)
    if office is None or end is None or not routes_by_bgp(vpn):
        return
    number = getattr(office, "asn", None) or _OFFICE
    if number == (getattr(end, "asn", None) or _AMAZON):
        yield _finding(office, end, number, design)
    for line in lines_to(design, end):
        if line is vpn:
            return
        other = office_of(design, line)
        if other is None or other is office or not routes_by_bgp(line):
            continue
        if number == (getattr(other, "asn", None) or _OFFICE):
            yield _finding(office, other, number, design)


def _finding(office: Component, other: Component, number: int, design: Architecture) -> Finding:
    written = "asn" in office.spans
    taken = {getattr(one, "asn", None) for one in design.components.values()}
    free = next(n for n in range(number + 10, number + 10_000, 10) if n not in taken)
    return Finding(
        f"'{office.name}' and '{other.name}' have the same number in BGP, {number}"
        + ("" if written else " unless written"),
        write(
            office.name,
            f"asn: {free}",
            f"write a number of its own in '{office.name}', such as `{{}}`",
        ),
        office.at("asn"),
        "will not hear of the other",
        (Label("has this number too", other.at("asn")),),
    )
