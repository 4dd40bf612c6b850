"""Function in a public tier that needs the internet.

What it does
------------
Looks for a function in a public tier with an arrow to something outside of the VPC.

Why
---
A function's interfaces never get a public address, so that the internet gateway lets none of its
packets out; its calls hang until the time is up.

Bad
---

    architecture shop
    vpc lab {
      nat: per_zone
      tier edge { public }
      tier app { private }
    }
    function ask in edge { code: file("hello.py") }
    topic questions
    ask -> questions

Good
----

    architecture shop
    vpc lab {
      nat: per_zone
      tier edge { public }
      tier app { private }
    }
    function ask in app { code: file("hello.py") }
    topic questions
    ask -> questions

Fix
---
Put the function in a private tier with NAT, or in no tier if it needs nothing in the VPC.

References
----------
- https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc-internet.html

"""

from collections.abc import Iterator

from archc.component import Architecture
from archc.diagnostics import Label, Severity
from archc.edits import Fix, Put, Repair
from archc.kinds.serverless.function import Function
from archc.network import is_public
from archc.routes import layers
from archc.rules.rule import Finding, Pillar, Rule

RULE = Rule("LAM707", Severity.ERROR, Pillar.CORRECTNESS, repair=Repair.UNSAFE)


def check(function: Function, design: Architecture) -> Iterator[Finding]:
    """Look for arrows that leave the VPC; what an attribute draws is sent by AWS."""
    if not function.places or not is_public(design, function):
        return
    leaving = [
        relation
        for relation in design.out_of(function)
        if not relation.implied and not relation.target.has_interface
    ]
    if leaving:
        yield Finding(
            f"the function '{function.name}' in a public tier has no way out of the VPC",
            _fix(function, design),
            function.span,
            "gets no public address",
            tuple(Label("leads out of the VPC", relation.span) for relation in leaving),
        )


def _fix(function: Function, design: Architecture) -> Fix:
    vpc = design.vpc_of(function)
    private = layers(design, vpc, "private")[:1] if vpc is not None else ()
    return Fix(
        f"put '{function.name}' in a private tier with NAT",
        tuple(Put(function.name, (layer.name,)) for layer in private),
    )
