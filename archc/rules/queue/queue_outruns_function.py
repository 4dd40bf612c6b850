"""Queue that starts more functions than may run.

What it does
------------
Compares how many functions a queue's arrow may start at once with the `concurrency` of the
function.

Why
---
Messages that are fetched for a function that may not run come back unread, count as tried, and end
among the dead letters.

Bad
---

    architecture shop
    purpose: production
    tags: { project: shop, owner: team-7 }
    function sell { code: file("hello.py") }
    http_api api { throttle: 10/s; logs: 30 days }
    queue work { dead_letters: parked after 5 }
    queue parked { keep: 14 days }
    function bill { code: file("hello.py"); concurrency: 5 }
    api -> sell : POST /orders auth none
    sell -> work
    work -> bill : batch 10

Good
----

    architecture shop
    purpose: production
    tags: { project: shop, owner: team-7 }
    function sell { code: file("hello.py") }
    http_api api { throttle: 10/s; logs: 30 days }
    queue work { dead_letters: parked after 5 }
    queue parked { keep: 14 days }
    function bill { code: file("hello.py"); concurrency: 5 }
    api -> sell : POST /orders auth none
    sell -> work
    work -> bill : batch 10 concurrency 5

Fix
---
Write `concurrency` at the arrow, no more than in the function.

References
----------
- https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html

"""

from collections.abc import Iterator

from archc.component import Architecture, Component
from archc.diagnostics import Label, Severity
from archc.edits import Detail, Fix, Repair, Say, write
from archc.kinds.messages.queue import Queue
from archc.rules.rule import Finding, Pillar, Rule

RULE = Rule("LAM720", Severity.WARNING, Pillar.RELIABILITY, repair=Repair.UNSAFE)

_LEAST = 2  # that an arrow may say


def check(queue: Queue, design: Architecture) -> Iterator[Finding]:
    """Compare what all queues of a function may start with what it reserves."""
    for relation in design.out_of(queue):
        function = relation.target
        reserved = getattr(function, "concurrency", None)
        if relation.implied or not reserved or queue.fifo:
            continue
        own = relation.details.concurrency
        if own is not None and _started(function, design) <= reserved:
            continue
        words = f"concurrency {max(reserved, _LEAST)}"
        limit = Say(relation.span, words) if own is None else Detail(relation.span, *words.split())
        fix = Fix(f"write `{words}` behind `{relation.text} :`", (limit,))
        if reserved < _LEAST:
            told = f"write `{{}}` in '{function.name}', and {fix.text[6:]}"
            fix = write(function.name, f"concurrency: {_LEAST}", told).also(limit)
        elif own is not None and own <= reserved:
            said = f"concurrency: {_started(function, design)}"
            fix = write(function.name, said, f"write `{{}}` in '{function.name}'")
        yield Finding(
            f"'{queue.name}' fetches messages for more runs of '{function.name}' than the "
            f"{reserved} that it may have",
            fix,
            relation.span,
            f"at most {own} at once" if own is not None else "as many as AWS likes",
            (Label(f"at most {reserved} at once", function.at("concurrency")),),
        )


def _started(function: Component, design: Architecture) -> int:
    """How many runs the queues of a function ask for together, as far as they say."""
    arrows = (r for r in design.into(function) if r.source.word == "queue" and not r.implied)
    return sum(getattr(relation.details, "concurrency", None) or 0 for relation in arrows)
