"""Database open to the world.

What it does
------------
Looks for an arrow from users or the internet to a database, and for a written security group
that lets everybody in at its port.

Why
---
A database holds everything worth stealing; only your own servers have to reach it.

Bad
---

    architecture shop
    users people
    vpc lab { tier data { isolated } }
    database orders in data { engine: postgres 16 }
    people -> orders

Good
----

    architecture shop
    users people
    vpc lab {
      tier edge { public }
      tier data { isolated }
    }
    instance web in edge
    database orders in data { engine: postgres 16 }
    people -> web : http
    web -> orders

Fix
---
Let people reach a server, and the server reach the database.

References
----------
- https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/CHAP_BestPractices.Security.html
- https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Overview.RDSSecurityGroups.html

"""

from collections.abc import Iterator

from archc.component import Architecture
from archc.diagnostics import Severity
from archc.network import written_groups
from archc.reach.arrows import network
from archc.reach.query import service_of
from archc.rules import servers
from archc.rules.rule import Finding, Pillar, Rule

RULE = Rule("SGR403", Severity.ERROR, Pillar.SECURITY)


def check(design: Architecture) -> Iterator[Finding]:
    """Look for everybody's arrows to databases."""
    for relation in design.relations:
        if relation.target.word == "database" and servers.is_world(relation.source):
            target = relation.target.name
            yield Finding(
                f"everybody on the internet could connect to the database '{target}'",
                f"let a server in between: `{relation.source.name} -> web : http`, "
                f"`web -> {target}`",
                relation.span,
                "opens the database's port to the world",
                about=relation.end,
            )
    yield from _by_group(design)


def _by_group(design: Architecture) -> Iterator[Finding]:
    """Databases that everybody reaches because a group that is written out says so."""
    for database in design.of_kind("database"):
        drawn = any(servers.is_world(relation.source) for relation in design.into(database))
        for port in database.serves() if written_groups(design, database) and not drawn else ():
            trip = network(design).direct("internet", database.name, service_of(port))
            if trip is not None and trip.admitted:
                rule = trip.admitted[-1]
                yield Finding(
                    f"everybody on the internet could connect to the database '{database.name}'",
                    f"let in the servers that need it: `inbound: {port} from` their group",
                    rule.span or database.span,
                    "opens the database's port to the world",
                )
