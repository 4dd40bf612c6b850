"""Function that triggers itself.

What it does
------------
Follows what triggers functions, and what they write or send, through queues, topics, streams,
tables and buckets, and looks for a way back. An arrow with a `filter`, and prefixes of a bucket
that differ, end the search.

Why
---
Every round starts the next one, as fast as AWS can, until somebody notices the bill.

Bad
---

    architecture shop
    table orders { key: id string; stream: new }
    function count { code: file("hello.py") }
    orders -> count : retries 3 split_on_error
    count -> orders : write

Good
----

    architecture shop
    table orders { key: id string; stream: new }
    table totals { key: day string }
    function count { code: file("hello.py") }
    orders -> count : retries 3 split_on_error
    count -> totals : write

Fix
---
Write the result somewhere else, under another prefix, or let a `filter` keep the function's own
messages out.

References
----------
- https://docs.aws.amazon.com/lambda/latest/dg/invocation-recursion.html

"""

from collections.abc import Iterator

from archc.component import Architecture, Relation
from archc.diagnostics import Label, Severity
from archc.rules.rule import Finding, Pillar, Rule

RULE = Rule("LAM710", Severity.ERROR, Pillar.COST)


# Verbs after which something happens at the target.
_TRIGGERS = ("invoke", "send", "publish", "put", "write", "batch_write", "delete")
# What makes a bucket's events.
_MADE_BY = {"created": ("write",), "removed": ("delete",)}


def check(design: Architecture) -> Iterator[Finding]:
    """Look for a way back along the arrows that could have one; each circle is named once."""
    arrows = _in_circles([relation for relation in design.relations if _triggers(relation)])
    found: set[str] = set()
    for first in (relation for group in arrows.values() for relation in group):
        circle = _way_back(first, arrows) if first.source.name not in found else []
        if circle:
            found.update(relation.source.name for relation in circle)
            way = " -> ".join([*(r.source.name for r in circle), first.source.name])
            yield Finding(
                f"a circle without an end: {way}",
                "write the result somewhere else, or add a `filter`",
                circle[-1].span,
                "starts the next round",
                tuple(Label("on the way", relation.span) for relation in circle[:-1]),
            )


_Arrows = dict[str, list[Relation]]


def _in_circles(arrows: list[Relation]) -> _Arrows:
    """The arrows by their source, without those at whose end nothing goes on."""
    starting: _Arrows = {}
    ending: _Arrows = {}
    for relation in arrows:
        starting.setdefault(relation.source.name, []).append(relation)
        ending.setdefault(relation.target.name, []).append(relation)
    left = {name: len(group) for name, group in starting.items()}
    dead = [name for name in ending if name not in starting]
    for name in dead:  # it grows
        for relation in ending.get(name, ()):
            left[relation.source.name] -= 1
            if left[relation.source.name] == 0:
                dead.append(relation.source.name)
    gone = set(dead)
    kept = {name: [r for r in g if r.target.name not in gone] for name, g in starting.items()}
    return {name: group for name, group in kept.items() if name not in gone}


def _way_back(first: Relation, arrows: _Arrows) -> list[Relation]:
    """The shortest circle that begins with an arrow; empty if there is none."""
    came: dict[int, Relation | None] = {id(first): None}
    waiting = [first]
    for relation in waiting:  # it grows
        if relation.target is first.source and _goes_on(relation, first):
            return _path(relation, came)
        for following in arrows.get(relation.target.name, ()):
            if id(following) not in came and _goes_on(relation, following):
                came[id(following)] = relation
                waiting.append(following)
    return []


def _path(last: Relation, came: dict[int, Relation | None]) -> list[Relation]:
    path: list[Relation] = []
    step: Relation | None = last
    while step is not None:
        path.append(step)
        step = came[id(step)]
    return path[::-1]


def _triggers(relation: Relation) -> bool:
    filtered = getattr(relation.details, "filter", None)
    return relation.verb.name in _TRIGGERS and not relation.implied and not filtered


def _goes_on(before: Relation, after: Relation) -> bool:
    """Whether what one arrow writes can set off the other: the events match, prefixes overlap."""
    event = getattr(after.details, "on", None)
    if event in _MADE_BY and before.verb.name not in _MADE_BY[event]:
        return False
    written = getattr(before.scope, "prefix", None) or ""
    awaited = getattr(after.details, "prefix", None) or ""
    return str(written).startswith(awaited) or str(awaited).startswith(written)
