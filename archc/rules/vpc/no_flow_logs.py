"""VPC of production without flow logs.

What it does
------------
Looks for a VPC in a `production` design that keeps no record of its connections.

Why
---
After an incident somebody asks who connected to what; without flow logs nobody can tell.

Bad
---

    architecture shop
    purpose: production
    vpc lab { tier app { isolated } }

Good
----

    architecture shop
    purpose: production
    vpc lab { flow_logs; tier app { isolated } }

Fix
---
Write `flow_logs` in the VPC.

References
----------
- https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs.html

"""

from collections.abc import Iterator

from archc.component import Architecture
from archc.diagnostics import Severity
from archc.edits import Repair, write
from archc.kinds.network.vpc import Vpc
from archc.rules.rule import Finding, Pillar, Rule

RULE = Rule("NET112", Severity.ADVICE, Pillar.SECURITY, repair=Repair.UNSAFE)


def check(vpc: Vpc, design: Architecture) -> Iterator[Finding]:
    """Look for the word; a lab has nothing to be asked about."""
    if design.purpose == "production" and not vpc.flow_logs:
        yield Finding(
            f"the VPC '{vpc.name}' keeps no record of its connections",
            write(vpc.name, "flow_logs", f"write `{{}}` in '{vpc.name}'"),
            vpc.at("flow_logs"),
            "no flow logs",
        )
