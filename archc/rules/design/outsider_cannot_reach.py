"""Arrow from outside that cannot arrive.

What it does
------------
Looks for an arrow from outside to a server or database without a public address, or not in a
public tier.

Why
---
From outside only public addresses can be reached, and only in subnets with a route to the
internet.

Bad
---

    architecture shop
    vpc lab {
      tier edge { public }
      tier app { private }
    }
    users people
    instance web in app
    people -> web : http

Good
----

    architecture shop
    vpc lab {
      tier edge { public }
      tier app { private }
    }
    users people
    instance web in edge
    people -> web : http

Fix
---
Put the server in a public tier, or a load balancer in front of it.

References
----------
- https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Internet_Gateway.html

"""

from collections.abc import Iterator

from archc.component import Architecture, Relation
from archc.diagnostics import Label, Severity
from archc.network import RDP, SSH, is_public
from archc.reach.arrows import blocked
from archc.rules import servers
from archc.rules.rule import Finding, Pillar, Rule

RULE = Rule("ROU210", Severity.ERROR, Pillar.CORRECTNESS)


def check(design: Architecture) -> Iterator[Finding]:
    """Look for outsiders' arrows that no packet can follow, and that no stronger rule names."""
    for relation, why in blocked(design):
        target = relation.target
        arrived = why.code in ("ENI_SG_RULES_MISMATCH", "SG_HAS_NO_RULES", "SUBNET_ACL_RESTRICTION")
        if servers.comes_by_line(design, relation):
            continue
        if relation.source.outside and not arrived and not _said_elsewhere(design, relation):
            tier = design.holders(target)[0]
            public = is_public(design, target)
            what = "has no public address" if public else "stands in no public tier"
            yield Finding(
                f"'{relation.source.name}' cannot reach '{target.name}', which {what}",
                _fix(relation, public=public),
                relation.span,
                "comes from outside of the VPC",
                (Label(what, target.at("public_address") if public else tier.span),),
            )


def _said_elsewhere(design: Architecture, relation: Relation) -> bool:
    target = relation.target
    if target.forwards or (target.word == "database" and servers.is_world(relation.source)):
        return True
    logs_in = any(servers.opens_login(relation, port) for port in (SSH, RDP))
    return logs_in or servers.goes_round(design, relation)


def _fix(relation: Relation, *, public: bool) -> str:
    target = relation.target
    if target.word == "database":
        return f"let a server in between: `{relation.source.name} -> web`, `web -> {target.name}`"
    if public:
        return f"remove `public_address: no` from '{target.name}'"
    return f"put '{target.name}' in a public tier, or a load balancer in front of it"
