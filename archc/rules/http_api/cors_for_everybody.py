"""Every page may call with the user's credentials.

What it does
------------
Looks for `cors: "*"` on an API with `credentials`, or whose routes ask who calls.

Why
---
Any page in the world could then call the API in the name of whoever is signed in; browsers refuse
`*` together with credentials for that reason.

Bad
---

    architecture shop
    users people
    http_api api { throttle: 10/s; cors: "*" credentials }
    function hello { code: file("hello.py") }
    people -> api
    api -> hello : GET /hello auth none

Good
----

    architecture shop
    users people
    http_api api { throttle: 10/s; cors: "https://shop.example.org" credentials }
    function hello { code: file("hello.py") }
    people -> api
    api -> hello : GET /hello auth none

Fix
---
Name the pages.

References
----------
- https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-cors.html

"""

from collections.abc import Iterator

from archc.component import Architecture
from archc.diagnostics import Severity
from archc.kinds.serverless.http_api import Cors, HttpApi
from archc.rules.rule import Finding, Pillar, Rule

RULE = Rule("API755", Severity.WARNING, Pillar.SECURITY)


def check(api: HttpApi, design: Architecture) -> Iterator[Finding]:
    """Look for a star, and for callers who say who they are."""
    if not isinstance(api.cors, Cors):
        return
    everybody = any(origin.literal == "*" for origin in api.cors.origins)
    if everybody and (api.cors.credentials or api.asks_who_calls(design)):
        yield Finding(
            f"pages from anywhere may call '{api.name}' in the name of its users",
            'name the pages: `cors: "https://shop.example.org"`',
            api.at("cors"),
            "open to every page",
        )
