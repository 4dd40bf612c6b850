"""Bucket that forgets what is overwritten.

What it does
------------
Looks, in production, for a bucket that something writes into and that has no `versions`.

Why
---
A mistake in a program, or by a person, overwrites or deletes objects for good.

Bad
---

    architecture shop
    purpose: production
    bucket invoices
    function book { code: file("hello.py") }
    book -> invoices : write

Good
----

    architecture shop
    purpose: production
    bucket invoices { versions; keep: old_versions 30 days }
    function book { code: file("hello.py") }
    book -> invoices : write

Fix
---
Write `versions`, and `keep: old_versions 30 days` so that old versions do not cost for ever.

References
----------
- https://docs.aws.amazon.com/AmazonS3/latest/userguide/Versioning.html

"""

from collections.abc import Iterator

from archc.component import Architecture
from archc.diagnostics import Severity
from archc.edits import Change, Fix, Include, Repair, Write
from archc.kinds.storage.bucket import Bucket
from archc.rules.rule import Finding, Pillar, Rule

RULE = Rule("DAT868", Severity.WARNING, Pillar.RELIABILITY, repair=Repair.UNSAFE)

_KEPT = "old_versions 30 days"


def check(bucket: Bucket, design: Architecture) -> Iterator[Finding]:
    """Look for someone who writes or deletes."""
    changed = any(r.verb.name in ("write", "delete") for r in design.into(bucket))
    if design.purpose == "production" and changed and not bucket.is_versioned:
        yield Finding(
            f"what is overwritten in '{bucket.name}' is lost",
            Fix(
                f"write `versions; keep: {_KEPT}`",
                _changes(bucket),
            ),
            bucket.span,
            "keeps the last version only",
        )


def _changes(bucket: Bucket) -> tuple[Change, ...]:
    if bucket.keep:
        return (Write(bucket.name, "versions"), Include(bucket.name, "keep", _KEPT))
    return (Write(bucket.name, f"versions; keep: {_KEPT}"),)
