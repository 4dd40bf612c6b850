"""Servers behind a load balancer in a public tier.

What it does
------------
Looks for servers that a load balancer forwards to and that stand in a public tier.

Why
---
Only the load balancer has to be reached from outside; a server in a private subnet cannot be
attacked directly, whatever its rules say.

Bad
---

    architecture shop
    vpc lab {
      nat: per_zone
      tier edge { public }
      tier app { private }
    }
    users people
    load_balancer front in edge { listen: http 80 }
    instance web in edge
    people -> front -> web

Good
----

    architecture shop
    vpc lab {
      nat: per_zone
      tier edge { public }
      tier app { private }
    }
    users people
    load_balancer front in edge { listen: http 80 }
    instance web in app
    people -> front -> web

Fix
---
Put the servers in a private tier; they go out through NAT.

References
----------
- https://docs.aws.amazon.com/vpc/latest/userguide/vpc-example-private-subnets-nat.html

"""

from collections.abc import Iterator

from archc.component import Architecture
from archc.diagnostics import Label, Severity
from archc.edits import Fix, Put, Repair
from archc.network import is_public
from archc.routes import layers
from archc.rules import servers
from archc.rules.rule import Finding, Pillar, Rule

RULE = Rule("LBA508", Severity.WARNING, Pillar.SECURITY, repair=Repair.UNSAFE)


def check(design: Architecture) -> Iterator[Finding]:
    """Look at the tiers of every server with a load balancer."""
    for server in servers.servers(design):
        arrows = servers.balancers_of(design, server)
        if not arrows or not is_public(design, server):
            continue
        vpc = design.vpc_of(server)
        private = layers(design, vpc, "private") if vpc is not None else ()
        named = f"`in {private[0].name}`" if private else "in a tier with `private`"
        yield Finding(
            f"'{server.name}' is behind the load balancer '{arrows[0].source.name}' "
            "and stands in a public tier",
            Fix(
                f"put '{server.name}' {named}; it goes out through NAT",
                tuple(Put(server.name, (layer.name,)) for layer in private[:1]),
            ),
            server.span,
            "needs no way in from the internet",
            (Label("requests come this way", arrows[0].span),),
        )
