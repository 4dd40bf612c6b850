"""Function that loses events when it fails.

What it does
------------
Looks for a function that a topic, rule, schedule or bucket invokes, where neither the function nor
the arrow names an `on_failure`.

Why
---
Nobody waits for the answer of such a call: Lambda tries it twice more, and then the event is gone.

Bad
---

    architecture shop
    function sell { code: file("hello.py") }
    topic sales
    function bill { code: file("hello.py") }
    sell -> sales -> bill

Good
----

    architecture shop
    function sell { code: file("hello.py") }
    topic sales
    queue lost { keep: 14 days }
    function bill { code: file("hello.py"); on_failure: lost }
    sell -> sales -> bill

Fix
---
Name a queue in `on_failure`, or put a queue before the function.

References
----------
- https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html

"""

from collections.abc import Iterator

from archc.component import Architecture
from archc.diagnostics import Severity
from archc.edits import Fix, New, Repair, write
from archc.kinds.serverless.function import Function
from archc.rules.names import free_name
from archc.rules.rule import Finding, Pillar, Rule

RULE = Rule("LAM705", Severity.WARNING, Pillar.RELIABILITY, repair=Repair.UNSAFE)


_NOBODY_WAITS = ("bucket", "event_rule", "schedule", "topic")


def check(function: Function, design: Architecture) -> Iterator[Finding]:
    """Look at who invokes it without waiting."""
    if getattr(function, "on_failure", None) is not None:
        return
    for relation in design.into(function):
        kept = getattr(relation.details, "on_failure", None)
        if relation.source.word in _NOBODY_WAITS and kept is None:
            yield Finding(
                f"'{function.name}' loses the events of '{relation.source.name}' that it fails on",
                _fix(function, design),
                relation.span,
                "nobody waits for the answer",
            )


def _fix(function: Function, design: Architecture) -> Fix:
    name = free_name(design, "lost")
    told = f"write `{{}}` in '{function.name}', with a queue of that name"
    queue = New(f"queue {name} {{ keep: 14 days }}", behind=function.name)
    return write(function.name, f"on_failure: {name}", told).also(queue)
