"""API without an access log.

What it does
------------
Looks for an API without `logs`.

Why
---
When something goes wrong, the access log is what says who called what and got which answer.

Bad
---

    architecture shop
    http_api api
    function orders { code: file("hello.py") }
    api -> orders : GET /orders auth none

Good
----

    architecture shop
    http_api api { logs: 30 days }
    function orders { code: file("hello.py") }
    api -> orders : GET /orders auth none

Fix
---
Write how long the access log is kept, such as `logs: 30 days`.

References
----------
- https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-logging.html

"""

from collections.abc import Iterator

from archc.component import Architecture
from archc.diagnostics import Severity
from archc.edits import Repair, write
from archc.kinds.serverless.http_api import HttpApi
from archc.rules.rule import Finding, Pillar, Rule

RULE = Rule("API757", Severity.ADVICE, Pillar.OPERATIONS, repair=Repair.UNSAFE)


def check(api: HttpApi, _: Architecture) -> Iterator[Finding]:
    """Look at what is written."""
    if api.logs is None and api.access_log is None:
        yield Finding(
            f"the API '{api.name}' writes no access log",
            write(api.name, "logs: 30 days"),
            api.span,
            "leaves no trace of its requests",
        )
