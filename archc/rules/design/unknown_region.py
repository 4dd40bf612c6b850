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

from archc import limits
from archc.component import Architecture
from archc.diagnostics import Severity
from archc.rules.rule import Finding, Pillar, Rule
from archc.values import BoundText, did_you_mean

RULE = Rule("GEN972", Severity.ERROR, Pillar.CORRECTNESS)


def check(design: Architecture) -> Iterator[Finding]:
    """Look it up; one that a parameter gives is known only at deployment."""
    known = (*limits.REGIONS, *limits.SEPARATE_REGIONS)
    if isinstance(design.region, BoundText) or design.span is None:
        return
    if design.region not in known:
        near = did_you_mean(design.region, limits.REGIONS).partition("possible here")[0]
        yield Finding(
            f"AWS has no region '{design.region}'",
            near.strip() or "write the code of a region, such as `eu-central-1`",
            design.spans.get("region", design.span),
            f"deploys to {design.region}",
        )
