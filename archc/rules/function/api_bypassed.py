"""Function that can be called round its API.

What it does
------------
Looks for a function that an API calls, and that outsiders also call at an address of its own.

Why
---
Whoever knows the address of the function goes round the throttle, the authorizer and the access log
of the API.

Bad
---

    architecture shop
    users people
    http_api api { throttle: 10/s; logs: 30 days }
    function sell { code: file("hello.py"); url: public }
    people -> api
    api -> sell : POST /orders auth none
    people -> sell : call

Good
----

    architecture shop
    users people
    http_api api { throttle: 10/s; logs: 30 days }
    function sell { code: file("hello.py") }
    people -> api
    api -> sell : POST /orders auth none

Fix
---
Remove the arrow from outside and `url: public`; the API is the address.

References
----------
- https://docs.aws.amazon.com/lambda/latest/dg/apig-http-invoke-decision.html
- https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html

"""

from collections.abc import Iterator

from archc.component import Architecture
from archc.diagnostics import Label, Severity
from archc.edits import Fix, Remove, Repair, Unlink
from archc.kinds.serverless.function import Function
from archc.rules.rule import Finding, Pillar, Rule

RULE = Rule("API756", Severity.WARNING, Pillar.SECURITY, hardening=True, repair=Repair.UNSAFE)


def check(function: Function, design: Architecture) -> Iterator[Finding]:
    """Look for callers on both ways."""
    into = [relation for relation in design.into(function) if not relation.implied]
    guarded = [relation for relation in into if relation.source.word.endswith("_api")]
    for relation in into if guarded else ():
        if relation.verb.public:
            yield Finding(
                f"'{relation.source.name}' reaches '{function.name}' round the API "
                f"'{guarded[0].source.name}'",
                Fix(
                    f"remove the arrow `{relation.text}`, and `url: public` in '{function.name}'",
                    (
                        Unlink(relation.span, relation.source.name, function.name),
                        Remove(function.name, "url"),
                    ),
                ),
                relation.span,
                "does not go through the API",
                (Label("the way that requests should take", guarded[0].span),),
            )
