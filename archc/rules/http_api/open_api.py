"""Open API without saying so.

What it does
------------
Looks for routes that everybody may call and that do not say `auth none`.

Why
---
An HTTP API is on the internet, and a route without authorization answers whoever finds it; `auth
none` says that this is meant.

Bad
---

    architecture shop
    purpose: production
    http_api api { throttle: 100/s }
    function orders { code: file("hello.py") }
    api -> orders : GET /orders

Good
----

    architecture shop
    purpose: production
    http_api api { throttle: 100/s }
    function orders { code: file("hello.py") }
    api -> orders : GET /orders auth none

Fix
---
Write `auth none` on the routes that are open on purpose.

References
----------
- https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-access-control.html

"""

from collections.abc import Iterator

from archc.component import Architecture
from archc.diagnostics import Label, Severity
from archc.kinds.serverless.http_api import HttpApi
from archc.rules.rule import Finding, Pillar, Rule

RULE = Rule("API751", Severity.WARNING, Pillar.SECURITY, hardening=True)


def check(api: HttpApi, design: Architecture) -> Iterator[Finding]:
    """Collect the routes that do not say who may call them."""
    unsaid = [relation for relation in design.out_of(api) if api.auth_of(relation) is None]
    if not unsaid:
        return
    routes = ", ".join(relation.details.key for relation in unsaid)
    yield Finding(
        f"everybody may call {routes} of '{api.name}'",
        "write `auth none` on the arrow if that is meant",
        unsaid[0].span,
        "open to everybody",
        tuple(Label("open too", relation.span) for relation in unsaid[1:]),
    )
