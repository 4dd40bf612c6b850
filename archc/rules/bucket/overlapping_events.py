"""Two arrows for the same event.

What it does
------------
Looks for two arrows of one bucket that tell the same event of objects which both filters meet.

Why
---
S3 refuses a bucket with overlapping notifications: every event goes to one place.

Bad
---

    architecture shop
    bucket photos
    function shrink { code: file("hello.py") }
    function index { code: file("hello.py") }
    photos -> shrink, index : on created

Good
----

    architecture shop
    bucket photos
    function shrink { code: file("hello.py") }
    function index { code: file("hello.py") }
    photos -> shrink : on created suffix ".jpg"
    photos -> index : on created suffix ".txt"

Fix
---
Tell them apart by `prefix` or `suffix`, or send the events to a topic that tells both.

References
----------
- https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-how-to-filtering.html

"""

from collections.abc import Iterator
from itertools import combinations

from archc.component import Architecture
from archc.diagnostics import Label, Severity
from archc.kinds.storage.bucket import Bucket
from archc.rules.rule import Finding, Pillar, Rule

RULE = Rule("DAT871", Severity.ERROR, Pillar.CORRECTNESS)


def check(bucket: Bucket, design: Architecture) -> Iterator[Finding]:
    """Compare the filters, two by two."""
    told = [relation for relation in design.out_of(bucket) if not relation.implied]
    for first, second in combinations(told, 2):
        one, other = first.details, second.details
        if (
            one.on == other.on
            and _meet(one.prefix, other.prefix)
            and _meet(one.suffix[::-1], other.suffix[::-1])
        ):
            yield Finding(
                f"'{bucket.name}' cannot tell both '{first.target.name}' and "
                f"'{second.target.name}' that an object was {one.on}",
                "write different `prefix` or `suffix`, or put a topic in between that tells both",
                second.span,
                "the same objects",
                (Label("these objects already", first.span),),
            )


def _meet(one: str, other: str) -> bool:
    """Whether something can begin with both."""
    return one.startswith(other) or other.startswith(one)
