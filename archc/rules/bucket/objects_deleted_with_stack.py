"""Bucket that is deleted with its stack.

What it does
------------
Looks, in production, for a bucket with `on_delete: delete`.

Why
---
One command that deletes the stack would then delete the objects as well.

Bad
---

    architecture shop
    purpose: production
    bucket orders { versions; on_delete: delete }

Good
----

    architecture shop
    purpose: production
    bucket orders { versions; on_delete: keep }

Fix
---
Write `on_delete: keep`, or nothing: in production that is how it is.

References
----------
- https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-attribute-deletionpolicy.html

"""

from collections.abc import Iterator

from archc.component import Architecture
from archc.diagnostics import Severity
from archc.edits import Repair, write
from archc.kinds.storage.bucket import Bucket
from archc.rules.rule import Finding, Pillar, Rule

RULE = Rule("DAT866", Severity.WARNING, Pillar.RELIABILITY, repair=Repair.SAFE)


def check(bucket: Bucket, design: Architecture) -> Iterator[Finding]:
    """Look at what is written."""
    if design.purpose == "production" and (bucket.on_delete == "delete"):
        yield Finding(
            f"the objects of '{bucket.name}' go when the stack is deleted",
            write(bucket.name, "on_delete: keep"),
            bucket.at("on_delete"),
            "deleted for good",
        )
