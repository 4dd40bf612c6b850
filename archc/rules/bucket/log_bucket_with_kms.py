"""Access log into a bucket with a KMS key.

What it does
------------
Looks for `log_to` a bucket with `encrypted: kms`, or with a lock.

Why
---
S3 delivers access logs only into buckets that S3's own key encrypts and that have no default lock;
it drops them without a word otherwise.

Bad
---

    architecture shop
    bucket photos { log_to: logs }
    bucket logs { encrypted: kms }

Good
----

    architecture shop
    bucket photos { log_to: logs }
    bucket logs

Fix
---
Remove `encrypted: kms` or `locked` from the bucket of the logs.

References
----------
- https://docs.aws.amazon.com/AmazonS3/latest/userguide/enable-server-access-logging.html

"""

from collections.abc import Iterator

from archc.component import Architecture
from archc.diagnostics import Severity
from archc.edits import Repair, remove
from archc.kinds.storage.bucket import Bucket
from archc.rules.rule import Finding, Pillar, Rule

RULE = Rule("DAT873", Severity.ERROR, Pillar.CORRECTNESS, repair=Repair.UNSAFE)


def check(bucket: Bucket, design: Architecture) -> Iterator[Finding]:
    """Look at the bucket that logs go to."""
    writers = bucket.logs_of(design)
    hindered = bucket.encrypted.key == "kms" or bucket.locked is not None
    if writers and hindered:
        yield Finding(
            f"the access log of '{writers[0].name}' cannot be written into '{bucket.name}'",
            remove(bucket.name, "locked")
            if bucket.locked
            else remove(bucket.name, "encrypted", "remove `{}: kms`"),
            bucket.at("locked", "encrypted"),
            "S3 drops the log",
        )
