"""Dedicated hardware in a lab.

What it does
------------
Looks, in a design of a lab, for a VPC with `tenancy: dedicated`.

Why
---
As long as one server runs on hardware of its own, AWS takes an hourly fee for the whole region
beside the price of the server.

Bad
---

    architecture shop
    tags: { project: shop, owner: team-7 }
    vpc lab {
      tenancy: dedicated
      tier app { isolated }
    }

Good
----

    architecture shop
    tags: { project: shop, owner: team-7 }
    vpc lab {
      tier app { isolated }
    }

Fix
---
Leave `tenancy: dedicated` out.

References
----------
- https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/dedicated-instance.html

"""

from collections.abc import Iterator

from archc.component import Architecture
from archc.diagnostics import Severity
from archc.edits import Repair, remove
from archc.kinds.network.vpc import Vpc
from archc.rules.rule import Finding, Pillar, Rule
from archc.rules.uses import is_drawn

RULE = Rule("CST967", Severity.ADVICE, Pillar.COST, repair=Repair.UNSAFE)


def check(vpc: Vpc, design: Architecture) -> Iterator[Finding]:
    """Look at the tenancy."""
    if design.purpose == "lab" and vpc.tenancy == "dedicated" and is_drawn(design):
        yield Finding(
            f"every server in the VPC '{vpc.name}' gets hardware of its own",
            remove(vpc.name, "tenancy", "remove `{}: dedicated`"),
            vpc.at("tenancy"),
            "an hourly fee for the whole region",
        )
