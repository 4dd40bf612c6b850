"""Queue without a place for messages that fail.

What it does
------------
Looks for a queue that somebody works on, without `dead_letters`, which is no dead-letter queue
itself.

Why
---
A message that cannot be worked on comes back again and again until it expires, and then it is
lost.

Bad
---

    architecture shop
    queue work
    function bill { code: file("hello.py") }
    work -> bill

Good
----

    architecture shop
    queue work { dead_letters: parked after 5 }
    queue parked { keep: 14 days }
    function bill { code: file("hello.py") }
    work -> bill

Fix
---
Add a queue and name it in `dead_letters`, with the number of tries.

References
----------
- https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html

"""

from collections.abc import Iterator

from archc.component import Architecture
from archc.diagnostics import Severity
from archc.edits import Fix, New, Repair, write
from archc.kinds.messages.queue import Queue
from archc.rules.names import free_name
from archc.rules.rule import Finding, Pillar, Rule

RULE = Rule("MSG802", Severity.WARNING, Pillar.RELIABILITY, repair=Repair.UNSAFE)


def check(queue: Queue, design: Architecture) -> Iterator[Finding]:
    """Look for someone who works on it."""
    keeps_failures = any(relation.implied for relation in design.into(queue))
    fetched = any(relation.verb.name == "receive" for relation in design.into(queue))
    used = fetched or any(not relation.implied for relation in design.out_of(queue))
    if used and queue.dead_letters is None and not keeps_failures:
        yield Finding(
            f"the queue '{queue.name}' has no place for messages that fail",
            _fix(queue, design),
            queue.span,
            "tries a bad message until it expires",
        )


def _fix(queue: Queue, design: Architecture) -> Fix:
    name = free_name(design, f"{queue.name}_parked")
    made = f"queue {name} {{ {'fifo; ' if queue.fifo else ''}keep: 14 days }}"
    told = "write `{}`, and add that queue"
    return write(queue.name, f"dead_letters: {name} after 5", told).also(
        New(made, behind=queue.name)
    )
