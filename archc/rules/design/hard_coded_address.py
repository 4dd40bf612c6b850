"""Hard-coded address of another component.

What it does
------------
Looks for a literal address of one of the design's VPCs in a setup script or an environment, and
in the rules of a security group, where no server is given this address.

Why
---
AWS hands out these addresses anew with every deployment; a component's value, such as
`worker.address`, is always the right one.

Bad
---

    architecture shop
    purpose: production
    vpc lab { tier app { isolated } }
    instance worker in app
    instance web in app { environment: { WORKER: "10.0.32.10" } }
    web -> worker : tcp 8080

Good
----

    architecture shop
    purpose: production
    vpc lab { tier app { isolated } }
    instance worker in app
    instance web in app { environment: { WORKER: worker.address } }
    web -> worker : tcp 8080

Fix
---
Write the component's value, such as `worker.address`; in a rule the group of the server.

References
----------
- https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/using-instance-addressing.html

"""

import ipaddress
import re
from collections.abc import Iterator

from archc.component import Architecture, Component
from archc.diagnostics import Severity
from archc.rules.rule import Finding, Pillar, Rule

RULE = Rule("EC2533", Severity.WARNING, Pillar.OPERATIONS)


_ADDRESS = re.compile(r"(?<![\w.])(?:[0-9]{1,3}\.){3}[0-9]{1,3}(?![\w/]|\.[0-9])")


def check(design: Architecture) -> Iterator[Finding]:
    """Search every text that may hold values of components, and the rules of groups."""
    blocks = [block for vpc in design.of_kind("vpc") if (block := getattr(vpc, "cidr", None))]
    for component in design.components.values() if blocks else ():
        for field, text in component.interpolated():
            found = _addresses(text.literal, blocks)
            if found:
                yield Finding(
                    f"'{component.name}' writes out the address {found[0]} of this network",
                    "write the value of the component that is meant, such as `worker.address`",
                    component.at(field),
                    f"{found[0]} may be another component tomorrow",
                )
    for group in design.of_kind("security_group") if blocks else ():
        yield from _in_rules(group, design, blocks)


def _in_rules(
    group: Component, design: Architecture, blocks: list[ipaddress.IPv4Network]
) -> Iterator[Finding]:
    """Rules of a group for one address of the network that is no server's for good."""
    fixed = {getattr(c, "private_address", None) for c in design.components.values()}
    for field in ("inbound", "outbound"):
        for rule in getattr(group, field, ()):
            whom = rule.whom
            single = isinstance(whom, ipaddress.IPv4Network) and whom.prefixlen == 32
            if single and whom[0] not in fixed and any(whom.subnet_of(b) for b in blocks):
                yield Finding(
                    f"'{group.name}' writes out the address {whom[0]} of this network",
                    "name the security group of the server that is meant, in place of its address",
                    group.at(field),
                    f"{whom[0]} may be another component tomorrow",
                )


def _addresses(text: str, blocks: list[ipaddress.IPv4Network]) -> list[ipaddress.IPv4Address]:
    """The addresses in a text that a component of these blocks can have."""
    found = []
    for match in _ADDRESS.finditer(text):
        try:
            address = ipaddress.IPv4Address(match[0])
        except ValueError:
            continue
        home = next((block for block in blocks if address in block), None)
        if home is not None and int(address) - int(home.network_address) > 3:
            found.append(address)
    return found
