"""Property that only AWS sets.

What it does
------------
Looks in a raw resource for properties that the schema says are read and never written.

Why
---
AWS gives them their value once the resource exists, and refuses one that is written.

Bad
---

    architecture shop
    tags: { project: shop, owner: team-7 }

    resource search {
      type: "AWS::OpenSearchServerless::Collection"
      Name: "books"
      Arn: "arn:aws:aoss:eu-central-1:111122223333:collection/books"
    }

Good
----

    architecture shop
    tags: { project: shop, owner: team-7 }

    resource search {
      type: "AWS::OpenSearchServerless::Collection"
      Name: "books"
    }
    output address: search.CollectionEndpoint

Fix
---
Leave it out; another component reads it as `name.Property`.

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

RULE = Rule("RAW506", Severity.ERROR, Pillar.CORRECTNESS)


def check(resource: Resource, design: Architecture) -> Iterator[Finding]:
    """Names are held against what is read only."""
    yield from wrong(resource, design, Sort.READ_ONLY)
