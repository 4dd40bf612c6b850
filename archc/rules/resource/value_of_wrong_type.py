"""Property with a value of another type.

What it does
------------
Looks in a raw resource for a text where a list stands, a number where a text stands, and so on.
A text that spells a number is taken for one, as CloudFormation does.

Why
---
CloudFormation refuses it, and a number that is meant as text loses its spelling: 16.10 is 16.1.

Bad
---

    architecture shop
    tags: { project: shop, owner: team-7 }

    resource books {
      type: "AWS::Neptune::DBCluster"
      EngineVersion: 1.3
      EnableCloudwatchLogsExports: "audit"
    }

Good
----

    architecture shop
    tags: { project: shop, owner: team-7 }

    resource books {
      type: "AWS::Neptune::DBCluster"
      EngineVersion: "1.3.2.1"
      EnableCloudwatchLogsExports: ["audit"]
    }

Fix
---
Write texts in quotes, lists in brackets and maps in braces.

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

RULE = Rule("RAW502", Severity.ERROR, Pillar.CORRECTNESS)


def check(resource: Resource, design: Architecture) -> Iterator[Finding]:
    """Types are held against the schema."""
    yield from wrong(resource, design, Sort.TYPE)
