"""Messages that a service may not encrypt.

What it does
------------
Looks for a topic with `encrypted`, or a queue with `encrypted: kms`, to which a service sends: a
topic, a rule, a bucket or an alarm.

Why
---
The account's own key for SNS or SQS cannot be used by other services, whatever the policy of the
queue says: their messages vanish silently.

Bad
---

    architecture shop
    topic sales
    queue work { encrypted: kms; dead_letters: parked after 5 }
    queue parked { keep: 14 days }
    function sell { code: file("hello.py") }
    function bill { code: file("hello.py") }
    sell -> sales -> work -> bill

Good
----

    architecture shop
    topic sales
    queue work { dead_letters: parked after 5 }
    queue parked { keep: 14 days }
    function sell { code: file("hello.py") }
    function bill { code: file("hello.py") }
    sell -> sales -> work -> bill

Fix
---
Leave `encrypted` out. A queue is encrypted by one of SQS's keys in any case.

References
----------
- https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-key-management.html
- https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html

"""

from collections.abc import Iterator

from archc.component import Architecture
from archc.diagnostics import Label, Severity
from archc.edits import Repair, remove
from archc.rules.rule import Finding, Pillar, Rule

RULE = Rule("MSG806", Severity.ERROR, Pillar.CORRECTNESS, repair=Repair.UNSAFE)


def check(design: Architecture) -> Iterator[Finding]:
    """Look at what services send to."""
    for relation in design.relations:
        target = relation.target
        locked = target.word in ("queue", "topic") and getattr(target, "encrypted", "") in (
            True,
            "kms",
        )
        if locked and relation.source.service and relation.verb.invoked:
            yield Finding(
                f"'{relation.source.name}' may not use the key of '{target.name}', and nothing "
                f"arrives",
                remove(target.name, "encrypted", f"leave `{{}}` out in '{target.name}'"),
                target.at("encrypted"),
                "a key that other services cannot use",
                (Label("this service sends", relation.span),),
            )
