"""Name that no bucket can have.

What it does
------------
Looks for a `name` of a bucket or part of one that S3 keeps for itself.

Why
---
S3 gives some beginnings and ends of names a meaning of its own, and refuses what looks like an IP
address or has two dots in a row.

Bad
---

    architecture shop
    bucket photos { name: "sthree-photos" }

Good
----

    architecture shop
    bucket photos { name: "shop-photos-7f3a" }

Fix
---
Choose another name, or leave it out: then it is made of the names of stack and component.

References
----------
- https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html

"""

import re
from collections.abc import Iterator

from archc.component import Architecture
from archc.diagnostics import Severity
from archc.edits import Repair, remove
from archc.kinds.storage.bucket import Bucket
from archc.limits import RESERVED_BUCKET_PREFIXES, RESERVED_BUCKET_SUFFIXES
from archc.rules.rule import Finding, Pillar, Rule

RULE = Rule("DAT869", Severity.ERROR, Pillar.CORRECTNESS, repair=Repair.SAFE)


def check(bucket: Bucket, _: Architecture) -> Iterator[Finding]:
    """Look at the name's two ends."""
    name = bucket.physical_name
    if name is None:
        return
    wrong = [part for part in RESERVED_BUCKET_PREFIXES if name.startswith(part)]
    wrong += [part for part in RESERVED_BUCKET_SUFFIXES if name.endswith(part)]
    wrong += [part for part in ("..", ".-", "-.") if part in name]
    if re.fullmatch(r"[0-9]+(?:\.[0-9]+){3}", name):
        wrong.append("the form of an IP address")
    if wrong:
        yield Finding(
            f"no bucket can be called '{name}': S3 does not allow {' and '.join(wrong)}",
            remove(bucket.name, "name", "choose another name, or leave `{}` out"),
            bucket.at("physical_name"),
            "refused by S3",
        )
