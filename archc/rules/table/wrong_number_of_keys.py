"""Table key of more than two parts.

What it does
------------
Looks for a table whose `key` has more than two parts, or the same part twice.

Why
---
DynamoDB finds an item by a partition key and at most one sort key.

Bad
---

    architecture shop
    table orders { key: customer string, day string, number number }

Good
----

    architecture shop
    table orders { key: customer string, number number }

Fix
---
Keep two parts; join two values into one where three are needed.

References
----------
- https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.CoreComponents.html

"""

from collections.abc import Iterator

from archc.component import Architecture
from archc.diagnostics import Severity
from archc.kinds.storage.table import Table
from archc.rules.rule import Finding, Pillar, Rule

RULE = Rule("DAT863", Severity.ERROR, Pillar.CORRECTNESS)


def check(table: Table, _: Architecture) -> Iterator[Finding]:
    """Count the parts."""
    names = [part.name for part in table.key]
    if len(names) > 2:
        yield Finding(
            f"the key of the table '{table.name}' has {len(names)} parts",
            f"keep two: `key: {names[0]}, {names[1]}`",
            table.at("key"),
            "a partition key and one sort key are all there is",
        )
    elif len(set(names)) < len(names):
        message = f"the key of the table '{table.name}' names '{names[0]}' twice"
        yield Finding(message, "write two different parts, or one", table.at("key"))
