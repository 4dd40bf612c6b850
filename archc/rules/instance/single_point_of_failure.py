"""Single server that every request needs.

What it does
------------
Looks, in a design of production, for an instance on the way from users to what they use that has no
second one beside it.

Why
---
When this one server stops, everything behind it stops for everybody; with two in different zones it
goes on.

Bad
---

    architecture shop
    purpose: production
    tags: { project: shop, owner: team-7 }
    users people
    vpc lab {
      flow_logs
      tier edge { public }
    }
    instance web in edge
    people -> web : http

Good
----

    architecture shop
    purpose: production
    tags: { project: shop, owner: team-7 }
    users people
    vpc lab {
      flow_logs
      tier edge { public }
      tier app { isolated }
    }
    load_balancer front in edge {
      listen: https 443 certificate "arn:aws:acm:eu-west-1:123456789012:certificate/1"
    }
    scaling_group web in app { size: 2..4; scale: cpu 60%; detailed_monitoring }
    people -> front -> web

Fix
---
Make it a `scaling_group` with `size: 2..4` behind a load balancer.

References
----------
- https://docs.aws.amazon.com/wellarchitected/latest/reliability-pillar/use-fault-isolation-to-protect-your-workload.html
- https://docs.aws.amazon.com/autoscaling/ec2/userguide/auto-scaling-benefits.html

"""

from collections.abc import Iterator

from archc.component import Architecture, Component, Relation
from archc.diagnostics import Severity
from archc.kinds.compute.instance import Instance
from archc.rules.rule import Finding, Pillar, Rule
from archc.rules.servers import is_remote_login, is_world

RULE = Rule("ASG524", Severity.WARNING, Pillar.RELIABILITY)


def check(instance: Instance, design: Architecture) -> Iterator[Finding]:
    """Follow the arrows of requests from everybody, and look for a second server at their ends."""
    if design.purpose != "production":
        return
    for relation in design.into(instance):
        # One server behind a load balancer has a rule of its own.
        if not _is_request(relation) or relation.source.forwards or _has_peer(relation, design):
            continue
        if _comes_from_outside(relation, design):
            yield Finding(
                f"every request of '{relation.source.name}' needs the one server '{instance.name}'",
                "make it a `scaling_group` with `size: 2..4` behind a load balancer",
                instance.span,
                "nothing takes its place",
            )
            return


def _is_request(relation: Relation) -> bool:
    return bool(relation.ports) and not relation.implied and not is_remote_login(relation)


def _has_peer(relation: Relation, design: Architecture) -> bool:
    """Whether its source may as well turn to another server."""
    return any(
        other.target.registers and other.target is not relation.target
        for other in design.out_of(relation.source)
        if other.ports == relation.ports
    )


def _comes_from_outside(relation: Relation, design: Architecture) -> bool:
    waiting: list[Component] = [relation.source]
    seen: set[str] = set()
    while waiting:
        here = waiting.pop()
        if is_world(here):
            return True
        if here.name not in seen:
            seen.add(here.name)
            waiting += (
                r.source for r in design.into(here) if not r.implied and not is_remote_login(r)
            )
    return False
