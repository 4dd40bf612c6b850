"""Broker without a standby.

What it does
------------
Looks for a broker with `standby: no`.

Why
---
One broker in one zone is gone with its zone or during its own maintenance, and every program that
speaks through it waits.

Bad
---

    architecture shop
    purpose: production
    tags: { project: shop, owner: team-7 }
    vpc lab { flow_logs; tier app { isolated } }
    broker messages in app { engine: activemq }
    scaling_group web in app { scale: cpu 60%; detailed_monitoring }
    web -> messages

Good
----

    architecture shop
    purpose: production
    tags: { project: shop, owner: team-7 }
    vpc lab { flow_logs; tier app { isolated } }
    broker messages in app { engine: activemq; standby }
    scaling_group web in app { scale: cpu 60%; detailed_monitoring }
    web -> messages

Fix
---
Write `standby`.

References
----------
- https://docs.aws.amazon.com/amazon-mq/latest/developer-guide/welcome.html

"""

from collections.abc import Iterator

from archc.component import Architecture
from archc.diagnostics import Severity
from archc.edits import Repair, write
from archc.kinds.messages.broker import Broker
from archc.rules.rule import Finding, Pillar, Rule

RULE = Rule("MSG822", Severity.WARNING, Pillar.RELIABILITY, repair=Repair.UNSAFE)


def check(broker: Broker, _: Architecture) -> Iterator[Finding]:
    """Look for the standby."""
    if not broker.standby:
        yield Finding(
            f"the broker '{broker.name}' has no standby in another zone",
            write(broker.name, "standby"),
            broker.at("standby"),
            "one broker in one zone",
        )
