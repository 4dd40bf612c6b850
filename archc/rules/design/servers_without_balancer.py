"""Several servers without a load balancer.

What it does
------------
Looks for servers that do the same work and that everybody on the internet reaches one by one.

Why
---
Each server has an address of its own: whoever knows the one that fails sees nothing, and nobody
shares the work out.

Bad
---

    architecture shop
    purpose: production
    tags: { project: shop, owner: team-7 }
    users people
    vpc lab { flow_logs; tier edge { public } }
    instance one in edge { zone: a; setup: "dnf install -y httpd php" }
    instance two in edge { zone: b; setup: "dnf install -y httpd php" }
    people -> one, two : http

Good
----

    architecture shop
    purpose: production
    tags: { project: shop, owner: team-7 }
    users people
    vpc lab { flow_logs; nat: per_zone; tier edge { public }; tier app { private } }
    load_balancer front in edge {
      listen: https 443 certificate "arn:aws:acm:eu-west-1:123456789012:certificate/1"
    }
    instance one in app { zone: a; setup: "dnf install -y httpd php" }
    instance two in app { zone: b; setup: "dnf install -y httpd php" }
    people -> front -> one, two

Fix
---
Put a `load_balancer` in front of them, and draw the arrow to it.

References
----------
- https://docs.aws.amazon.com/elasticloadbalancing/latest/application/introduction.html

"""

from collections.abc import Iterator

from archc.component import Architecture, Component, Relation
from archc.diagnostics import Label, Severity
from archc.rules import servers
from archc.rules.rule import Finding, Pillar, Rule

RULE = Rule("LBA509", Severity.WARNING, Pillar.RELIABILITY)


def check(design: Architecture) -> Iterator[Finding]:
    """Group the servers that somebody reaches at one port by the work that they do."""
    alike: dict[tuple[object, ...], list[Relation]] = {}
    for relation in design.relations:
        if servers.is_world(relation.source) and _is_request(relation, design):
            work = _work(relation.target, design)
            alike.setdefault((relation.source.name, relation.ports, *work), []).append(relation)
    for arrows in alike.values():
        first, others = arrows[0], {r.target.name: r for r in arrows[1:]}
        if others or _is_several(first.target):
            names = [first.target.name, *others]
            yield Finding(
                f"'{first.source.name}' has to know the address of every server of '{names[0]}'"
                if not others
                else f"'{first.source.name}' has to choose between the servers "
                + ", ".join(f"'{name}'" for name in names),
                f"write `load_balancer front in {first.target.places[0]} {{ listen: http 80 }}` "
                f"and `{first.source.name} -> front -> {', '.join(names)}`",
                first.span,
                "nothing shares the requests out",
                tuple(
                    Label("does the same work", r.target.span) for r in (first, *others.values())
                ),
            )


def _is_request(relation: Relation, design: Architecture) -> bool:
    """Whether it comes to a server that no load balancer stands before."""
    asked = relation.target.registers and bool(relation.ports) and not relation.implied
    login = servers.is_remote_login(relation)
    return asked and not login and not servers.balancers_of(design, relation.target)


def _is_several(server: Component) -> bool:
    """Whether it is a group that has, or may get, more than one server."""
    size = getattr(server, "size", None)
    return size is not None and size.range.high > 1


def _work(server: Component, design: Architecture) -> tuple[object, ...]:
    """What a server does, as far as the design says it."""
    does = frozenset((r.target.name, r.verb.name, r.ports) for r in design.out_of(server))
    script = servers.setup_of(server)
    text = script.body.literal if script is not None else ""
    return server.word, servers.image_of(server), text, server.places, does
