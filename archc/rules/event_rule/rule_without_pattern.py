"""Rule that does not say what it picks.

What it does
------------
Looks for an event rule without `source`, `event`, `detail` and `pattern`, or with `pattern` beside
one of the others.

Why
---
A rule needs exactly one pattern; without one, AWS refuses it.

Bad
---

    architecture watch
    event_rule stopped
    function clean_up { code: file("hello.py") }
    stopped -> clean_up

Good
----

    architecture watch
    event_rule stopped { source: aws.ec2 }
    function clean_up { code: file("hello.py") }
    stopped -> clean_up

Fix
---
Write `source:` and `event:`, or the whole `pattern:`.

References
----------
- https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern.html

"""

from collections.abc import Iterator

from archc.component import Architecture
from archc.diagnostics import Severity
from archc.kinds.messages.event_rule import EventRule
from archc.rules.rule import Finding, Pillar, Rule

RULE = Rule("MSG815", Severity.ERROR, Pillar.CORRECTNESS)


def check(rule: EventRule, _: Architecture) -> Iterator[Finding]:
    """Look for none, and for two."""
    parts = [name for name in ("source", "event", "detail") if name in rule.spans]
    if not rule.event_pattern:
        yield Finding(
            f"the rule '{rule.name}' does not say which events it picks",
            "write `source:` and `event:`, for instance `source: aws.ec2`",
            rule.span,
            "picks nothing",
        )
    elif rule.pattern is not None and parts:
        yield Finding(
            f"the rule '{rule.name}' has a whole pattern and {', '.join(parts)} beside it",
            f"keep `pattern`, and put {', '.join(parts)} into it",
            rule.at(*parts),
            "would be ignored",
        )
