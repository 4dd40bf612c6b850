"""Tags on a resource whose type takes none.

What it does
------------
Looks for a raw resource with `tags` of its own, of a type that has no property for them.

Why
---
The tags would be left out of the template, and nobody would find the resource by them.

Bad
---

    architecture shop
    tags: { project: shop, owner: team-7 }
    resource rows {
      type: "AWS::DAX::ParameterGroup"
      tags: { purpose: speed }
    }

Good
----

    architecture shop
    tags: { project: shop, owner: team-7 }
    resource rows {
      type: "AWS::DAX::ParameterGroup"
    }

Fix
---
Leave `tags` out.

References
----------
- https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-resource-tags.html

"""

from collections.abc import Iterator

from archc.component import Architecture
from archc.diagnostics import Severity
from archc.kinds.operations.resource import Resource
from archc.rules.rule import Finding, Pillar, Rule

RULE = Rule("RAW508", Severity.WARNING, Pillar.OPERATIONS)


def check(resource: Resource, _: Architecture) -> Iterator[Finding]:
    """Ask the schema for a place for them."""
    if resource.tags and resource.type and resource.tags_in is None:
        yield Finding(
            f"{resource.type} takes no tags",
            "leave `tags` out",
            resource.at("tags"),
            "left out of the template",
        )
