"""Layer that no function uses.

What it does
------------
Looks for a layer that no function names in `layers`.

Why
---
It is built, uploaded and kept for nobody.

Bad
---

    architecture shop
    tags: { project: shop, owner: team-7 }
    users people
    layer tools { code: dir("orders") }
    function sell { code: file("hello.py"); url: public }
    people -> sell : call

Good
----

    architecture shop
    tags: { project: shop, owner: team-7 }
    users people
    layer tools { code: dir("orders") }
    function sell { code: file("hello.py"); url: public; layers: [tools] }
    people -> sell : call

Fix
---
Write its name in the `layers` of a function, or remove it.

References
----------
- https://docs.aws.amazon.com/lambda/latest/dg/chapter-layers.html

"""

from collections.abc import Iterator

from archc.component import Architecture
from archc.diagnostics import Severity
from archc.edits import Cut, Fix, Repair
from archc.kinds.serverless.layer import Layer
from archc.rules.rule import Finding, Pillar, Rule
from archc.rules.uses import is_named

RULE = Rule("CST963", Severity.ADVICE, Pillar.OPERATIONS, repair=Repair.UNSAFE)


def check(layer: Layer, design: Architecture) -> Iterator[Finding]:
    """Look for its name in every function."""
    for function in design.of_kind("function"):
        named = (getattr(one, "name", one) for one in getattr(function, "layers", ()))
        if layer.name in named:
            return
    if is_named(layer, design):
        return
    yield Finding(
        f"no function uses the layer '{layer.name}'",
        Fix(f"write `layers: [{layer.name}]` in a function, or remove it", (Cut(layer.span),)),
        layer.span,
        "unpacked nowhere",
    )
