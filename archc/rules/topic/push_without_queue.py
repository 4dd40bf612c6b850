"""Push to an address that may be away.

What it does
------------
Looks for an arrow from a topic to a third party without `on_failure`.

Why
---
A topic keeps nothing: what the other side does not take within some tries is gone.

Bad
---

    architecture shop
    function sell { code: file("hello.py") }
    topic sales
    third_party payments { address: "https://pay.example.org/hooks" }
    sell -> sales -> payments

Good
----

    architecture shop
    function sell { code: file("hello.py") }
    topic sales
    queue lost { keep: 14 days }
    third_party payments { address: "https://pay.example.org/hooks" }
    sell -> sales
    sales -> payments : notify on_failure lost

Fix
---
Name a queue in `on_failure`, or let a function behind a queue make the request.

References
----------
- https://docs.aws.amazon.com/sns/latest/dg/sns-dead-letter-queues.html

"""

from collections.abc import Iterator

from archc.component import Architecture, Relation
from archc.diagnostics import Severity
from archc.edits import Fix, New, Repair, Say
from archc.kinds.messages.topic import Topic
from archc.rules.names import free_name
from archc.rules.rule import Finding, Pillar, Rule

RULE = Rule("MSG807", Severity.WARNING, Pillar.RELIABILITY, repair=Repair.UNSAFE)


def check(topic: Topic, design: Architecture) -> Iterator[Finding]:
    """Look at its arrows to addresses outside."""
    for relation in design.out_of(topic):
        reached = relation.verb.name == "notify" and relation.target.on_network
        if reached and relation.details.on_failure is None:
            yield Finding(
                f"what '{relation.target.name}' does not take from '{topic.name}' is lost",
                _fix(relation, topic, design),
                relation.span,
                "may be away",
            )


def _fix(relation: Relation, topic: Topic, design: Architecture) -> Fix:
    name = free_name(design, "lost")
    queue = f"queue {name} {{ {'fifo; ' if topic.fifo else ''}keep: 14 days }}"
    return Fix(
        f"write `{relation.text} : notify on_failure {name}`, with a queue of that name",
        (Say(relation.span, f"on_failure {name}"), New(queue, behind=topic.name)),
    )
