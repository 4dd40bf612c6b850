"""Stream that stands still at a bad record.

What it does
------------
Looks for an arrow from a stream, or from a table's stream, to a function without `retries`.

Why
---
A batch that fails is tried again until it expires, a day or more; meanwhile nothing behind it is
read.

Bad
---

    architecture shop
    table orders { key: id string; stream: new }
    table totals { key: day string }
    function count { code: file("hello.py") }
    orders -> count
    count -> totals : write

Good
----

    architecture shop
    table orders { key: id string; stream: new }
    table totals { key: day string }
    queue failed
    function count { code: file("hello.py") }
    orders -> count : retries 3 split_on_error on_failure failed
    count -> totals : write

Fix
---
Write `retries 3 split_on_error on_failure failed`, with a queue that hears of what was given up.

References
----------
- https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-errors.html

"""

from collections.abc import Iterator

from archc.component import Architecture, Relation
from archc.diagnostics import Severity
from archc.edits import Fix, New, Repair, Say
from archc.rules.names import free_name
from archc.rules.rule import Finding, Pillar, Rule

RULE = Rule("LAM717", Severity.WARNING, Pillar.RELIABILITY, repair=Repair.UNSAFE)


def check(design: Architecture) -> Iterator[Finding]:
    """Look at arrows along which a stream is read."""
    for relation in design.relations:
        how = relation.details
        if how is not None and hasattr(how, "split_on_error") and how.retries is None:
            yield Finding(
                f"'{relation.target.name}' stands still at a record of '{relation.source.name}' "
                f"that it cannot read",
                _fix(relation, design),
                relation.span,
                "tried until it expires",
                about=relation.end,
            )


def _fix(relation: Relation, design: Architecture) -> Fix:
    kept = free_name(design, "failed")
    words = f"retries 3 split_on_error on_failure {kept}"
    queue = New(f"queue {kept} {{ keep: 14 days }}", behind=relation.target.name)
    return Fix(f"write `{words}`", (Say(relation.span, words), queue))
