"""Raw resource without a property that it needs.

What it does
------------
Looks for a raw resource, or a map in one, without a property that the schema requires.

Why
---
CloudFormation makes nothing of a resource that is not whole.

Bad
---

    architecture shop
    tags: { project: shop, owner: team-7 }

    resource search { type: "AWS::OpenSearchServerless::Collection" }

Good
----

    architecture shop
    tags: { project: shop, owner: team-7 }

    resource search {
      type: "AWS::OpenSearchServerless::Collection"
      Name: "books"
    }

Fix
---
Write the property that the message names.

References
----------
- https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-template-resource-type-ref.html

"""

from collections.abc import Iterator

from archc.component import Architecture
from archc.diagnostics import Severity
from archc.kinds.operations.resource import Resource
from archc.rules.properties import wrong
from archc.rules.rule import Finding, Pillar, Rule
from archc.schemas import Sort

RULE = Rule("RAW505", Severity.ERROR, Pillar.CORRECTNESS)


def check(resource: Resource, design: Architecture) -> Iterator[Finding]:
    """What is written is held against what is required."""
    yield from wrong(resource, design, Sort.MISSING)
