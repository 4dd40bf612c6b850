"""Messages that nobody sends or nobody takes.

What it does
------------
Looks for a queue, topic, bus or stream with arrows on one side only, and for a rule or schedule
without a target.

Why
---
What is sent goes nowhere, or what waits never gets anything: an arrow has been forgotten.

Bad
---

    architecture shop
    function sell { code: file("hello.py") }
    topic sales
    sell -> sales

Good
----

    architecture shop
    function sell { code: file("hello.py") }
    topic sales
    email accounting { address: "accounting@example.org" }
    sell -> sales -> accounting

Fix
---
Draw the missing arrow, or remove the component.

References
----------
- https://docs.aws.amazon.com/sns/latest/dg/welcome.html

"""

from collections.abc import Iterator

from archc.component import Architecture, Component
from archc.diagnostics import Severity
from archc.rules.rule import Finding, Pillar, Rule
from archc.rules.uses import is_named, names_unread

RULE = Rule("MSG805", Severity.WARNING, Pillar.OPERATIONS)


_CARRIERS = ("event_bus", "queue", "stream", "topic")
_STARTERS = ("event_rule", "schedule")


def check(design: Architecture) -> Iterator[Finding]:
    """Look at both sides of everything that carries messages."""
    for carrier in design.of_kind(*_CARRIERS, *_STARTERS):
        filled, emptied = _filled(carrier, design), _emptied(carrier, design)
        if filled == emptied or is_named(carrier, design) or names_unread(carrier, design):
            continue  # who names it, may fill it or empty it
        if filled and not emptied:
            yield Finding(
                f"nobody takes what comes to '{carrier.name}'"
                if carrier.word in _CARRIERS
                else f"the {carrier.word.replace('_', ' ')} '{carrier.name}' has no target",
                f"draw an arrow from it: `{carrier.name} -> …`",
                carrier.span,
                "leads nowhere",
            )
        elif emptied and not filled:
            yield Finding(
                f"nobody sends anything to '{carrier.name}'",
                f"draw an arrow to it: `… -> {carrier.name}`",
                carrier.span,
                "never gets anything",
            )


def _filled(carrier: Component, design: Architecture) -> bool:
    if carrier.word in _STARTERS or getattr(carrier, "default", False):
        return True  # by time, or by the events of AWS
    return any(relation.verb.name not in ("receive", "read") for relation in design.into(carrier))


def _emptied(carrier: Component, design: Architecture) -> bool:
    """Whether somebody fetches, or it passes on; what failed is kept for people to look at."""
    into = design.into(carrier)
    if any(relation.verb.name in ("receive", "read") for relation in into):
        return True
    if carrier.word == "queue" and any(relation.implied for relation in into):
        return True
    kept = getattr(carrier, "archive", None) or getattr(carrier, "default", False)
    return bool(kept) or any(not r.implied or r.implied == "in" for r in design.out_of(carrier))
