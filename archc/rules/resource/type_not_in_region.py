"""Resource type that its region does not have.

What it does
------------
Looks for a raw resource whose type CloudFormation does not offer in the region that it is in.

Why
---
Not every service is in every region; CloudFormation refuses a template with a type that it does
not have there.

Bad
---

    architecture shop
    tags: { project: shop, owner: team-7 }
    region: eu-central-2
    resource search {
      type: "AWS::AppRunner::AutoScalingConfiguration"
      MaxSize: 2
    }

Good
----

    architecture shop
    tags: { project: shop, owner: team-7 }
    region: eu-central-1
    resource search {
      type: "AWS::AppRunner::AutoScalingConfiguration"
      MaxSize: 2
    }

Fix
---
Put it `in` a region that has the type.

References
----------
- https://docs.aws.amazon.com/general/latest/gr/aws-service-information.html

"""

from collections.abc import Iterator

from archc.component import Architecture
from archc.diagnostics import Severity
from archc.kinds.operations.resource import Resource
from archc.rules.rule import Finding, Pillar, Rule
from archc.schemas import home_of, offered
from archc.values import BoundText

RULE = Rule("RAW507", Severity.ERROR, Pillar.CORRECTNESS)


def check(resource: Resource, design: Architecture) -> Iterator[Finding]:
    """Look the type up in the region's list."""
    region = design.region_of(resource)
    if not resource.type or isinstance(region, BoundText):
        return
    if not offered(resource.type, region):
        yield Finding(
            f"CloudFormation has no {resource.type} in {region}",
            f"put '{resource.name}' in a region that has it, like `in {home_of(resource.type)}`",
            resource.at("type"),
            f"not offered in {region}",
        )
