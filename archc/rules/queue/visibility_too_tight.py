"""Queue that may hand a message out twice.

What it does
------------
Looks for a written `visibility` that is less than six times the `timeout` of a function that the
queue feeds.

Why
---
Lambda tries a batch again when the function is throttled; until then its messages must stay
hidden, or they are worked on twice.

Bad
---

    architecture shop
    queue work { visibility: 60s }
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
Leave `visibility` out, then it follows from the function, or write six times its timeout.

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

RULE = Rule("LAM704", Severity.WARNING, Pillar.RELIABILITY, repair=Repair.SAFE)


def check(queue: Queue, design: Architecture) -> Iterator[Finding]:
    """Compare the time with six times the function's."""
    for relation in design.out_of(queue):
        own = int(getattr(relation.target, "timeout", 0))
        hidden = queue.visibility
        if hidden is not None and not relation.implied and own <= hidden < 6 * own:
            yield Finding(
                f"'{queue.name}' hides a message for {hidden} seconds, less than six times the "
                f"{own} of '{relation.target.name}'",
                write(queue.name, f"visibility: {6 * own}s", "write `{}`, or leave it out"),
                queue.at("visibility"),
                "leaves no time for another try",
                (Label("the function's time", relation.target.at("timeout")),),
            )
