"""Functions that reserve more than an account has.

What it does
------------
Adds up the `concurrency` of the functions of a region.

Why
---
An account may run a certain number of functions at once, and AWS refuses reservations that leave
too few for all others.

Bad
---

    architecture shop
    schedule night { every: 1 day }
    queue failed { keep: 14 days }
    function one { code: file("hello.py"); concurrency: 600; on_failure: failed }
    function two { code: file("hello.py"); concurrency: 400; on_failure: failed }
    night -> one, two

Good
----

    architecture shop
    schedule night { every: 1 day }
    queue failed { keep: 14 days }
    function one { code: file("hello.py"); concurrency: 60; on_failure: failed }
    function two { code: file("hello.py"); concurrency: 40; on_failure: failed }
    night -> one, two

Fix
---
Write less `concurrency`, or ask AWS for a higher quota.

References
----------
- https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html

"""

from collections.abc import Iterator

from archc import limits
from archc.component import Architecture
from archc.diagnostics import Label, Severity
from archc.kinds.serverless.function import Function
from archc.rules.rule import Finding, Pillar, Rule

RULE = Rule("LAM719", Severity.WARNING, Pillar.CORRECTNESS)


def check(function: Function, design: Architecture) -> Iterator[Finding]:
    """Add up the reservations of the function's region, at the last one that reserves."""
    region = design.region_of(function)
    reserving = [
        (other, reserved)
        for other in design.of_kind("function")
        if (reserved := getattr(other, "concurrency", None)) and design.region_of(other) == region
    ]
    whole = sum(reserved for _, reserved in reserving)
    most = limits.CONCURRENT_FUNCTIONS - limits.UNRESERVED_FUNCTIONS
    if whole > most and reserving[-1][0] is function:
        yield Finding(
            f"the functions in {region} reserve {whole} runs at once, and an account has {most} "
            "to give away",
            f"write smaller numbers for `concurrency`, {most} in all, or ask for a higher quota",
            function.at("concurrency"),
            "one too many",
            tuple(Label(f"reserves {n}", other.at("concurrency")) for other, n in reserving[:-1]),
        )
