"""Database that lets in more than its clients.

What it does
------------
Looks for a database with written security groups that something can connect to without having an
arrow to it.

Why
---
Whoever breaks into one server tries the database from there; only those that need it should get
to its port.

Bad
---

    architecture shop
    vpc lab {
      tier edge { public }
      tier app { private }
      tier data { isolated }
      security_group data_sg { inbound: tcp 5432 from 10.0.0.0/16 }
    }
    instance web in app
    instance other in app
    database orders in data { engine: postgres 16; security: data_sg }
    web -> orders
    other -> web : https

Good
----

    architecture shop
    vpc lab {
      tier edge { public }
      tier app { private }
      tier data { isolated }
      security_group data_sg { inbound: tcp 5432 from web_sg }
      security_group web_sg { inbound: https from 10.0.16.0/20 }
    }
    instance web in app { security: web_sg }
    instance other in app
    database orders in data { engine: postgres 16; security: data_sg }
    web -> orders
    other -> web : https

Fix
---
Name the group of the clients in place of a block: `tcp 5432 from web_sg`.

References
----------
- https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Overview.RDSSecurityGroups.html

"""

from collections.abc import Iterator

from archc.component import Architecture
from archc.diagnostics import Label, Severity
from archc.kinds.storage.database import Database
from archc.network import written_groups
from archc.reach.arrows import network
from archc.reach.query import service_of
from archc.rules.rule import Finding, Pillar, Rule

RULE = Rule("SGR407", Severity.WARNING, Pillar.SECURITY)


def check(database: Database, design: Architecture) -> Iterator[Finding]:
    """Ask for everything with an interface whether its packets arrive."""
    if not written_groups(design, database):
        return
    drawn = {relation.source.name for relation in design.into(database)}
    net = network(design)
    for other in design.components.values():
        if not other.has_interface or other is database or other.name in drawn:
            continue
        for port in database.serves():
            trip = net.direct(other.name, database.name, service_of(port))
            if trip is not None and trip.admitted:
                rule = trip.admitted[-1]
                yield Finding(
                    f"'{other.name}' can connect to the database '{database.name}', and no "
                    "arrow says so",
                    f"let in the group of those that need it: `inbound: {port} from …` in "
                    f"'{rule.component}'",
                    rule.span or database.at("security"),
                    "lets in more than the arrows",
                    (Label("has no arrow to it", other.span),),
                )
