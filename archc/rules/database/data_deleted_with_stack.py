"""Database that is deleted with its stack.

What it does
------------
Looks, in production, for a database with `on_delete: delete` or `protect: no`.

Why
---
One command that deletes the stack would then delete the data as well.

Bad
---

    architecture shop
    purpose: production
    vpc lab { tier data { isolated } }
    database orders in data { engine: postgres 16; standby; on_delete: delete }

Good
----

    architecture shop
    purpose: production
    vpc lab { tier data { isolated } }
    database orders in data { engine: postgres 16; standby; on_delete: snapshot }

Fix
---
Write `on_delete: snapshot` or `keep`, and leave `protect` on.

References
----------
- https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-attribute-deletionpolicy.html
- https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_DeleteInstance.html

"""

from collections.abc import Iterator

from archc.component import Architecture
from archc.diagnostics import Severity
from archc.edits import Repair, remove, write
from archc.kinds.storage.database import Database
from archc.rules.rule import Finding, Pillar, Rule

RULE = Rule("DAT856", Severity.WARNING, Pillar.RELIABILITY, repair=Repair.SAFE)


def check(database: Database, design: Architecture) -> Iterator[Finding]:
    """Look at what becomes of the data in production."""
    if design.purpose != "production":
        return
    if database.on_delete == "delete":
        yield Finding(
            f"the data of '{database.name}' is deleted with the stack",
            write(database.name, "on_delete: snapshot"),
            database.at("on_delete"),
            "takes the data along",
        )
    if database.protect is False:
        yield Finding(
            f"the database '{database.name}' does not refuse to be deleted",
            remove(database.name, "protect", "remove `{}: no`"),
            database.at("protect"),
            "one command is enough",
        )
