"""Two services that write one store.

What it does
------------
Looks for a table, a database or a bucket that servers or functions behind two different entries
write: two APIs, or two load balancers.

Why
---
Services that share their data can no longer be changed one by one: each has to know what the other
one stores.

Bad
---

    architecture shop
    table orders { key: id }
    http_api sales { throttle: 10/s }
    http_api returns { throttle: 10/s }
    function sell { code: file("hello.py") }
    function refund { code: file("hello.py") }
    sales -> sell : POST /orders auth none
    returns -> refund : POST /returns auth none
    sell, refund -> orders : write

Good
----

    architecture shop
    table orders { key: id }
    table refunds { key: id }
    http_api sales { throttle: 10/s }
    http_api returns { throttle: 10/s }
    function sell { code: file("hello.py") }
    function refund { code: file("hello.py") }
    sales -> sell : POST /orders auth none
    returns -> refund : POST /returns auth none
    sell -> orders : write
    refund -> refunds : write

Fix
---
Give each service a store of its own; let the other one ask its API or listen to its events.

References
----------
- https://docs.aws.amazon.com/whitepapers/latest/microservices-on-aws/distributed-data-management.html

"""

from collections.abc import Iterator

from archc.component import Architecture, Component
from archc.diagnostics import Label, Severity
from archc.rules.rule import Finding, Pillar, Rule

RULE = Rule("DAT858", Severity.ADVICE, Pillar.OPERATIONS)

_CHANGES = ("write", "delete", "batch_write", "connect")


def check(design: Architecture) -> Iterator[Finding]:
    """Collect the entries before the writers of each store."""
    for store in design.of_kind("table", "bucket", "database"):
        services: dict[frozenset[str], Component] = {}
        writers = (r for r in design.into(store) if r.verb.name in _CHANGES and not r.implied)
        for relation in writers:
            entries = frozenset(
                r.source.name
                for r in design.into(relation.source)
                if r.source.forwards or r.source.word.endswith("_api")
            )
            if entries and not any(entries & other for other in services):
                services[entries] = relation.source
        if len(services) > 1:
            one, other, *_ = services.values()
            yield Finding(
                f"'{one.name}' and '{other.name}' are different services and both write "
                f"'{store.name}'",
                "give each its own, and let the other one ask for what it needs",
                store.span,
                "written by two services",
                (Label("writes it", one.span), Label("writes it too", other.span)),
            )
