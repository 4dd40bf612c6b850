"""Database without backups.

What it does
------------
Looks for a database with `backup: 0 days`.

Why
---
Without backups, a mistake in a program or by a person deletes data for good.

Bad
---

    architecture shop
    purpose: production
    vpc lab { tier data { isolated } }
    database orders in data { engine: postgres 16; standby; backup: 0 days }

Good
----

    architecture shop
    purpose: production
    vpc lab { tier data { isolated } }
    database orders in data { engine: postgres 16; standby; backup: 7 days }

Fix
---
Write how long backups are kept, such as `backup: 7 days`.

References
----------
- https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_WorkingWithAutomatedBackups.html

"""

from collections.abc import Iterator

from archc.component import Architecture
from archc.diagnostics import Severity
from archc.edits import Repair, write
from archc.kinds.storage.database import Database
from archc.rules.rule import Finding, Pillar, Rule

RULE = Rule("DAT854", Severity.WARNING, Pillar.RELIABILITY, repair=Repair.UNSAFE)


def check(database: Database, _: Architecture) -> Iterator[Finding]:
    """Look at how long backups are kept."""
    if database.backup == 0:
        yield Finding(
            f"the database '{database.name}' keeps no backups",
            write(database.name, "backup: 7 days"),
            database.at("backup"),
            "nothing to go back to",
        )
