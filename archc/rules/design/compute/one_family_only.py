"""Server with both families of addresses that answers over one.

What it does
------------
Looks for a server in a public dual-stack subnet that visitors have an arrow to, and asks whether
they reach it over IPv4 and over IPv6.

Why
---
Some visitors come by IPv4 and some by IPv6. Those of the family that has no route or no rule wait
until their browser gives up, and the arrow works for all others, so that nobody notices.

Bad
---

    architecture shop
    users people
    vpc lab {
      ipv6
      internet_gateway igw
      subnet web_a { cidr: 10.0.1.0/24; public; routes: out }
      route_table out { route: ::/0 via igw }
    }
    elastic_ip fixed
    instance web in web_a { address: fixed }
    people -> web : http

Good
----

    architecture shop
    users people
    vpc lab {
      ipv6
      internet_gateway igw
      subnet web_a { cidr: 10.0.1.0/24; public; routes: out }
      route_table out { route: 0.0.0.0/0 via igw, ::/0 via igw }
    }
    elastic_ip fixed
    instance web in web_a { address: fixed }
    people -> web : http

Fix
---
Write the route and the rule for both families: 0.0.0.0/0 and ::/0.

References
----------
- https://docs.aws.amazon.com/vpc/latest/userguide/vpc-migrate-ipv6.html
- https://docs.aws.amazon.com/vpc/latest/userguide/route-table-options.html

"""

from collections.abc import Iterator

from archc.component import Architecture, Component, Relation
from archc.diagnostics import Severity
from archc.network import is_addressed, is_public
from archc.reach.arrows import network
from archc.reach.query import goals, service_of
from archc.reach.trip import travel
from archc.rules import servers
from archc.rules.networks import has_open_ipv6
from archc.rules.rule import Finding, Pillar, Rule

RULE = Rule("NET982", Severity.WARNING, Pillar.CORRECTNESS)

_ANYWHERE = {4: "0.0.0.0/0", 6: "::/0"}


def check(design: Architecture) -> Iterator[Finding]:
    """Follow the packets of visitors in both families."""
    for relation in design.relations:
        target = relation.target
        if not servers.is_world(relation.source) or not target.registers or not relation.ports:
            continue
        if not is_public(design, target) or not _is_dual(target, design):
            continue
        arriving = _families(relation, design)
        missing = {4: is_addressed(design, target), 6: not has_open_ipv6(design, target)}
        for family in (4, 6):
            # A group that forgets IPv6 has a rule of its own.
            if arriving == {10 - family} and missing[family]:
                yield Finding(
                    f"'{relation.source.name}' reach '{target.name}' over IPv{10 - family}, and "
                    f"not over IPv{family}",
                    f"write the route and the rule for `{_ANYWHERE[family]}` too",
                    relation.span,
                    f"not over IPv{family}",
                )


def _is_dual(component: Component, design: Architecture) -> bool:
    return any(subnet.slot6 is not None for subnet in design.subnets_of(component))


def _families(relation: Relation, design: Architecture) -> set[int]:
    """The families of addresses over which packets of an arrow are answered."""
    net = network(design)
    return {
        trip.box.family
        for port in relation.ports
        for start in net.ends(relation.source.name)
        for end in net.ends(relation.target.name)
        for goal in goals(start, end)
        for trip in travel(net.net, start, goal, service_of(port)).trips
    }
