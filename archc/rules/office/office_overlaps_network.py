"""Office with addresses of the network that it is joined to.

What it does
------------
Compares the network of an office with the VPCs behind its lines, and with the other offices
there.

Why
---
An address that both have is always taken for the nearer one, so that packets to the other never
leave.

Bad
---

    architecture lines
    office berlin { address: 198.51.100.10; cidr: 10.0.0.0/20; asn: 65010 }
    vpc shop {
      cidr: 10.0.0.0/16
      subnet app_a { cidr: 10.0.1.0/24; routes: inside }
      route_table inside { propagate: hub }
      vpn_gateway hub
    }
    vpn berlin_line { from: berlin; to: hub }
    instance server in app_a
    berlin -> server : https

Good
----

    architecture lines
    office berlin { address: 198.51.100.10; cidr: 192.168.10.0/24; asn: 65010 }
    vpc shop {
      cidr: 10.0.0.0/16
      subnet app_a { cidr: 10.0.1.0/24; routes: inside }
      route_table inside { propagate: hub }
      vpn_gateway hub
    }
    vpn berlin_line { from: berlin; to: hub }
    instance server in app_a
    berlin -> server : https

Fix
---
Give one of the networks another block.

References
----------
- https://docs.aws.amazon.com/vpn/latest/s2svpn/VPNRoutingTypes.html
- https://docs.aws.amazon.com/vpn/latest/s2svpn/vpn-limits.html

"""

from collections.abc import Iterator

from archc.component import Architecture, Component
from archc.diagnostics import Label, Severity
from archc.kinds.outside.office import Office
from archc.lines import end_of, lines_to, office_of
from archc.rules.networks import block_of, lines_of, networks_of_line, overlap
from archc.rules.rule import Finding, Pillar, Rule

RULE = Rule("CON309", Severity.ERROR, Pillar.CORRECTNESS)


def check(office: Office, design: Architecture) -> Iterator[Finding]:
    """Compare the blocks, each pair of networks once."""
    if office.cidr is None:
        return
    own = lines_of(design, office)
    vpcs = {vpc.name: vpc for line in own for vpc in networks_of_line(design, line)}
    for vpc in vpcs.values():
        if overlap(office.cidr, block_of(vpc)):
            yield _finding(office, vpc, f"the VPC '{vpc.name}'")
    for other in _before(office, own, design):
        block = getattr(other, "cidr", None)
        if block is not None and overlap(office.cidr, block):
            yield _finding(office, other, f"the office '{other.name}'")


def _before(office: Office, own: tuple[Component, ...], design: Architecture) -> list[Component]:
    """The offices at the same gateways that are written before."""
    order = list(design.components)
    ends = (end for line in own if (end := end_of(design, line)) is not None)
    others = {o.name: o for end in ends for line in lines_to(design, end)
              if (o := office_of(design, line)) is not None}  # fmt: skip
    return [o for o in others.values() if order.index(o.name) < order.index(office.name)]


def _finding(office: Office, other: Component, called: str) -> Finding:
    return Finding(
        f"'{office.name}' has addresses {office.cidr}, and so has {called}",
        f"write another `cidr` in '{office.name}' or in '{other.name}'",
        office.at("cidr"),
        "the same addresses again",
        (Label("has these addresses too", other.at("cidr")),),
    )
