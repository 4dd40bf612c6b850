"""API without a throttle.

What it does
------------
Looks for an API without `throttle`.

Why
---
One noisy caller could use up the limit of the whole account, and everybody's functions with it.

Bad
---

    architecture shop
    purpose: production
    http_api api
    function orders { code: file("hello.py") }
    api -> orders : GET /orders auth none

Good
----

    architecture shop
    purpose: production
    http_api api { throttle: 100/s }
    function orders { code: file("hello.py") }
    api -> orders : GET /orders auth none

Fix
---
Write how many requests it takes, such as `throttle: 100/s`.

References
----------
- https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-throttling.html

"""

from collections.abc import Iterator

from archc.component import Architecture
from archc.diagnostics import Severity
from archc.edits import Repair, write
from archc.kinds.serverless.http_api import HttpApi
from archc.rules.rule import Finding, Pillar, Rule

RULE = Rule("API752", Severity.WARNING, Pillar.RELIABILITY, repair=Repair.UNSAFE)


def check(api: HttpApi, _: Architecture) -> Iterator[Finding]:
    """Look at what is written."""
    if api.throttle is None:
        yield Finding(
            f"the API '{api.name}' takes as many requests as the whole account may have",
            write(api.name, "throttle: 100/s"),
            api.span,
            "has no limit of its own",
        )
