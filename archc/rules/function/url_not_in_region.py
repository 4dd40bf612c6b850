"""Function URL in a region without them.

What it does
------------
Looks for a function with `url` in a region where AWS offers no function URLs.

Why
---
AWS brings its services to its regions one after another; a stack with a type that the region does
not have yet fails.

Bad
---

    architecture shop
    region: eu-central-2
    users people
    function sell { code: file("hello.py"); url: public }
    people -> sell : call

Good
----

    architecture shop
    region: eu-central-1
    users people
    function sell { code: file("hello.py"); url: public }
    people -> sell : call

Fix
---
Put the function into another region, or an `http_api` in front of it.

References
----------
- https://docs.aws.amazon.com/lambda/latest/dg/urls-configuration.html

"""

from collections.abc import Iterator

from archc import limits
from archc.component import Architecture
from archc.diagnostics import Severity
from archc.kinds.serverless.function import Function
from archc.rules.rule import Finding, Pillar, Rule

RULE = Rule("LAM718", Severity.ERROR, Pillar.CORRECTNESS)


def check(function: Function, design: Architecture) -> Iterator[Finding]:
    """Compare the region with those that do not have them."""
    region = design.region_of(function)
    if function.url and region in limits.NOT_OFFERED["AWS::Lambda::Url"]:
        yield Finding(
            f"{region} has no function URLs, and '{function.name}' asks for one",
            "draw an `http_api` in front of it, in place of `url`",
            function.at("url"),
            f"not offered in {region}",
        )
