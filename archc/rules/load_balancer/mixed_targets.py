"""Different workloads in one target group.

What it does
------------
Looks for servers of different kinds that get the same requests of a load balancer: other images,
or other arrows.

Why
---
Servers in one target group stand in for each other, so each of them must be able to answer every
request.

Bad
---

    architecture shop
    vpc lab {
      tier edge { public }
      tier app { private }
    }
    users people
    table orders { key: id }
    load_balancer front in edge { listen: http 80 }
    instance web in app
    instance admin in app
    people -> front -> web, admin
    admin -> orders

Good
----

    architecture shop
    vpc lab {
      tier edge { public }
      tier app { private }
    }
    users people
    table orders { key: id }
    load_balancer front in edge { listen: http 80 }
    instance web in app
    instance admin in app
    people -> front
    front -> web
    front -> admin : path /admin/*
    admin -> orders

Fix
---
Give each kind of server its own condition, such as `path /admin/*`.

References
----------
- https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-target-groups.html

"""

from collections.abc import Iterator

from archc.component import Architecture, Component
from archc.diagnostics import Label, Severity
from archc.kinds.network.load_balancer import LoadBalancer
from archc.rules.rule import Finding, Pillar, Rule
from archc.rules.servers import image_of

RULE = Rule("LBA510", Severity.ADVICE, Pillar.OPERATIONS)


def check(balancer: LoadBalancer, design: Architecture) -> Iterator[Finding]:
    """Compare what the targets of each group are and do."""
    for group in balancer.target_groups(design):
        first, *others = group.relations
        for relation in others:
            if _work(relation.target, design) != _work(first.target, design):
                one, two = first.target.name, relation.target.name
                yield Finding(
                    f"'{balancer.name}' gives the same requests to '{one}' and '{two}'",
                    f"give '{two}' its own: `{balancer.name} -> {two} : path /{two}/*`",
                    relation.span,
                    f"'{two}' does other work than '{one}'",
                    (Label("the same requests", first.span),)
                    if first.span != relation.span
                    else (),
                )
                break


def _work(server: Component, design: Architecture) -> tuple[object, ...]:
    does = {(r.target.name, r.verb.name, r.ports) for r in design.out_of(server)}
    return server.word, image_of(server), frozenset(does)
