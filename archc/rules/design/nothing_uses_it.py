"""Store or secret that nothing uses.

What it does
------------
Looks for a bucket, table, database, broker, queue, topic, stream, bus, log, secret or parameter
that no arrow comes to and nothing names, in a design with something that could use it.

Why
---
It is created, paid for and looked after for nobody, or an arrow has been forgotten.

Bad
---

    architecture shop
    tags: { project: shop, owner: team-7 }
    table orders { key: id }
    table old_orders { key: id }
    users people
    function sell { code: file("hello.py"); url: public }
    people -> sell : call
    sell -> orders : write

Good
----

    architecture shop
    tags: { project: shop, owner: team-7 }
    table orders { key: id }
    users people
    function sell { code: file("hello.py"); url: public }
    people -> sell : call
    sell -> orders : write

Fix
---
Draw the arrow of whoever uses it, or remove it.

References
----------
- https://docs.aws.amazon.com/wellarchitected/latest/cost-optimization-pillar/welcome.html

"""

from collections.abc import Iterator
from typing import Any

from archc.component import Architecture
from archc.diagnostics import Severity
from archc.rules.rule import Finding, Pillar, Rule
from archc.rules.uses import is_named
from archc.values import Interpolated, Record, Reference

RULE = Rule("CST966", Severity.ADVICE, Pillar.COST)

_KEEPERS = (
    "broker",
    "bucket",
    "database",
    "event_bus",
    "log_group",
    "parameter",
    "queue",
    "secret",
    "stream",
    "table",
    "topic",
)


def check(design: Architecture) -> Iterator[Finding]:
    """Look for arrows, then for names."""
    alone = [
        one
        for one in design.of_kind(*_KEEPERS)
        if not (design.into(one) or design.out_of(one) or getattr(one, "content", None))
    ]
    if not alone or not any(component.identity for component in design.components.values()):
        return
    held = set(_held(design))
    for one in alone:
        if one.name not in held and not is_named(one, design):
            yield Finding(
                f"nothing uses the {one.word.replace('_', ' ')} '{one.name}'",
                f"draw the arrow of whoever uses it, such as `… -> {one.name}`, or remove it",
                one.span,
                "used by nothing",
            )


def _held(design: Architecture) -> Iterator[str]:
    """What outputs and attributes of components name."""
    for output in design.outputs:
        yield from _in(output.value)
    for component in design.components.values():
        for field in component.spans:
            yield from _in(getattr(component, field, None))


def _in(value: Any) -> Iterator[str]:
    """The names of components in a value."""
    match value:
        case Reference():
            yield value.name
        case Interpolated():
            yield from (reference.name for reference in value.references)
        case Record():
            for part in vars(value).values():
                yield from _in(part)
        case dict():
            for entry in value.values():
                yield from _in(entry)
        case tuple() | list():
            for entry in value:
                yield from _in(entry)
