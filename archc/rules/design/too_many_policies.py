"""Role with more managed policies than AWS attaches.

What it does
------------
Counts the managed policies of a role, or of what gets a role of its own.

Why
---
Without a higher quota AWS attaches ten managed policies to a role, and refuses the next one.

Bad
---

    architecture shop
    schedule night { every: 1 day }
    queue failed { keep: 14 days }
    function work {
      code: file("hello.py"); on_failure: failed
      policies: [
        "AmazonS3ReadOnlyAccess", "AmazonDynamoDBReadOnlyAccess", "AmazonSSMReadOnlyAccess",
        "AmazonEC2ReadOnlyAccess", "AmazonRDSReadOnlyAccess", "AmazonSQSReadOnlyAccess",
        "AmazonSNSReadOnlyAccess", "AmazonKinesisReadOnlyAccess", "AmazonVPCReadOnlyAccess",
        "AWSXrayWriteOnlyAccess", "CloudWatchReadOnlyAccess"
      ]
    }
    night -> work

Good
----

    architecture shop
    schedule night { every: 1 day }
    queue failed { keep: 14 days }
    function work {
      code: file("hello.py"); on_failure: failed
      policies: ["AmazonS3ReadOnlyAccess", "AWSXrayWriteOnlyAccess"]
    }
    night -> work

Fix
---
Remove policies; the arrows give what is needed.

References
----------
- https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html

"""

from collections.abc import Iterator

from archc import limits
from archc.component import Architecture
from archc.diagnostics import Severity
from archc.rules.rule import Finding, Pillar, Rule

RULE = Rule("IAM914", Severity.WARNING, Pillar.CORRECTNESS)


def check(design: Architecture) -> Iterator[Finding]:
    """Count the policies of everything that names some."""
    for component in design.components.values():
        for field in ("policies", "policy"):
            named = getattr(component, field, None)
            if isinstance(named, tuple) and len(set(named)) > limits.POLICIES_PER_ROLE:
                yield Finding(
                    f"'{component.name}' has {len(set(named))} managed policies, and AWS attaches "
                    f"{limits.POLICIES_PER_ROLE} to a role",
                    f"remove {len(set(named)) - limits.POLICIES_PER_ROLE} of them, and draw the "
                    "arrows of what it has to do",
                    component.at(field),
                    "more than the quota",
                )
