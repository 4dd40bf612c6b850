"""Table that cannot be restored.

What it does
------------
Looks for a table with `recovery: no`.

Why
---
Without point-in-time recovery, a mistake in a program or by a person deletes items for good.

Bad
---

    architecture shop
    purpose: production
    table orders { key: id; recovery: no }

Good
----

    architecture shop
    purpose: production
    table orders { key: id; recovery: yes }

Fix
---
Remove `recovery: no`.

References
----------
- https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/PointInTimeRecovery.html

"""

from collections.abc import Iterator

from archc.component import Architecture
from archc.diagnostics import Severity
from archc.edits import Repair, remove
from archc.kinds.storage.table import Table
from archc.rules.rule import Finding, Pillar, Rule

RULE = Rule("DAT864", Severity.WARNING, Pillar.RELIABILITY, repair=Repair.UNSAFE)


def check(table: Table, _: Architecture) -> Iterator[Finding]:
    """Look at what is written."""
    if not table.recovery:
        yield Finding(
            f"the table '{table.name}' cannot be restored",
            remove(table.name, "recovery", "remove `{}: no`"),
            table.at("recovery"),
            "nothing to go back to",
        )
