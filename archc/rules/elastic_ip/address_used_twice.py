"""Elastic IP address of two components.

What it does
------------
Looks for an elastic IP address that two instances or NAT gateways have as their `address`.

Why
---
An address belongs to one interface at a time: AWS takes it from the first and gives it to the
second.

Bad
---

    architecture shop
    vpc lab { tier edge { public } }
    elastic_ip door
    instance one in edge { address: door }
    instance two in edge { address: door }

Good
----

    architecture shop
    vpc lab { tier edge { public } }
    elastic_ip door
    elastic_ip gate
    instance one in edge { address: door }
    instance two in edge { address: gate }

Fix
---
Write an `elastic_ip` for each of them.

References
----------
- https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/elastic-ip-addresses-eip.html

"""

from collections.abc import Iterator

from archc.component import Architecture, Component
from archc.diagnostics import Label, Severity
from archc.edits import Fix, New, Repair, Write
from archc.kinds.network.elastic_ip import ElasticIp
from archc.rules.names import free_name
from archc.rules.networks import named_by
from archc.rules.rule import Finding, Pillar, Rule

RULE = Rule("EC2544", Severity.ERROR, Pillar.CORRECTNESS, repair=Repair.UNSAFE)


def check(address: ElasticIp, design: Architecture) -> Iterator[Finding]:
    """Count who has it."""
    users = named_by(design, address, "address")
    for more in users[1:]:
        yield Finding(
            f"'{users[0].name}' and '{more.name}' want the same address '{address.name}'",
            _fix(address, more, design),
            more.at("address"),
            "takes it away",
            (Label("has it already", users[0].at("address")),),
        )


def _fix(address: ElasticIp, more: Component, design: Architecture) -> Fix:
    name = free_name(design, f"{more.name}_address")
    return Fix(
        f"write another `elastic_ip` for '{more.name}'",
        (New(f"elastic_ip {name}", behind=address.name), Write(more.name, f"address: {name}")),
    )
