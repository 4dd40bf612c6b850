"""Keep rule that does nothing.

What it does
------------
Looks for a line of `keep` that neither deletes nor moves anything, and for moves that come after
the deletion.

Why
---
S3 refuses a rule without an action, and one that moves what is already deleted.

Bad
---

    architecture shop
    bucket logs { keep: 30 days glacier 90 days }

Good
----

    architecture shop
    bucket logs { keep: 1 year glacier 90 days }

Fix
---
Write a time to delete that is later than every move.

References
----------
- https://docs.aws.amazon.com/AmazonS3/latest/userguide/lifecycle-transition-general-considerations.html

"""

from collections.abc import Iterator

from archc.component import Architecture
from archc.diagnostics import Severity
from archc.edits import Detail, Fix, Repair
from archc.kinds.storage.bucket import Bucket, Keep
from archc.rules.rule import Finding, Pillar, Rule

RULE = Rule("DAT874", Severity.ERROR, Pillar.CORRECTNESS, repair=Repair.SAFE)


_MOVES = ("infrequent", "one_zone", "tiering", "instant", "glacier", "deep_archive")


def _late_moves(bucket: Bucket, line: Keep) -> tuple[Detail, ...]:
    """The words out of the only line that are for objects which are gone by then."""
    if len(bucket.keep) > 1:
        return ()
    moves = ((word, getattr(line, word)) for word in _MOVES)
    late = (word for word, after in moves if after and line.expire and after >= line.expire)
    return tuple(Detail(bucket.at("keep"), word) for word in late)


def check(bucket: Bucket, _: Architecture) -> Iterator[Finding]:
    """Compare the times of every line."""
    for line in bucket.keep:
        late = [days for _, days in line.moves if line.expire and days >= line.expire // 86400]
        if late:
            yield Finding(
                f"a rule of '{bucket.name}' moves objects after {late[0]} days that are deleted "
                f"after {(line.expire or 0) // 86400}",
                Fix("let objects live longer, or leave the move out", _late_moves(bucket, line)),
                bucket.at("keep"),
                "comes too late",
            )
        if not (line.expire or line.moves or line.old_versions):
            yield Finding(
                f"a rule of '{bucket.name}' says nothing about its objects",
                "write when they are deleted, as in `keep: 30 days`",
                bucket.at("keep"),
                "does nothing",
            )
