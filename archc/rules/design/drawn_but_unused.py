"""Outsider without an arrow.

What it does
------------
Looks for users, offices and those who are told something, such as an e-mail address, that no arrow
begins or ends at.

Why
---
Whoever reads the drawing asks what they do; nothing lets them in, and nothing tells them anything.

Bad
---

    architecture shop
    users people

Good
----

    architecture shop
    users people
    vpc lab { tier edge { public } }
    instance web in edge
    people -> web : http

Fix
---
Draw the arrow, or remove them.

References
----------
- https://docs.aws.amazon.com/wellarchitected/latest/framework/welcome.html

"""

from collections.abc import Iterator

from archc.component import Architecture
from archc.diagnostics import Severity
from archc.edits import Cut, Fix, Repair
from archc.rules.rule import Finding, Pillar, Rule

RULE = Rule("CST962", Severity.ADVICE, Pillar.OPERATIONS, repair=Repair.UNSAFE)


def check(design: Architecture) -> Iterator[Finding]:
    """Look for an arrow at everything drawn outside."""
    for outsider in design.components.values():
        if not outsider.outside or not (outsider.on_network or outsider.verbs):
            continue
        if not design.into(outsider) and not design.out_of(outsider):
            told = f"draw who tells it, such as `orders -> {outsider.name}`, or remove it"
            uses = f"draw what they use, such as `{outsider.name} -> web : http`, or remove it"
            yield Finding(
                f"no arrow begins or ends at '{outsider.name}'",
                Fix(uses if outsider.on_network else told, (Cut(outsider.span),)),
                outsider.span,
                "takes part in nothing",
            )
