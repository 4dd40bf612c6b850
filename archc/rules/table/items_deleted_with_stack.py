"""Table that is deleted with its stack.

What it does
------------
Looks, in production, for a table with `on_delete: delete` or `protect: no`.

Why
---
One command that deletes the stack would then delete the items as well.

Bad
---

    architecture shop
    purpose: production
    table orders { key: id; on_delete: delete }

Good
----

    architecture shop
    purpose: production
    table orders { key: id; on_delete: keep }

Fix
---
Write `on_delete: keep`, or nothing: in production that is how it is.

References
----------
- https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-attribute-deletionpolicy.html

"""

from collections.abc import Iterator

from archc.component import Architecture
from archc.diagnostics import Severity
from archc.edits import Fix, Remove, Repair, Write
from archc.kinds.storage.table import Table
from archc.rules.rule import Finding, Pillar, Rule

RULE = Rule("DAT867", Severity.WARNING, Pillar.RELIABILITY, repair=Repair.SAFE)


def check(table: Table, design: Architecture) -> Iterator[Finding]:
    """Look at what is written."""
    if design.purpose == "production" and (table.on_delete == "delete" or table.protect is False):
        yield Finding(
            f"the items of '{table.name}' go when the stack is deleted",
            Fix(
                "write `on_delete: keep`, and leave `protect` on",
                (
                    *(
                        [Write(table.name, "on_delete: keep")]
                        if table.on_delete == "delete"
                        else ()
                    ),
                    *([Remove(table.name, "protect")] if table.protect is False else ()),
                ),
            ),
            table.at("on_delete", "protect"),
            "deleted for good",
        )
