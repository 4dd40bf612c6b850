"""Database in a public tier.

What it does
------------
Looks for a database with a subnet in a public tier.

Why
---
One wrong setting would put it on the internet; in a private or isolated subnet no setting can.

Bad
---

    architecture shop
    vpc lab { tier data { public } }
    database orders in data { engine: postgres 16 }

Good
----

    architecture shop
    vpc lab { tier data { isolated } }
    database orders in data { engine: postgres 16 }

Fix
---
Put it in a tier with `isolated` or `private`.

References
----------
- https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_VPC.WorkingWithRDSInstanceinaVPC.html

"""

from collections.abc import Iterator

from archc.component import Architecture
from archc.diagnostics import Label, Severity
from archc.edits import Fix, New, Put, Repair
from archc.kinds.storage.database import Database
from archc.routes import layers, reach_of
from archc.rules.names import free_name
from archc.rules.rule import Finding, Pillar, Rule

RULE = Rule("DAT851", Severity.ERROR, Pillar.SECURITY, repair=Repair.UNSAFE)


def check(database: Database, design: Architecture) -> Iterator[Finding]:
    """Look at the class of its tiers."""
    for tier in design.holders(database):
        if tier.name in design.subnets and reach_of(design, tier) == "public":
            yield Finding(
                f"the database '{database.name}' stands in the public tier '{tier.name}'",
                _fix(database, design),
                database.span,
                "must not be on the internet's side",
                (Label("is routed to the internet", tier.at("public")),),
            )


def _fix(database: Database, design: Architecture) -> Fix:
    told = "put it in a tier of its own: `tier data { isolated }`"
    vpc = design.vpc_of(database)
    if vpc is None:
        return Fix(told)
    closed = layers(design, vpc, "isolated") or layers(design, vpc, "private")
    if closed:
        return Fix(told, (Put(database.name, (closed[0].name,)),))
    name = free_name(design, "data")
    tier = New(f"tier {name} {{ isolated }}", within=vpc.name)
    return Fix(told, (tier, Put(database.name, (name,))))
