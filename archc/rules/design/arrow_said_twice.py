"""Two arrows that would be one resource.

What it does
------------
Looks for two arrows between the same two things that differ in their details only, where AWS knows
one connection: a subscription, an event source, a target.

Why
---
A topic has one subscription per subscriber, and a function one event source per queue. The second
arrow would silently replace the first.

Bad
---

    architecture shop
    topic news
    queue work
    queue lost
    function bill { code: file("hello.py"); on_failure: lost }
    function tell { code: file("hello.py") }
    tell -> news
    news -> work : raw
    news -> work
    work -> bill

Good
----

    architecture shop
    topic news
    queue work
    queue lost
    function bill { code: file("hello.py"); on_failure: lost }
    function tell { code: file("hello.py") }
    tell -> news
    news -> work : raw
    work -> bill

Fix
---
Keep one arrow, with the details of both.

References
----------
- https://docs.aws.amazon.com/sns/latest/api/API_Subscribe.html
- https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventsourcemapping.html

"""

from collections.abc import Iterator

from archc.component import Architecture, Relation
from archc.diagnostics import Label, Severity
from archc.edits import Fix, Repair, Unlink
from archc.rules.rule import Finding, Pillar, Rule

RULE = Rule("MSG821", Severity.ERROR, Pillar.CORRECTNESS, repair=Repair.UNSAFE)


def check(design: Architecture) -> Iterator[Finding]:
    """Compare the ids of what arrows become; an API's routes have a rule of their own."""
    first: dict[str, Relation] = {}
    for relation in design.relations:
        source = relation.source
        wires = (source.delivers or source.polled) and source.word != "http_api"
        if not wires or relation.implied:
            continue
        if relation.logical_id in first:
            yield Finding(
                f"'{source.name}' has two arrows to '{relation.target.name}' that AWS makes one of",
                Fix("keep one of them, with the details of both", (_apart(relation),)),
                relation.span,
                "would replace the first",
                (Label("the first one", first[relation.logical_id].span),),
                about=relation.end,
            )
        first.setdefault(relation.logical_id, relation)


def _apart(relation: Relation) -> Unlink:
    return Unlink(relation.span, relation.source.name, relation.target.name)
