"""Hard-coded address of another component.

What it does
------------
Looks for a literal address of one of the design's VPCs in a setup script or an environment.

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
Write the component's value, such as `worker.address`.

References
----------
- https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/using-instance-addressing.html

"""

import ipaddress
import re
from collections.abc import Iterator

from archc.component import Architecture
from archc.diagnostics import Severity
from archc.rules.rule import Finding, Pillar, Rule

RULE = Rule("EC2533", Severity.WARNING, Pillar.OPERATIONS)


_ADDRESS = re.compile(r"(?<![\w.])(?:[0-9]{1,3}\.){3}[0-9]{1,3}(?![\w/]|\.[0-9])")


def check(design: Architecture) -> Iterator[Finding]:
    """Search every text that may hold values of components."""
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
