"""Database without a standby.

What it does
------------
Looks for a database without `standby`.

Why
---
When its zone or its machine fails, everything that needs the data stands still until it is back.

Bad
---

    architecture shop
    purpose: production
    vpc lab { tier data { isolated } }
    database orders in data { engine: postgres 16 }

Good
----

    architecture shop
    purpose: production
    vpc lab { tier data { isolated } }
    database orders in data { engine: postgres 16; standby }

Fix
---
Write `standby`.

References
----------
- https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Concepts.MultiAZ.html

"""

from collections.abc import Iterator

from archc.component import Architecture
from archc.diagnostics import Severity
from archc.edits import Repair, write
from archc.kinds.storage.database import Database
from archc.rules.rule import Finding, Pillar, Rule

RULE = Rule("DAT853", Severity.WARNING, Pillar.RELIABILITY, repair=Repair.UNSAFE)


def check(database: Database, _: Architecture) -> Iterator[Finding]:
    """Look at what is written."""
    if not database.standby:
        yield Finding(
            f"the database '{database.name}' has no standby in another zone",
            write(database.name, "standby"),
            database.at("standby"),
            "fails with its zone",
        )
