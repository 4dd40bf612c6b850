"""Function in a VPC that it does not need.

What it does
------------
Looks for a function in a tier that has no arrow to anything in the VPC.

Why
---
Outside of a VPC a function reaches AWS services and the internet directly; inside, it needs a NAT
gateway, which costs money by the hour, or endpoints. It does not become safer by that: nobody can
connect to a function anyway.

Bad
---

    architecture shop
    tags: { project: shop, owner: team-7 }
    users people
    vpc lab {
      tier edge { public }
      tier app { private }
    }
    http_api api { throttle: 10/s; logs: 7 days }
    function list in app { code: file("hello.py") }
    instance worker in app
    table books { key: id }
    people -> api
    api -> list : GET /books auth none
    list -> books : read

Good
----

    architecture shop
    tags: { project: shop, owner: team-7 }
    users people
    http_api api { throttle: 10/s; logs: 7 days }
    function list { code: file("hello.py") }
    table books { key: id }
    people -> api
    api -> list : GET /books auth none
    list -> books : read

Fix
---
Take the function out of the tier.

References
----------
- https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html

"""

from collections.abc import Iterator

from archc.component import Architecture
from archc.diagnostics import Severity
from archc.edits import Fix, Put, Repair
from archc.kinds.serverless.function import Function
from archc.rules.rule import Finding, Pillar, Rule
from archc.rules.uses import names_unread

RULE = Rule("LAM709", Severity.ADVICE, Pillar.PERFORMANCE, repair=Repair.UNSAFE)


def check(function: Function, design: Architecture) -> Iterator[Finding]:
    """Look for anything in the VPC that it has an arrow to."""
    if (
        function.places
        and not names_unread(function, design)
        and not any(
            relation.target.has_interface or relation.target.word == "internet"
            for relation in design.out_of(function)
        )
    ):
        yield Finding(
            f"the function '{function.name}' is in a VPC and uses nothing there",
            Fix(
                f"write `function {function.name}` without `in {function.places[0]}`",
                (Put(function.name, ()),),
            ),
            function.span,
        )
