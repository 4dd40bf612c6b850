"""Function that triggers itself.

What it does
------------
Looks for a function that writes where its own events come from: objects into the bucket that tells
it, or events into the log that it is told about.

Why
---
Each call makes the next one, without an end and at your cost. AWS stops some such loops after a
while, and has sent the bill by then.

Bad
---

    architecture shop
    bucket photos
    function shrink { code: file("hello.py") }
    photos -> shrink : on created
    shrink -> photos : read, write

Good
----

    architecture shop
    bucket photos
    bucket small
    function shrink { code: file("hello.py") }
    photos -> shrink : on created
    shrink -> photos : read
    shrink -> small : write

Fix
---
Write into another bucket, or under a `prefix` that triggers nothing.

References
----------
- https://docs.aws.amazon.com/lambda/latest/dg/invocation-recursion.html

"""

from collections.abc import Iterator

from archc.component import Architecture, Relation
from archc.diagnostics import Label, Severity
from archc.rules.rule import Finding, Pillar, Rule

RULE = Rule("LAM710", Severity.ERROR, Pillar.COST)

_EVENTS = {"created": ("write",), "removed": ("delete",), "tagged": ()}


def check(design: Architecture) -> Iterator[Finding]:
    """Follow every event one step, to where the function writes."""
    for told in design.relations:
        source, function = told.source, told.target
        if source.word not in ("bucket", "log_group") or told.implied:
            continue
        for written in design.out_of(function):
            if written.target is source and not written.implied and _again(told, written):
                yield Finding(
                    f"'{function.name}' triggers itself: it writes into '{source.name}', whose "
                    f"events call it",
                    "write into another one"
                    if source.word == "log_group"
                    else "write into another bucket, or `prefix` on both arrows",
                    written.span,
                    "makes the next event",
                    (Label("calls the function", told.span),),
                )


def _again(told: Relation, written: Relation) -> bool:
    """Whether what is written can be what is told."""
    if told.source.word == "log_group":
        return written.verb.name == "write"
    if written.verb.name not in _EVENTS.get(told.details.on, ()):
        return False
    wrote = written.scope.prefix if written.scope is not None else ""
    heard: str = told.details.prefix
    return heard.startswith(wrote) or wrote.startswith(heard)
