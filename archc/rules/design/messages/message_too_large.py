"""Message larger than AWS takes.

What it does
------------
Compares the `payload` of an arrow with the largest message of the topic, queue, bus or stream.

Why
---
A message that is too large is refused, at the moment when it is sent.

Bad
---

    architecture shop
    function sell { code: file("hello.py") }
    topic sales
    function bill { code: file("hello.py") }
    sell -> sales : publish payload 300KB
    sales -> bill

Good
----

    architecture shop
    function sell { code: file("hello.py") }
    topic sales
    function bill { code: file("hello.py") }
    sell -> sales : publish payload 200KB
    sales -> bill

Fix
---
Store what is large in a bucket, and send its name.

References
----------
- https://docs.aws.amazon.com/sns/latest/dg/large-message-payloads.html
- https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html

"""

from collections.abc import Iterator

from archc import limits
from archc.component import Architecture
from archc.diagnostics import Severity
from archc.rules.rule import Finding, Pillar, Rule

RULE = Rule("MSG808", Severity.WARNING, Pillar.CORRECTNESS)


def check(design: Architecture) -> Iterator[Finding]:
    """Look at arrows that say how large what they send is."""
    for relation in design.relations:
        target, also = relation.target, relation.also
        if also is None or also.payload is None or target.word not in limits.MESSAGE_SIZES:
            continue
        largest = getattr(target, "largest", None) or limits.MESSAGE_SIZES[target.word]
        if also.payload > largest:
            yield Finding(
                f"'{target.name}' takes messages up to {largest} KB, this one has {also.payload}",
                "store it in a bucket and send its name",
                relation.span,
                "too large",
                about=relation.end,
            )
