"""Stream whose bad records are thrown away.

What it does
------------
Looks for a function that reads a stream, tries a batch again only so often, and has no place for
what fails.

Why
---
After the last try the records are skipped. Without `on_failure` nobody learns which they were.

Bad
---

    architecture shop
    purpose: production
    tags: { project: shop, owner: team-7 }
    stream clicks
    http_api api { throttle: 10/s; logs: 7 days }
    function take { code: file("hello.py") }
    function look { code: file("hello.py") }
    api -> take : POST /clicks auth none
    take -> clicks
    clicks -> look : retries 3 split_on_error

Good
----

    architecture shop
    purpose: production
    tags: { project: shop, owner: team-7 }
    stream clicks
    http_api api { throttle: 10/s; logs: 7 days }
    function take { code: file("hello.py") }
    function look { code: file("hello.py") }
    queue failed { keep: 14 days }
    api -> take : POST /clicks auth none
    take -> clicks
    clicks -> look : retries 3 split_on_error on_failure failed

Fix
---
Name a queue or topic by `on_failure`.

References
----------
- https://docs.aws.amazon.com/lambda/latest/dg/kinesis-on-failure-destination.html
- https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-errors.html

"""

from collections.abc import Iterator

from archc.component import Architecture
from archc.diagnostics import Severity
from archc.rules.rule import Finding, Pillar, Rule

RULE = Rule("LAM981", Severity.WARNING, Pillar.RELIABILITY)


def check(design: Architecture) -> Iterator[Finding]:
    """Look at arrows along which a stream is read."""
    for relation in design.relations:
        how = relation.details
        if how is None or not hasattr(how, "split_on_error"):
            continue
        if how.retries is not None and how.on_failure is None:
            yield Finding(
                f"'{relation.target.name}' forgets the records of '{relation.source.name}' that it "
                f"fails on",
                "write `on_failure failed`, with a queue of that name",
                relation.span,
                f"gives up after {how.retries} retries",
            )
