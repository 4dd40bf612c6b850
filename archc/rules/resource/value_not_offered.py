"""Property with a value that is not among its choices.

What it does
------------
Looks in a raw resource for values that the enumeration of their property does not hold.

Why
---
The service knows these values alone, and refuses any other.

Bad
---

    architecture shop
    tags: { project: shop, owner: team-7 }

    resource search {
      type: "AWS::OpenSearchServerless::Collection"
      Name: "books"
      Type: "SEARCHING"
    }

Good
----

    architecture shop
    tags: { project: shop, owner: team-7 }

    resource search {
      type: "AWS::OpenSearchServerless::Collection"
      Name: "books"
      Type: "SEARCH"
    }

Fix
---
Write one of the values that the message lists.

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

RULE = Rule("RAW503", Severity.ERROR, Pillar.CORRECTNESS)


def check(resource: Resource, design: Architecture) -> Iterator[Finding]:
    """Values are held against enumerations."""
    yield from wrong(resource, design, Sort.CHOICE)
