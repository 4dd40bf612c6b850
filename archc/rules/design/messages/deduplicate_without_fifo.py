"""Duplicates that only FIFO could drop.

What it does
------------
Looks for `deduplicate` in a queue or topic without `fifo`.

Why
---
A standard queue or topic may deliver a message twice, and AWS lets only FIFO ones compare
contents.

Bad
---

    architecture shop
    function sell { code: file("hello.py") }
    queue work { deduplicate; dead_letters: parked after 5 }
    queue parked { keep: 14 days }
    function bill { code: file("hello.py") }
    sell -> work -> bill

Good
----

    architecture shop
    function sell { code: file("hello.py") }
    queue work { fifo; deduplicate; dead_letters: parked after 5 }
    queue parked { fifo; keep: 14 days }
    function bill { code: file("hello.py") }
    sell -> work -> bill

Fix
---
Write `fifo` too, or leave `deduplicate` out and let the function look whether the work is done.

References
----------
- https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/FIFO-queues-exactly-once-processing.html

"""

from collections.abc import Iterator

from archc.component import Architecture
from archc.diagnostics import Severity
from archc.edits import Repair, remove
from archc.rules.rule import Finding, Pillar, Rule

RULE = Rule("MSG820", Severity.WARNING, Pillar.CORRECTNESS, repair=Repair.SAFE)


def check(design: Architecture) -> Iterator[Finding]:
    """Look at queues and topics."""
    for one in design.of_kind("queue", "topic"):
        if getattr(one, "deduplicate", False) and not getattr(one, "fifo", False):
            yield Finding(
                f"the standard {one.word} '{one.name}' drops no duplicates",
                remove(one.name, "deduplicate", "write `fifo` too, or leave `{}` out"),
                one.at("deduplicate"),
                "has no effect",
            )
