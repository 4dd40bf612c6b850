"""Public bucket that is no website.

What it does
------------
Looks for a bucket with `public: read`.

Why
---
Most leaks of data out of S3 are buckets that somebody opened for a moment.

Bad
---

    architecture shop
    bucket invoices { public: read }

Good
----

    architecture shop
    users people
    website page { content: dir("site") }
    people -> page

Fix
---
Write a `website` for what everybody may see, or let an API hand out single objects.

References
----------
- https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html

"""

from collections.abc import Iterator

from archc.component import Architecture
from archc.diagnostics import Severity
from archc.edits import Repair, remove
from archc.kinds.storage.bucket import Bucket
from archc.rules.rule import Finding, Pillar, Rule

RULE = Rule("DAT859", Severity.ERROR, Pillar.SECURITY, repair=Repair.SAFE)


def check(bucket: Bucket, _: Architecture) -> Iterator[Finding]:
    """Look at what is written."""
    if "read" in bucket.public:
        yield Finding(
            f"everybody could read all objects of the bucket '{bucket.name}'",
            remove(
                bucket.name,
                "public",
                f"remove `{{}}`; what is meant for everybody is a `website {bucket.name}`",
            ),
            bucket.at("public"),
            "open to the world",
        )
