"""Rule with more targets than AWS allows.

What it does
------------
Counts the arrows of an event rule.

Why
---
A rule has at most five targets, and AWS refuses the sixth.

Bad
---

    architecture watch
    event_rule stopped { source: aws.ec2 }
    function one { code: file("hello.py") }
    function two { code: file("hello.py") }
    function three { code: file("hello.py") }
    function four { code: file("hello.py") }
    function five { code: file("hello.py") }
    function six { code: file("hello.py") }
    stopped -> one, two, three, four, five, six

Good
----

    architecture watch
    event_rule stopped { source: aws.ec2 }
    topic news
    function one { code: file("hello.py") }
    function two { code: file("hello.py") }
    function three { code: file("hello.py") }
    function four { code: file("hello.py") }
    function five { code: file("hello.py") }
    function six { code: file("hello.py") }
    stopped -> news
    news -> one, two, three, four, five, six

Fix
---
Put a topic in between, or write a second rule with the same pattern.

References
----------
- https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html

"""

from collections.abc import Iterator

from archc import limits
from archc.component import Architecture
from archc.diagnostics import Severity
from archc.kinds.messages.event_rule import EventRule
from archc.rules.rule import Finding, Pillar, Rule

RULE = Rule("MSG809", Severity.ERROR, Pillar.CORRECTNESS)


def check(rule: EventRule, design: Architecture) -> Iterator[Finding]:
    """Count them."""
    targets = [relation for relation in design.out_of(rule) if not relation.implied]
    if len(targets) > limits.RULE_TARGETS:
        yield Finding(
            f"the rule '{rule.name}' has {len(targets)} targets, {limits.RULE_TARGETS} are allowed",
            f"put a topic in between: `{rule.name} -> news`, then from there to all of them",
            targets[limits.RULE_TARGETS].span,
            "one too many",
        )
