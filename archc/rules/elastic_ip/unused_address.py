"""Elastic IP address that nothing uses.

What it does
------------
Looks for an elastic IP address that no instance has as its `address`.

Why
---
AWS charges for a public address by the hour, used or not.

Bad
---

    architecture shop
    purpose: production
    elastic_ip door

Good
----

    architecture shop
    purpose: production
    vpc lab { tier edge { public } }
    elastic_ip door
    instance web in edge { address: door }

Fix
---
Give it to an instance by `address:`, or remove it.

References
----------
- https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/elastic-ip-addresses-eip.html
- https://docs.aws.amazon.com/vpc/latest/userguide/vpc-eips.html

"""

from collections.abc import Iterator

from archc.component import Architecture
from archc.diagnostics import Severity
from archc.kinds.network.elastic_ip import ElasticIp
from archc.rules.rule import Finding, Pillar, Rule
from archc.values import Reference

RULE = Rule("EC2539", Severity.WARNING, Pillar.COST)


def check(address: ElasticIp, design: Architecture) -> Iterator[Finding]:
    """Look for an instance with this address."""
    for component in design.components.values():
        used = getattr(component, "address", None)
        if isinstance(used, Reference) and used.name == address.name:
            return
    yield Finding(
        f"no instance uses the address '{address.name}'",
        f"write `address: {address.name}` in an instance, or remove it",
        address.span,
        "costs money for nothing",
    )
