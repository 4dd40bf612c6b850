"""Elastic IP address that nothing uses.

What it does
------------
Looks for an elastic IP address that no instance and no NAT gateway has as its `address`.

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
    vpc lab { flow_logs; tier edge { public } }
    elastic_ip door
    instance web in edge { address: door }

Fix
---
Give it to an instance or a NAT gateway by `address:`, or remove it.

References
----------
- https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/elastic-ip-addresses-eip.html
- https://docs.aws.amazon.com/vpc/latest/userguide/vpc-eips.html

"""

from collections.abc import Iterator

from archc.component import Architecture
from archc.diagnostics import Severity
from archc.edits import Cut, Fix, Repair
from archc.kinds.network.elastic_ip import ElasticIp
from archc.rules.networks import named_by
from archc.rules.rule import Finding, Pillar, Rule

RULE = Rule("EC2539", Severity.WARNING, Pillar.COST, repair=Repair.UNSAFE)


def check(address: ElasticIp, design: Architecture) -> Iterator[Finding]:
    """Look for whatever has this address."""
    if not named_by(design, address, "address"):
        yield Finding(
            f"nothing uses the address '{address.name}'",
            Fix(
                f"write `address: {address.name}` in an instance or a NAT gateway, or remove it",
                (Cut(address.span),),
            ),
            address.span,
            "costs money for nothing",
        )
