"""Chain of functions without tracing.

What it does
------------
Looks, in a design of production, for a function that sets off a second and that a third one, by
calls, queues, topics or events, where one of them has no `tracing`.

Why
---
Each function has a log of its own; which of their lines belong to one request, only a trace tells.

Bad
---

    architecture shop
    purpose: production
    tags: { project: shop, owner: team-7 }
    users people
    http_api api { throttle: 10/s; logs: 30 days }
    function take { code: file("hello.py") }
    function price { code: file("hello.py") }
    queue work { dead_letters: parked after 5 }
    queue parked { keep: 14 days }
    function pack { code: file("hello.py") }
    people -> api
    api -> take : POST /orders auth none
    take -> price
    price -> work -> pack

Good
----

    architecture shop
    purpose: production
    tags: { project: shop, owner: team-7 }
    users people
    http_api api { throttle: 10/s; logs: 30 days }
    function take { code: file("hello.py"); tracing }
    function price { code: file("hello.py"); tracing }
    queue work { dead_letters: parked after 5 }
    queue parked { keep: 14 days }
    function pack { code: file("hello.py"); tracing }
    people -> api
    api -> take : POST /orders auth none
    take -> price
    price -> work -> pack

Fix
---
Write `tracing` in each function of the chain.

References
----------
- https://docs.aws.amazon.com/lambda/latest/dg/services-xray.html
- https://docs.aws.amazon.com/xray/latest/devguide/aws-xray.html

"""

from collections.abc import Iterator

from archc.component import Architecture, Component
from archc.diagnostics import Label, Severity
from archc.edits import Fix, Repair, Write
from archc.kinds.serverless.function import Function
from archc.rules.rule import Finding, Pillar, Rule

RULE = Rule("OBS953", Severity.ADVICE, Pillar.OPERATIONS, repair=Repair.UNSAFE)

# What passes on the trace of whoever puts something in.
_CARRIERS = ("event_bus", "event_rule", "queue", "topic")


def check(function: Function, design: Architecture) -> Iterator[Finding]:
    """Look for two steps from the first function of a chain."""
    if design.purpose != "production" or any(_set_off(function, design, backwards=True)):
        return
    for second in _set_off(function, design):
        for third in _set_off(second, design):
            chain = (function, second, third)
            dark = [one for one in chain if not getattr(one, "tracing", True)]
            if dark and third is not function:
                names = ", ".join(f"'{one.name}'" for one in chain)
                yield Finding(
                    f"no trace follows a request through {names}",
                    Fix(
                        "write `tracing` in " + ", ".join(f"'{one.name}'" for one in dark),
                        tuple(Write(one.name, "tracing") for one in dark),
                    ),
                    dark[0].span,
                    "is not traced",
                    tuple(Label("nor is this one", one.span) for one in dark[1:]),
                )
                return


def _set_off(
    function: Component, design: Architecture, *, backwards: bool = False
) -> Iterator[Component]:
    """The functions that it calls or sends to; backwards those that call it."""
    waiting, seen = [function], {function.name}
    while waiting:
        here = waiting.pop(0)
        arrows = design.into(here) if backwards else design.out_of(here)
        for relation in arrows:
            other = relation.source if backwards else relation.target
            if other.name in seen or relation.implied not in ("", "in"):
                continue
            seen.add(other.name)
            if other.word == "function":
                yield other
            elif other.word in _CARRIERS:
                waiting.append(other)
