"""Batch that a FIFO queue does not give.

What it does
------------
Looks for more than 10 messages in a batch, or for `wait`, on the arrow of a FIFO queue.

Why
---
AWS refuses both: a FIFO queue gives at most 10 messages at once, and does not wait for more.

Bad
---

    architecture shop
    queue work { fifo; dead_letters: parked after 3 }
    queue parked { fifo }
    function bill { code: file("hello.py") }
    work -> bill : batch 100 wait 5s

Good
----

    architecture shop
    queue work { fifo; dead_letters: parked after 3 }
    queue parked { fifo }
    function bill { code: file("hello.py") }
    work -> bill : batch 10

Fix
---
Write `batch 10` or less, without `wait`.

References
----------
- https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html

"""

from collections.abc import Iterator

from archc.component import Architecture
from archc.diagnostics import Label, Severity
from archc.edits import Detail, Fix, Repair
from archc.kinds.messages.queue import Queue
from archc.rules.rule import Finding, Pillar, Rule

RULE = Rule("MSG817", Severity.ERROR, Pillar.CORRECTNESS, repair=Repair.SAFE)


def check(queue: Queue, design: Architecture) -> Iterator[Finding]:
    """Look at its arrows."""
    for relation in design.out_of(queue):
        how = relation.details
        if queue.fifo and how is not None and (how.batch > 10 or how.wait):
            asks = f"batches of {how.batch}" if how.batch > 10 else "to wait for a batch"
            yield Finding(
                f"the FIFO queue '{queue.name}' is asked for {asks}",
                Fix(
                    "write `batch 10` or less, without `wait`",
                    (
                        *([Detail(relation.span, "batch", "10")] if how.batch > 10 else ()),
                        *([Detail(relation.span, "wait")] if how.wait else ()),
                    ),
                ),
                relation.span,
                "more than a FIFO queue gives",
                (Label("it is one", queue.at("fifo")),),
            )
