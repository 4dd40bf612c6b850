"""Arrow to a database on a port that is not its own.

What it does
------------
Compares the ports of arrows to a database with the port that its engine listens on.

Why
---
A database listens on one port. Packets to another one are let in, and nobody answers them.

Bad
---

    architecture shop
    vpc lab {
      tier app { private }
      tier edge { public }
      tier data { isolated }
    }
    instance web in app
    database orders in data { engine: mysql }
    web -> orders : tcp 5432

Good
----

    architecture shop
    vpc lab {
      tier app { private }
      tier edge { public }
      tier data { isolated }
    }
    instance web in app
    database orders in data { engine: mysql }
    web -> orders

Fix
---
Leave the port out: it follows from the engine.

References
----------
- https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/CHAP_CommonTasks.Connect.html

"""

from collections.abc import Iterator

from archc.component import Architecture
from archc.diagnostics import Severity
from archc.kinds.storage.database import Database
from archc.rules.rule import Finding, Pillar, Rule

RULE = Rule("DAT981", Severity.ERROR, Pillar.CORRECTNESS)


def check(database: Database, design: Architecture) -> Iterator[Finding]:
    """Compare the ports of every arrow to a database with its own."""
    own = database.serves()
    for relation in design.into(database):
        wrong = [p for p in relation.ports if not any(p.covers(one) for one in own)]
        if own and wrong:
            yield Finding(
                f"'{relation.source.name}' asks '{database.name}' at {wrong[0]}, and it listens on "
                f"{own[0]}",
                f"write `{relation.text}` without a port",
                relation.span,
                "nothing listens there",
            )
