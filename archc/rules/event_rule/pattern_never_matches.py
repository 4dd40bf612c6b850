"""Pattern that no event fits.

What it does
------------
Compares a rule's pattern with the events that services of AWS send: their types, the states they
can be in, and the bus they are sent to.

Why
---
A pattern is compared letter for letter; one that is slightly wrong is accepted, and nothing ever
happens.

Bad
---

    architecture watch
    event_rule stopped {
      source: aws.ec2
      event: "EC2 Instance State-change Notification"
      detail: { state: "halted" }
    }
    function clean_up { code: file("hello.py") }
    stopped -> clean_up

Good
----

    architecture watch
    event_rule stopped {
      source: aws.ec2
      event: "EC2 Instance State-change Notification"
      detail: { state: "stopped" }
    }
    function clean_up { code: file("hello.py") }
    stopped -> clean_up

Fix
---
Copy source, type and state from the service's page of events.

References
----------
- https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event.html
- https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/monitoring-instance-state-changes.html

"""

from collections.abc import Iterator

from archc import events
from archc.component import Architecture
from archc.diagnostics import Label, Severity
from archc.kinds.messages.event_rule import EventRule
from archc.rules.rule import Finding, Pillar, Rule
from archc.source import Span

RULE = Rule("MSG812", Severity.ERROR, Pillar.CORRECTNESS)


def check(rule: EventRule, design: Architecture) -> Iterator[Finding]:
    """Look for values that no event has, for empty lists, and at the bus."""
    pattern, bus = rule.event_pattern, rule.bus(design)
    for slip in events.slips(pattern):
        yield Finding(slip.message, slip.fix, _place(rule, slip.message), "no event has this")
    for key, wanted in pattern.items():
        if wanted == []:
            yield Finding(
                f"nothing fits an empty list: `{key}: []`",
                f"leave `{key}` out, or say what fits",
                rule.at("pattern"),
            )
    sources = [s for s in pattern.get("source", ()) if isinstance(s, str)]
    if sources and bus is not None and not getattr(bus, "default", False):
        own = [s for s in sources if s in events.SOURCES]
        if len(own) == len(sources):
            yield Finding(
                f"{own[0]} sends to the account's default bus, never to '{bus.name}'",
                f"write the rule outside of '{bus.name}'",
                rule.at("source", "pattern"),
                "not sent to this bus",
                (Label("the bus", bus.span),),
            )


def _place(rule: EventRule, message: str) -> Span:
    if "has the" in message:
        return rule.at("detail", "pattern")
    return rule.at("event", "pattern")
