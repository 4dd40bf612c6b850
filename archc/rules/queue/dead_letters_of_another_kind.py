"""Dead-letter queue of the other kind, or the queue itself.

What it does
------------
Compares a queue with the one that its `dead_letters` names.

Why
---
AWS refuses it: the dead letters of a FIFO queue go to a FIFO queue, those of a standard queue to a
standard one, and never to the queue itself.

Bad
---

    architecture shop
    queue work { fifo; dead_letters: parked after 3 }
    queue parked
    function bill { code: file("hello.py") }
    work -> bill

Good
----

    architecture shop
    queue work { fifo; dead_letters: parked after 3 }
    queue parked { fifo; keep: 14 days }
    function bill { code: file("hello.py") }
    work -> bill

Fix
---
Write `fifo` in both queues or in neither.

References
----------
- https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html

"""

from collections.abc import Iterator

from archc.component import Architecture
from archc.diagnostics import Label, Severity
from archc.edits import Repair, write
from archc.kinds.messages.queue import Queue
from archc.rules.rule import Finding, Pillar, Rule

RULE = Rule("MSG803", Severity.ERROR, Pillar.CORRECTNESS, repair=Repair.UNSAFE)


def check(queue: Queue, design: Architecture) -> Iterator[Finding]:
    """Compare both ends."""
    named = queue.dead_letters.queue.name if queue.dead_letters is not None else ""
    parked = design.components.get(named)
    if not isinstance(parked, Queue):
        return
    if parked is queue:
        yield Finding(
            f"'{queue.name}' is its own dead-letter queue",
            f"add a queue and write `dead_letters: {queue.name}_parked after 5`",
            queue.at("dead_letters"),
            "names itself",
        )
    elif parked.fifo is not queue.fifo:
        kinds = ("a FIFO queue", "a standard queue")
        own, other = kinds if queue.fifo else reversed(kinds)
        standard = parked if queue.fifo else queue
        yield Finding(
            f"'{queue.name}' is {own} and its dead letters go to {other}",
            write(standard.name, "fifo", f"write `{{}}` in '{standard.name}' too"),
            queue.at("dead_letters"),
            "not of the same kind",
            (Label("this one", parked.at("fifo")),),
        )
