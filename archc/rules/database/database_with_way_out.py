"""Database in a tier with a way out.

What it does
------------
Looks for a database in private subnets whose route table leads to the internet through NAT.

Why
---
A database answers and never asks: AWS patches it by itself. Without a route out, nothing that gets
into it can send data away.

Bad
---

    architecture shop
    vpc lab {
      tier edge { public }
      tier app { private }
    }
    instance web in app
    database orders in app { engine: mysql }
    web -> orders
    web -> internet : https

Good
----

    architecture shop
    vpc lab {
      tier edge { public }
      tier app { private }
      tier data { isolated }
    }
    instance web in app
    database orders in data { engine: mysql }
    web -> orders
    web -> internet : https

Fix
---
Put it in an isolated tier.

References
----------
- https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_VPC.WorkingWithRDSInstanceinaVPC.html
- https://docs.aws.amazon.com/wellarchitected/latest/security-pillar/sec_network_protection_create_layers.html

"""

from collections.abc import Iterator

from archc.component import Architecture
from archc.diagnostics import Severity
from archc.kinds.storage.database import Database
from archc.network import has_way_out, is_public
from archc.rules.rule import Finding, Pillar, Rule

RULE = Rule("DAT980", Severity.ADVICE, Pillar.SECURITY)


def check(database: Database, design: Architecture) -> Iterator[Finding]:
    """Look for a default route in the database's subnets."""
    if has_way_out(design, database) and not is_public(design, database):
        yield Finding(
            f"the database '{database.name}' has a way out to the internet that it never needs",
            f"put '{database.name}' in an isolated tier, such as `tier data {{ isolated }}`",
            database.span,
            "can send data out",
        )
