"""Property whose value is too long, too large or of another form.

What it does
------------
Looks in a raw resource for texts that are too long or do not fit the pattern of their property,
for numbers out of range, and for lists with too many entries or one entry twice.

Why
---
The service checks its limits when the resource is made, and the whole stack is rolled back.

Bad
---

    architecture shop
    tags: { project: shop, owner: team-7 }

    resource search {
      type: "AWS::OpenSearchServerless::Collection"
      Name: "Books of the library"
    }

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
Keep to the bounds that the message names.

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

RULE = Rule("RAW504", Severity.ERROR, Pillar.CORRECTNESS)


def check(resource: Resource, design: Architecture) -> Iterator[Finding]:
    """Values are held against bounds and patterns."""
    yield from wrong(resource, design, Sort.BOUNDS)
