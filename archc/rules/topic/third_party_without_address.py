"""Third party without an address.

What it does
------------
Looks for an arrow from a topic to a third party that does not say its `address`.

Why
---
The subscription needs the HTTPS address that messages are sent to.

Bad
---

    architecture shop
    function sell { code: file("hello.py") }
    topic sales
    queue lost { keep: 14 days }
    third_party payments
    sell -> sales
    sales -> payments : notify on_failure lost

Good
----

    architecture shop
    function sell { code: file("hello.py") }
    topic sales
    queue lost { keep: 14 days }
    third_party payments { address: "https://pay.example.org/hooks" }
    sell -> sales
    sales -> payments : notify on_failure lost

Fix
---
Write `address:` in the third party.

References
----------
- https://docs.aws.amazon.com/sns/latest/dg/sns-http-https-endpoint-as-subscriber.html

"""

from collections.abc import Iterator

from archc.component import Architecture
from archc.diagnostics import Label, Severity
from archc.kinds.messages.topic import Topic
from archc.rules.rule import Finding, Pillar, Rule

RULE = Rule("MSG819", Severity.ERROR, Pillar.CORRECTNESS)


def check(topic: Topic, design: Architecture) -> Iterator[Finding]:
    """Look for an empty address."""
    for relation in design.out_of(topic):
        if relation.verb.name == "notify" and not getattr(relation.target, "url", "known"):
            yield Finding(
                f"'{topic.name}' does not know where '{relation.target.name}' takes messages",
                'write `address: "https://…"` in it',
                relation.target.span,
                "no address",
                (Label("messages go there", relation.span),),
            )
