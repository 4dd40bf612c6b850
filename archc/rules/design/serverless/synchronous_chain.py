"""Functions that wait for each other in a chain.

What it does
------------
Looks for a function that invokes a function that invokes another one.

Why
---
Everybody in the chain waits and pays for the last one, and one failure stops all; with a queue or
a topic in between, each works at its own pace.

Bad
---

    architecture shop
    http_api api
    function order { code: file("hello.py") }
    function price { code: file("hello.py") }
    function stock { code: file("hello.py") }
    api -> order : GET /order auth none
    order -> price
    price -> stock

Good
----

    architecture shop
    http_api api
    function order { code: file("hello.py") }
    function price { code: file("hello.py") }
    queue wanted { dead_letters: parked after 5 }
    queue parked { keep: 14 days }
    function stock { code: file("hello.py") }
    api -> order : GET /order auth none
    order -> price
    price -> wanted
    wanted -> stock

Fix
---
Put a queue or a topic before whatever nobody has to wait for.

References
----------
- https://docs.aws.amazon.com/wellarchitected/latest/serverless-applications-lens/design-principles.html

"""

from collections.abc import Iterator

from archc.component import Architecture, Relation
from archc.diagnostics import Label, Severity
from archc.rules.rule import Finding, Pillar, Rule

RULE = Rule("MSG801", Severity.ADVICE, Pillar.RELIABILITY)


def check(design: Architecture) -> Iterator[Finding]:
    """Look for two such arrows in a row."""
    for first in filter(_waits, design.relations):
        for second in filter(_waits, design.out_of(first.target)):
            if second.target is not first.source:
                yield Finding(
                    f"'{first.source.name}' waits for '{first.target.name}', which waits for "
                    f"'{second.target.name}'",
                    f"put a queue in between: `{first.target.name} -> work -> "
                    f"{second.target.name}`",
                    second.span,
                    "the second wait",
                    (Label("the first one", first.span),),
                )


def _waits(relation: Relation) -> bool:
    return relation.source.word == relation.target.word == "function" and not relation.implied
