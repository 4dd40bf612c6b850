"""Route with the authorizer of another API.

What it does
------------
Looks for a route that names an authorizer which stands in another API.

Why
---
An authorizer belongs to one API; AWS refuses a route that uses another one's.

Bad
---

    architecture shop
    users people
    http_api api { throttle: 10/s; logs: 7 days }
    http_api other {
      throttle: 10/s
      logs: 7 days
      auth: signed_in
      authorizer signed_in { issuer: "https://login.example.org"; audience: ["shop"] }
    }
    function list { code: file("hello.py") }
    people -> api, other
    api -> list : GET /books auth signed_in
    other -> list : GET /books

Good
----

    architecture shop
    users people
    http_api api {
      throttle: 10/s
      logs: 7 days
      auth: signed_in
      authorizer signed_in { issuer: "https://login.example.org"; audience: ["shop"] }
    }
    function list { code: file("hello.py") }
    people -> api
    api -> list : GET /books

Fix
---
Write an authorizer in the API itself.

References
----------
- https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-jwt-authorizer.html

"""

from collections.abc import Iterator

from archc.component import Architecture
from archc.diagnostics import Severity
from archc.kinds.serverless.http_api import HttpApi
from archc.rules.rule import Finding, Pillar, Rule
from archc.values import Reference

RULE = Rule("API763", Severity.ERROR, Pillar.CORRECTNESS)


def check(api: HttpApi, design: Architecture) -> Iterator[Finding]:
    """Compare each authorizer's place with the API that uses it."""
    own = {component.name for component in design.held_by(api)}
    for relation in design.out_of(api):
        auth = api.auth_of(relation)
        if isinstance(auth, Reference) and auth.name in design.components and auth.name not in own:
            yield Finding(
                f"the authorizer '{auth.name}' does not stand in '{api.name}'",
                f"write an authorizer in the block of '{api.name}'",
                relation.span,
            )
