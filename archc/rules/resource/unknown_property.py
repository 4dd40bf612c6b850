"""Property that the type does not have.

What it does
------------
Looks in a raw resource for names, at any depth, that the schema of its type does not know.

Why
---
CloudFormation refuses a template with a property that it does not know, often after minutes.

Bad
---

    architecture shop
    tags: { project: shop, owner: team-7 }

    resource search {
      type: "AWS::OpenSearchServerless::Collection"
      Name: "books"
      StandbyReplica: "DISABLED"
    }

Good
----

    architecture shop
    tags: { project: shop, owner: team-7 }

    resource search {
      type: "AWS::OpenSearchServerless::Collection"
      Name: "books"
      StandbyReplicas: "DISABLED"
    }

Fix
---
Write the name as the reference of the type has it; case matters. A property that is new is known
to a newer cfn-lint, whose schemas are read: `pip install --upgrade cfn-lint`.

References
----------
- https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-template-resource-type-ref.html

"""

from collections.abc import Iterator

from archc.component import Architecture
from archc.diagnostics import Severity
from archc.edits import Repair
from archc.kinds.operations.resource import Resource
from archc.rules.properties import wrong
from archc.rules.rule import Finding, Pillar, Rule
from archc.schemas import Sort

RULE = Rule("RAW501", Severity.ERROR, Pillar.CORRECTNESS, repair=Repair.UNSAFE)


def check(resource: Resource, design: Architecture) -> Iterator[Finding]:
    """Names are held against the schema."""
    yield from wrong(resource, design, Sort.UNKNOWN)
