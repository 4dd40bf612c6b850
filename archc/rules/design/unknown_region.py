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
    region: eu-central-7

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
from archc.rules.rule import Finding, Pillar, Rule
from archc.values import BoundText

RULE = Rule("GEN972", Severity.ERROR, Pillar.CORRECTNESS)


def check(design: Architecture) -> Iterator[Finding]:
    """Look it up; one that a parameter gives is known only at deployment."""
    if isinstance(design.region, BoundText) or design.span is None:
        return
    wrong = regions.misnamed(design.region)
    if wrong is not None:
        yield Finding(
            *wrong,
            design.spans.get("region", design.span),
            f"deploys to {design.region}",
        )
