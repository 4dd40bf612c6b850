"""Table without the stream that a function is to read.

What it does
------------
Looks for an arrow from a table to a function where the table has no `stream`.

Why
---
A function hears of a table's changes through its stream; without one it is never called.

Bad
---

    architecture shop
    table orders { key: id string }
    table totals { key: day string }
    function count { code: file("hello.py") }
    orders -> count : retries 3 split_on_error
    count -> totals : write

Good
----

    architecture shop
    table orders { key: id string; stream: new_and_old }
    table totals { key: day string }
    function count { code: file("hello.py") }
    orders -> count : retries 3 split_on_error
    count -> totals : write

Fix
---
Write `stream: new_and_old` in the table, or turn the arrow round if the function reads items.

References
----------
- https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Streams.html

"""

from collections.abc import Iterator

from archc.component import Architecture
from archc.diagnostics import Label, Severity
from archc.edits import Repair, write
from archc.kinds.storage.table import Table
from archc.rules.rule import Finding, Pillar, Rule

RULE = Rule("DAT862", Severity.ERROR, Pillar.CORRECTNESS, repair=Repair.SAFE)


def check(table: Table, design: Architecture) -> Iterator[Finding]:
    """Look at its arrows."""
    for relation in design.out_of(table):
        if table.stream is None and not relation.implied:
            yield Finding(
                f"the table '{table.name}' has no stream for '{relation.target.name}' to read",
                write(table.name, "stream: new_and_old", "write `{}` in it"),
                table.span,
                "keeps no changes",
                (Label("its changes go there", relation.span),),
            )
