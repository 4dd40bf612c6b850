"""Database that is not encrypted.

What it does
------------
Looks for a database with `encrypted: no`.

Why
---
Whoever gets at the disk or a snapshot could read the data; encryption costs nothing and cannot be
turned on later.

Bad
---

    architecture shop
    purpose: production
    vpc lab { tier data { isolated } }
    database orders in data { engine: postgres 16; standby; encrypted: no }

Good
----

    architecture shop
    purpose: production
    vpc lab { tier data { isolated } }
    database orders in data { engine: postgres 16; standby; encrypted: yes }

Fix
---
Remove `encrypted: no`.

References
----------
- https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Overview.Encryption.html

"""

from collections.abc import Iterator

from archc.component import Architecture
from archc.diagnostics import Severity
from archc.edits import Repair, remove
from archc.kinds.storage.database import Database
from archc.rules.rule import Finding, Pillar, Rule

RULE = Rule("DAT855", Severity.WARNING, Pillar.SECURITY, hardening=True, repair=Repair.UNSAFE)


def check(database: Database, _: Architecture) -> Iterator[Finding]:
    """Look at what is written."""
    if not database.encrypted:
        yield Finding(
            f"the database '{database.name}' is not encrypted",
            remove(database.name, "encrypted", "remove `{}: no`"),
            database.at("encrypted"),
            "can be read from a snapshot",
        )
