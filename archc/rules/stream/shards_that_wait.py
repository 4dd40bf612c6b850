"""Stream with more shards than its function may read.

What it does
------------
Compares the shards of a stream, and how many functions read each at once, with the `concurrency` of
the function.

Why
---
Every shard is read by a run of its own; those without one wait, and their records grow old.

Bad
---

    architecture shop
    purpose: production
    tags: { project: shop, owner: team-7 }
    device tills
    http_api api { throttle: 10/s; logs: 30 days }
    function take { code: file("hello.py") }
    stream clicks { shards: 4 }
    function count { code: file("hello.py"); concurrency: 2 }
    queue failed { keep: 14 days }
    tills -> api
    api -> take : POST /clicks auth none
    take -> clicks
    clicks -> count : retries 3 on_failure failed

Good
----

    architecture shop
    purpose: production
    tags: { project: shop, owner: team-7 }
    device tills
    http_api api { throttle: 10/s; logs: 30 days }
    function take { code: file("hello.py") }
    stream clicks { shards: 4 }
    function count { code: file("hello.py"); concurrency: 4 }
    queue failed { keep: 14 days }
    tills -> api
    api -> take : POST /clicks auth none
    take -> clicks
    clicks -> count : retries 3 on_failure failed

Fix
---
Write a `concurrency` of as many as there are shards in the function, or leave it out.

References
----------
- https://docs.aws.amazon.com/lambda/latest/dg/with-kinesis.html
- https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html

"""

from collections.abc import Iterator

from archc.component import Architecture
from archc.diagnostics import Label, Severity
from archc.edits import Repair, write
from archc.kinds.messages.stream import Stream
from archc.rules.rule import Finding, Pillar, Rule

RULE = Rule("LAM721", Severity.WARNING, Pillar.PERFORMANCE, repair=Repair.UNSAFE)


def check(stream: Stream, design: Architecture) -> Iterator[Finding]:
    """Multiply shards and readers of each."""
    for relation in design.out_of(stream) if stream.shards else ():
        function = relation.target
        reserved = getattr(function, "concurrency", None)
        if relation.implied or reserved is None:
            continue
        wanted = (stream.shards or 0) * (relation.details.concurrency or 1)
        if wanted > reserved:
            yield Finding(
                f"'{stream.name}' wants {wanted} runs of '{function.name}' at once, and it may "
                f"have {reserved}",
                write(
                    function.name,
                    f"concurrency: {wanted}",
                    f"write `{{}}` in '{function.name}', or leave it out",
                ),
                function.at("concurrency"),
                f"fewer than {wanted}",
                (Label(f"{stream.shards} shards", stream.at("shards")),),
            )
