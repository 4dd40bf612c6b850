"""Runtime that AWS no longer patches.

What it does
------------
Looks for a function with a runtime that AWS has deprecated.

Why
---
A deprecated runtime gets no security patches, and one day AWS refuses to create or change the
function.

Bad
---

    architecture shop
    purpose: production
    http_api api { throttle: 100/s }
    function orders { code: file("hello.py"); handler: hello.handler; runtime: python3.9 }
    api -> orders : GET /orders auth none

Good
----

    architecture shop
    purpose: production
    http_api api { throttle: 100/s }
    function orders { code: file("hello.py"); handler: hello.handler; runtime: python3.13 }
    api -> orders : GET /orders auth none

Fix
---
Move to a current version of the language.

References
----------
- https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html

"""

from collections.abc import Iterator

from archc import limits
from archc.component import Architecture
from archc.diagnostics import Severity
from archc.edits import Fix, Repair, Write
from archc.kinds.serverless.function import Function
from archc.rules.rule import Finding, Pillar, Rule

RULE = Rule("LAM711", Severity.WARNING, Pillar.OPERATIONS, repair=Repair.UNSAFE)


def check(function: Function, _: Architecture) -> Iterator[Finding]:
    """Look the runtime up in the table of old ones."""
    if function.runtime in limits.DEPRECATED_RUNTIMES:
        yield Finding(
            f"AWS no longer patches the runtime {function.runtime} of '{function.name}'",
            Fix(
                f"write a current one: {', '.join(_current(function.runtime))}",
                (Write(function.name, f"runtime: {_current(function.runtime)[0]}"),),
            ),
            function.at("runtime"),
            "deprecated",
        )


def _current(old: str) -> list[str]:
    """The current runtimes of the same language, of any language if there is none."""
    current = [name for name in limits.RUNTIMES if name not in limits.DEPRECATED_RUNTIMES]
    language = old.rstrip("0123456789.")
    same = [name for name in current if name.startswith(language)]
    return same or current
