"""Parameter that nothing uses.

What it does
------------
Looks for a parameter whose name stands in no attribute, no text and no output.

Why
---
Whoever deploys the stack would be asked for a value that changes nothing.

Bad
---

    architecture shop
    tags: { project: shop, owner: team-7 }
    param server_type: t3.micro | t3.small = t3.micro
    office desk { address: 203.0.113.7 }
    vpc lab { tier edge { public } }
    instance web in edge { type: t3.micro }
    desk -> web : ssh

Good
----

    architecture shop
    tags: { project: shop, owner: team-7 }
    param server_type: t3.micro | t3.small = t3.micro
    office desk { address: 203.0.113.7 }
    vpc lab { tier edge { public } }
    instance web in edge { type: server_type }
    desk -> web : ssh

Fix
---
Write its name where its value belongs, like `type: server_type`, or remove it. Until then it is
left out of the template.

References
----------
- https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html

"""

from collections.abc import Iterator

from archc.component import Architecture
from archc.diagnostics import Severity
from archc.edits import Cut, Fix, Repair
from archc.parameters import used_parameters
from archc.rules.rule import Finding, Pillar, Rule

RULE = Rule("PRM502", Severity.ADVICE, Pillar.OPERATIONS, repair=Repair.UNSAFE)


def check(design: Architecture) -> Iterator[Finding]:
    """Compare the parameters that are declared with those that are used."""
    used = used_parameters(design) if design.parameters else frozenset()
    for name, parameter in design.parameters.items():
        if name not in used:
            yield Finding(
                f"nothing uses the parameter '{name}'",
                Fix(
                    f"write `{name}` where its value belongs, or remove it",
                    (Cut(parameter.span),),
                ),
                parameter.span,
            )
