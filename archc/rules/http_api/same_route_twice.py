"""Two arrows for one route.

What it does
------------
Looks for two arrows of an API with the same method and path.

Why
---
A route leads to one function; AWS refuses a second one with the same method and path.

Bad
---

    architecture shop
    http_api api
    function orders { code: file("hello.py") }
    function bills { code: file("hello.py") }
    api -> orders : GET /orders auth none
    api -> bills : GET /orders auth none

Good
----

    architecture shop
    http_api api
    function orders { code: file("hello.py") }
    function bills { code: file("hello.py") }
    api -> orders : GET /orders auth none
    api -> bills : GET /bills auth none

Fix
---
Give each arrow a method and path of its own.

References
----------
- https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html

"""

from collections.abc import Iterator

from archc.component import Architecture, Relation
from archc.diagnostics import Label, Severity
from archc.kinds.serverless.http_api import HttpApi
from archc.rules.rule import Finding, Pillar, Rule

RULE = Rule("API760", Severity.ERROR, Pillar.CORRECTNESS)


def check(api: HttpApi, design: Architecture) -> Iterator[Finding]:
    """Look for a route key that comes again."""
    seen: dict[str, Relation] = {}
    for relation in design.out_of(api):
        key = relation.details.key
        first = seen.setdefault(key, relation)
        if first is not relation:
            name = "the route for everything else" if key == "$default" else key
            yield Finding(
                f"'{api.name}' has {name} twice: for '{first.target.name}' and "
                f"'{relation.target.name}'",
                f"give '{relation.target.name}' a route of its own, like `GET /"
                f"{relation.target.name}`",
                relation.span,
                "the same route again",
                (Label("the first one", first.span),) if first.span != relation.span else (),
            )
