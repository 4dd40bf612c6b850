"""Region that does not exist.

What it does
------------
Looks the design's region up in the list of AWS's regions.

Why
---
Everything is deployed to this region; AWS has no endpoint for a code it does not know.

Bad
---

    architecture shop
    region: eu-nort-1

Good
----

    architecture shop
    region: eu-central-1

Fix
---
Write the code of a region, such as `eu-central-1`.

References
----------
- https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-regions.html

"""

from collections.abc import Iterator

from archc import regions
from archc.component import Architecture
from archc.diagnostics import Severity
from archc.edits import Repair, Write
from archc.limits import REGIONS
from archc.rules.rule import Finding, Pillar, Rule
from archc.values import BoundText, nearest

RULE = Rule("GEN972", Severity.ERROR, Pillar.CORRECTNESS, repair=Repair.UNSAFE)


def check(design: Architecture) -> Iterator[Finding]:
    """Look it up; one that a parameter gives is known only at deployment."""
    if isinstance(design.region, BoundText) or design.span is None:
        return
    span = design.spans.get("region", design.span)
    wrong = regions.misnamed(design.region, span)
    if wrong is not None:
        near = nearest(design.region, REGIONS)
        message, told = wrong
        yield Finding(
            message,
            told._replace(changes=(Write("", f"region: {near}"),) if near else ()),
            span,
            f"deploys to {design.region}",
        )
