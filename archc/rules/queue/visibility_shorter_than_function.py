"""Queue that hands a message out again while a function works on it.

What it does
------------
Compares a queue's written `visibility` with the `timeout` of the functions that it feeds.

Why
---
AWS refuses such a mapping: the message would be seen by a second function while the first one
still works on it.

Bad
---

    architecture shop
    queue work { visibility: 20s }
    function bill { code: file("hello.py"); timeout: 30s }
    work -> bill

Good
----

    architecture shop
    queue work { visibility: 3min }
    function bill { code: file("hello.py"); timeout: 30s }
    work -> bill

Fix
---
Leave `visibility` out, then it follows from the function, or write at least six times its timeout.

References
----------
- https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html

"""

from collections.abc import Iterator

from archc.component import Architecture
from archc.diagnostics import Label, Severity
from archc.edits import Repair, write
from archc.kinds.messages.queue import Queue
from archc.rules.rule import Finding, Pillar, Rule

RULE = Rule("LAM703", Severity.ERROR, Pillar.CORRECTNESS, repair=Repair.SAFE)


def check(queue: Queue, design: Architecture) -> Iterator[Finding]:
    """Compare both times for every function that it feeds."""
    for relation in design.out_of(queue):
        own = int(getattr(relation.target, "timeout", 0))
        if queue.visibility is not None and not relation.implied and queue.visibility < own:
            yield Finding(
                f"'{queue.name}' hides a message for {queue.visibility} seconds, "
                f"'{relation.target.name}' may take {own}",
                write(queue.name, f"visibility: {6 * own}s", "write `{}`, or leave it out"),
                queue.at("visibility"),
                f"shorter than the {own} seconds of the function",
                (Label("the function's time", relation.target.at("timeout")),),
            )
