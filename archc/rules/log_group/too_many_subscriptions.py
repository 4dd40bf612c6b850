"""More than two readers of a log.

What it does
------------
Looks for a log group with more than two arrows to functions.

Why
---
CloudWatch Logs takes at most two subscription filters per log group and refuses the third.

Bad
---

    architecture shop
    log_group log
    function one { code: file("hello.py") }
    function two { code: file("hello.py") }
    function three { code: file("hello.py") }
    log -> one, two, three : pattern "ERROR"

Good
----

    architecture shop
    log_group log
    function one { code: file("hello.py") }
    function two { code: file("hello.py") }
    log -> one, two : pattern "ERROR"

Fix
---
Let one function pass on what the others need, for example through a topic.

References
----------
- https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html

"""

from collections.abc import Iterator

from archc.component import Architecture
from archc.diagnostics import Severity
from archc.kinds.operations.log_group import LogGroup
from archc.limits import SUBSCRIPTIONS_PER_LOG_GROUP
from archc.rules.rule import Finding, Pillar, Rule

RULE = Rule("OBS956", Severity.ERROR, Pillar.CORRECTNESS)


def check(group: LogGroup, design: Architecture) -> Iterator[Finding]:
    """Count the arrows."""
    told = [relation for relation in design.out_of(group) if not relation.implied]
    if len(told) > SUBSCRIPTIONS_PER_LOG_GROUP:
        yield Finding(
            f"the log group '{group.name}' has {len(told)} readers, and "
            f"{SUBSCRIPTIONS_PER_LOG_GROUP} is the most",
            "let one function pass the events on",
            told[SUBSCRIPTIONS_PER_LOG_GROUP].span,
            "refused by AWS",
        )
