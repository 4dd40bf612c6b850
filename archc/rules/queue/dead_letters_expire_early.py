"""Dead letters that are not kept longer than messages.

What it does
------------
Compares `keep` of a queue with `keep` of the queue that its `dead_letters` names.

Why
---
A message's age is counted from its first day: one that was tried for three days has a day left in
a dead-letter queue of four.

Bad
---

    architecture shop
    queue work { dead_letters: parked after 5 }
    queue parked
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
Write `keep: 14 days` in the dead-letter queue.

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

RULE = Rule("MSG818", Severity.WARNING, Pillar.RELIABILITY, repair=Repair.SAFE)


def check(queue: Queue, design: Architecture) -> Iterator[Finding]:
    """Compare both times, for those that send their dead letters here; FIFO queues count anew."""
    for one in queue.parkers(design):
        if one is not queue and not queue.fifo and queue.keep <= one.keep:
            yield Finding(
                f"'{queue.name}' keeps dead letters no longer than '{one.name}' keeps messages",
                write(queue.name, "keep: 14 days"),
                queue.at("keep"),
                "too short to look at what failed",
                (Label("its messages come from here", one.at("dead_letters")),),
            )
