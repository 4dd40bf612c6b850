"""Function that nothing calls.

What it does
------------
Looks for a function without an arrow to it, that nothing names.

Why
---
Only what has an arrow to a function may invoke it: unless somebody does so by hand, it never runs.

Bad
---

    architecture shop
    function orders { code: file("hello.py") }

Good
----

    architecture shop
    http_api api
    function orders { code: file("hello.py") }
    api -> orders : GET /orders auth none

Fix
---
Draw the arrow from whatever calls it, or remove it.

References
----------
- https://docs.aws.amazon.com/lambda/latest/dg/lambda-invocation.html

"""

from collections.abc import Iterator

from archc.component import Architecture
from archc.diagnostics import Severity
from archc.kinds.serverless.function import Function
from archc.rules.rule import Finding, Pillar, Rule
from archc.rules.uses import is_named

RULE = Rule("LAM715", Severity.ADVICE, Pillar.OPERATIONS)


def check(function: Function, design: Architecture) -> Iterator[Finding]:
    """Look for an arrow to it."""
    if not design.into(function) and not is_named(function, design):
        yield Finding(
            f"nothing calls the function '{function.name}'",
            f"draw the arrow of its caller, such as `api -> {function.name} : GET /`",
            function.span,
            "has no caller",
        )
