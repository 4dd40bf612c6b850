"""Server in a public subnet that has no need of it.

What it does
------------
Looks for a server in a public subnet with which nobody on the internet has an arrow; and for one
that only asks outwards, while its VPC has private subnets with a way out.

Why
---
A public subnet is one setting away from a public address: a private one keeps everybody out
whatever its security group says. Who only asks outwards is as well served by NAT.

Bad
---

    architecture shop
    vpc lab {
      tier edge { public }
      tier app { isolated }
    }
    instance web in app
    instance stock in edge
    web -> stock : tcp 8080

Good
----

    architecture shop
    vpc lab {
      tier app { isolated }
    }
    instance web in app
    instance stock in app
    web -> stock : tcp 8080

Fix
---
Put it in a private tier, or an isolated one if it needs no way out.

References
----------
- https://docs.aws.amazon.com/vpc/latest/userguide/configure-subnets.html
- https://docs.aws.amazon.com/wellarchitected/latest/security-pillar/sec_network_protection_create_layers.html

"""

from collections.abc import Iterator

from archc.component import Architecture, Component
from archc.diagnostics import Severity
from archc.groups import endpoints_for
from archc.lines import is_linked
from archc.network import is_public
from archc.routes import layers, reach_of, route_table
from archc.rules import servers
from archc.rules.rule import Finding, Pillar, Rule
from archc.rules.uses import names_unread

RULE = Rule("NET980", Severity.ADVICE, Pillar.SECURITY)


def check(design: Architecture) -> Iterator[Finding]:
    """Look at the arrows of every server in a public subnet."""
    for server in servers.servers(design):
        if server.carrier is not None or not is_public(design, server):
            continue
        if not (design.into(server) or design.out_of(server)):
            continue  # nobody knows yet what it needs
        if names_unread(server, design):
            continue
        # Who stands behind a load balancer has a rule of its own.
        if any(_is_outside(r.source, design) or r.source.forwards for r in design.into(server)):
            continue
        asks = any(_asks_outside(server, r.target, design) for r in design.out_of(server))
        better = _private_with_way_out(design, server)
        if asks and better is None:
            continue
        why = "only asks outwards" if asks else "has no arrow to or from the internet"
        where = better.name if asks and better is not None else "a private or isolated tier"
        yield Finding(
            f"'{server.name}' stands in a public subnet and {why}",
            f"put it in {where}",
            server.span,
            "need not be public",
        )


def _is_outside(other: Component, design: Architecture) -> bool:
    """Whether it comes over the internet, and not by a line of its own."""
    return other.outside and not is_linked(design, other)


def _asks_outside(server: Component, target: Component, design: Architecture) -> bool:
    if target.outside:
        return not is_linked(design, target)
    by_aws = not target.has_interface and not target.container and bool(target.api_name())
    return by_aws and not endpoints_for(design, server, target)


def _private_with_way_out(design: Architecture, server: Component) -> Component | None:
    """A tier or subnet of the VPC from which packets get out without being public."""
    vpc = design.vpc_of(server)
    for layer in layers(design, vpc) if vpc is not None else ():
        ways = [way for s in design.subnets[layer.name] for way in route_table(design, s).ways]
        if reach_of(design, layer) != "public" and any(not w.destination.prefixlen for w in ways):
            return layer
    return None
