"""FIFO and standard that AWS does not connect.

What it does
------------
Looks for an arrow from a standard topic to a FIFO queue, from a FIFO topic to anything but a
queue, from another service to a FIFO queue that does not deduplicate, and for `on_failure` of the
wrong kind.

Why
---
AWS refuses these connections, or drops what would go over them: the order could not be kept.

Bad
---

    architecture shop
    topic sales
    queue work { fifo; dead_letters: parked after 3 }
    queue parked { fifo }
    function sell { code: file("hello.py") }
    function bill { code: file("hello.py") }
    sell -> sales -> work -> bill

Good
----

    architecture shop
    topic sales { fifo }
    queue work { fifo; dead_letters: parked after 3 }
    queue parked { fifo }
    function sell { code: file("hello.py") }
    function bill { code: file("hello.py") }
    sell -> sales -> work -> bill

Fix
---
Write `fifo` at both ends or at neither; in front of functions and people, put a queue behind a
FIFO topic.

References
----------
- https://docs.aws.amazon.com/sns/latest/dg/fifo-message-delivery.html
- https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-targets.html

"""

from collections.abc import Iterator

from archc.component import Architecture, Component, Relation
from archc.diagnostics import Label, Severity
from archc.edits import Fix, Repair, write
from archc.rules.rule import Finding, Pillar, Rule

RULE = Rule("MSG811", Severity.ERROR, Pillar.CORRECTNESS, repair=Repair.UNSAFE)


def check(design: Architecture) -> Iterator[Finding]:
    """Look at every arrow along which something is delivered."""
    for relation in design.relations:
        source = relation.source
        if relation.implied == "on_failure":
            problem = _wrong_keeper(source, relation.target)
        elif source.word == "topic" and not relation.implied:
            problem = _wrong_subscriber(relation)
        elif source.delivers and not relation.implied:
            problem = _no_deduplication(relation)
        else:
            continue
        if problem is not None:
            message, fix, label = problem
            yield Finding(
                message,
                fix,
                relation.span,
                label,
                (Label("this one", relation.target.span),),
                about=relation.end,
            )


_Problem = tuple[str, str | Fix, str] | None


def _fifo(component: Component) -> bool:
    return bool(getattr(component, "fifo", False))


def _wrong_subscriber(relation: Relation) -> _Problem:
    topic, target = relation.source, relation.target
    if _fifo(topic) and target.word != "queue":
        return (
            f"the FIFO topic '{topic.name}' delivers to queues only, not to {target.called}",
            f"put a queue in between, or leave `fifo` out in '{topic.name}'",
            "no queue",
        )
    if not _fifo(topic) and _fifo(target):
        return (
            f"the standard topic '{topic.name}' cannot deliver to the FIFO queue '{target.name}'",
            write(topic.name, "fifo", f"write `{{}}` in '{topic.name}'"),
            "from standard to FIFO",
        )
    return None


def _no_deduplication(relation: Relation) -> _Problem:
    """Services other than topics give a group to a message, but no id to tell it by."""
    target = relation.target
    if target.word == "queue" and _fifo(target) and not getattr(target, "deduplicate", False):
        return (
            f"'{relation.source.name}' sends to the FIFO queue '{target.name}' with no message ids",
            write(target.name, "deduplicate", f"write `{{}}` in '{target.name}'"),
            "every message is refused",
        )
    return None


def _wrong_keeper(source: Component, target: Component) -> _Problem:
    wanted = source.word == "topic" and _fifo(source)
    if target.word != "queue" or _fifo(target) is wanted:
        return None
    kind = "a FIFO queue" if wanted else "a standard queue"
    return (
        f"what '{source.name}' cannot deliver is kept by {kind} only",
        f"name {kind} in `on_failure`",
        "not of this kind",
    )
