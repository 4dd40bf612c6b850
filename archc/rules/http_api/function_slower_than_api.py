"""Function that may take longer than its API waits.

What it does
------------
Compares a function's `timeout` with the time that the API waits for it: 30 seconds, or the
route's `timeout`.

Why
---
The caller gets an error as soon as the API gives up, while the function goes on and costs money.

Bad
---

    architecture shop
    http_api api
    function orders { code: file("hello.py"); timeout: 60s }
    api -> orders : GET /orders auth none

Good
----

    architecture shop
    http_api api
    function orders { code: file("hello.py"); timeout: 30s }
    api -> orders : GET /orders auth none

Fix
---
Shorten the function's `timeout`, and hand longer work to something that nobody waits for.

References
----------
- https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html

"""

from collections.abc import Iterator

from archc.component import Architecture
from archc.diagnostics import Label, Severity
from archc.edits import Repair, write
from archc.kinds.serverless.http_api import HttpApi
from archc.rules.rule import Finding, Pillar, Rule

RULE = Rule("API753", Severity.ERROR, Pillar.CORRECTNESS, repair=Repair.UNSAFE)


def check(api: HttpApi, design: Architecture) -> Iterator[Finding]:
    """Compare both times for every function that it calls."""
    for relation in api.integrations(design):
        own = int(getattr(relation.target, "timeout", 0))
        waits = relation.details.timeout
        if own > waits:
            yield Finding(
                f"'{api.name}' waits {waits} seconds, '{relation.target.name}' may take {own}",
                write(
                    relation.target.name,
                    f"timeout: {waits}s",
                    f"write `{{}}` or less in '{relation.target.name}'",
                ),
                relation.target.at("timeout"),
                f"longer than the {waits} seconds that the API waits",
                (Label("the API waits here", relation.span),),
            )
