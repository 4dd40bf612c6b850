"""Source that only AWS may use.

What it does
------------
Looks for a `source` that begins with `aws.` and is no service that sends events.

Why
---
AWS refuses own events whose source begins with `aws.`; a rule that waits for one waits forever.

Bad
---

    architecture shop
    event_rule sold { source: aws.shop }
    function bill { code: file("hello.py") }
    sold -> bill

Good
----

    architecture shop
    event_rule sold { source: shop.orders }
    function bill { code: file("hello.py") }
    sold -> bill

Fix
---
Name own sources after your own system, like `shop.orders`.

References
----------
- https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-events-structure.html

"""

from collections.abc import Iterator

from archc import events
from archc.component import Architecture
from archc.diagnostics import Severity
from archc.kinds.messages.event_rule import EventRule
from archc.rules.rule import Finding, Pillar, Rule
from archc.values import did_you_mean

RULE = Rule("MSG813", Severity.WARNING, Pillar.CORRECTNESS)


def check(rule: EventRule, _: Architecture) -> Iterator[Finding]:
    """Look it up."""
    for source in rule.event_pattern.get("source", ()):
        own = isinstance(source, str) and source.startswith("aws.")
        if own and source not in events.SOURCES:
            near = did_you_mean(source, sorted(events.SOURCES))
            yield Finding(
                f"no service of AWS sends events as '{source}'",
                near if near.startswith("did") else "write a source of your own: `shop.orders`",
                rule.at("source", "pattern"),
                "`aws.` is kept for AWS",
            )
