"""Authorizer that no route uses.

What it does
------------
Looks for an authorizer that neither its API nor a route of it names.

Why
---
It checks nothing: the routes are open although the design looks as if they were not.

Bad
---

    architecture shop
    tags: { project: shop, owner: team-7 }
    users people
    http_api api {
      throttle: 10/s
      logs: 7 days
      authorizer signed_in { issuer: "https://login.example.org"; audience: ["shop"] }
    }
    function list { code: file("hello.py") }
    people -> api
    api -> list : GET /books auth none

Good
----

    architecture shop
    tags: { project: shop, owner: team-7 }
    users people
    http_api api {
      throttle: 10/s
      logs: 7 days
      authorizer signed_in { issuer: "https://login.example.org"; audience: ["shop"] }
    }
    function list { code: file("hello.py") }
    people -> api
    api -> list : GET /books auth signed_in

Fix
---
Name it on the routes it protects, or as the API's `auth`.

References
----------
- https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-jwt-authorizer.html

"""

from collections.abc import Iterator

from archc.component import Architecture
from archc.diagnostics import Severity
from archc.edits import Cut, Fix, Repair
from archc.kinds.serverless.authorizer import Authorizer
from archc.kinds.serverless.http_api import HttpApi
from archc.rules.rule import Finding, Pillar, Rule
from archc.rules.uses import is_named
from archc.values import Reference

RULE = Rule("API762", Severity.WARNING, Pillar.SECURITY, repair=Repair.UNSAFE)


def check(authorizer: Authorizer, design: Architecture) -> Iterator[Finding]:
    """Look at what every route of its API says."""
    for api in design.holders(authorizer):
        if not isinstance(api, HttpApi):
            continue
        said = [api.auth, *(relation.details.auth for relation in design.out_of(api))]
        used = any(isinstance(one, Reference) and one.name == authorizer.name for one in said)
        if not used and not is_named(authorizer, design):
            yield Finding(
                f"no route of '{api.name}' uses the authorizer '{authorizer.name}'",
                Fix(
                    f"write `auth {authorizer.name}` on the arrows it protects, or remove it",
                    (Cut(authorizer.span),),
                ),
                authorizer.span,
            )
