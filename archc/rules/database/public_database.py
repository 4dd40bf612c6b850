"""Database with a public address.

What it does
------------
Looks for a database with `public: yes`.

Why
---
Everybody on the internet could then try passwords at it; your servers reach it by its private
address.

Bad
---

    architecture shop
    vpc lab { tier data { isolated } }
    database orders in data { engine: postgres 16; public: yes }

Good
----

    architecture shop
    vpc lab { tier data { isolated } }
    database orders in data { engine: postgres 16; public: no }

Fix
---
Remove `public`.

References
----------
- https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/CHAP_BestPractices.Security.html

"""

from collections.abc import Iterator

from archc.component import Architecture
from archc.diagnostics import Severity
from archc.edits import Repair, remove
from archc.kinds.storage.database import Database
from archc.rules.rule import Finding, Pillar, Rule

RULE = Rule("DAT852", Severity.ERROR, Pillar.SECURITY, repair=Repair.SAFE)


def check(database: Database, _: Architecture) -> Iterator[Finding]:
    """Look at what is written."""
    if database.public:
        yield Finding(
            f"the database '{database.name}' has a public address",
            remove(database.name, "public"),
            database.at("public"),
            "can be found from the internet",
        )
