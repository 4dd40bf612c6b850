"""API without routes.

What it does
------------
Looks for an API without an arrow to a function.

Why
---
Every arrow of an API is a route; without one it answers every request with 404.

Bad
---

    architecture shop
    http_api api

Good
----

    architecture shop
    http_api api
    function orders { code: file("hello.py") }
    api -> orders : GET /orders auth none

Fix
---
Draw an arrow to a function, with method and path.

References
----------
- https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html

"""

from collections.abc import Iterator

from archc.component import Architecture
from archc.diagnostics import Severity
from archc.kinds.serverless.http_api import HttpApi
from archc.rules.rule import Finding, Pillar, Rule
from archc.rules.uses import is_named

RULE = Rule("API761", Severity.ERROR, Pillar.CORRECTNESS)


def check(api: HttpApi, design: Architecture) -> Iterator[Finding]:
    """Count its arrows."""
    if not design.out_of(api) and not is_named(api, design, outputs=False):
        yield Finding(
            f"the API '{api.name}' has no route",
            f"write `{api.name} -> orders : GET /orders`, where 'orders' is a function",
            api.span,
            "answers nothing",
        )
