"""Order asked of what keeps none.

What it does
------------
Looks for `ordered` on an arrow to a queue or topic without `fifo`.

Why
---
A standard queue or topic may deliver messages in another order, and some of them twice.

Bad
---

    architecture shop
    function sell { code: file("hello.py") }
    queue work
    function bill { code: file("hello.py") }
    sell -> work : send ordered
    work -> bill

Good
----

    architecture shop
    function sell { code: file("hello.py") }
    queue work { fifo }
    function bill { code: file("hello.py") }
    sell -> work : send ordered
    work -> bill

Fix
---
Write `fifo` in the queue or topic; the sender then names a group within which the order is kept.

References
----------
- https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-fifo-queues.html
- https://docs.aws.amazon.com/sns/latest/dg/sns-fifo-topics.html

"""

from collections.abc import Iterator

from archc.component import Architecture
from archc.diagnostics import Label, Severity
from archc.edits import Repair, write
from archc.rules.rule import Finding, Pillar, Rule

RULE = Rule("MSG804", Severity.WARNING, Pillar.RELIABILITY, repair=Repair.UNSAFE)


def check(design: Architecture) -> Iterator[Finding]:
    """Look at arrows that say so."""
    for relation in design.relations:
        target = relation.target
        if relation.also is None or not relation.also.ordered:
            continue
        if target.word in ("queue", "topic") and not getattr(target, "fifo", False):
            yield Finding(
                f"'{target.name}' does not keep the order of what '{relation.source.name}' sends",
                write(target.name, "fifo", f"write `{{}}` in '{target.name}'"),
                relation.span,
                "order matters here",
                (Label("keeps none", target.span),),
                about=relation.end,
            )
