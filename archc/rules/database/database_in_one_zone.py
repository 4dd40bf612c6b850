"""Database with subnets in one zone.

What it does
------------
Looks for a database whose tiers cover fewer than two availability zones.

Why
---
AWS refuses a database whose subnets lie in one zone, even without a standby.

Bad
---

    architecture shop
    vpc lab {
      zones: 1
      tier data { isolated }
    }
    database orders in data { engine: postgres 16 }

Good
----

    architecture shop
    vpc lab {
      zones: 2
      tier data { isolated }
    }
    database orders in data { engine: postgres 16 }

Fix
---
Let the VPC and the database's tier use two zones.

References
----------
- https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_VPC.WorkingWithRDSInstanceinaVPC.html

"""

from collections.abc import Iterator

from archc.component import Architecture
from archc.diagnostics import Label, Severity
from archc.edits import Repair, write
from archc.kinds.storage.database import Database
from archc.rules.rule import Finding, Pillar, Rule

RULE = Rule("DAT857", Severity.ERROR, Pillar.CORRECTNESS, repair=Repair.UNSAFE)


def check(database: Database, design: Architecture) -> Iterator[Finding]:
    """Count the zones of its subnets."""
    zones = {subnet.zone for subnet in design.subnets_of(database)}
    if len(zones) == 1:
        tier = design.holders(database)[0]
        vpc = design.vpc_of(database)
        owner = tier if vpc is None or "zones" in tier.spans else vpc
        yield Finding(
            f"the database '{database.name}' has subnets in one zone only",
            write(owner.name, "zones: 2"),
            database.span,
            "needs subnets in at least two zones",
            (Label("uses one zone", owner.at("zones")),),
        )
