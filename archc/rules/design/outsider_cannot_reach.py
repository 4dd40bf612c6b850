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
    instance store in app
    people -> web : http
    web -> store : tcp 8080

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
from archc.edits import Fix, Put, Repair, remove, write
from archc.network import is_public
from archc.routes import layers, written_table
from archc.rules.causes import blocked_by
from archc.rules.rule import Finding, Pillar, Rule

RULE = Rule("ROU210", Severity.ERROR, Pillar.CORRECTNESS, repair=Repair.UNSAFE)


def check(design: Architecture) -> Iterator[Finding]:
    """Look for outsiders' arrows that no packet can follow, and that no stronger rule names."""
    for relation, _ in blocked_by(design, RULE.code):
        target = relation.target
        layer = design.holders(target)[0]
        public = is_public(design, target)
        what = "has no public address" if public else f"stands in no public {layer.word}"
        yield Finding(
            f"'{relation.source.name}' cannot reach '{target.name}', which {what}",
            _fix(design, relation, public=public),
            relation.span,
            "comes from outside of the VPC",
            (Label(what, target.at("public_address") if public else layer.span),),
            about=relation.end,
        )


def _fix(design: Architecture, relation: Relation, *, public: bool) -> str | Fix:
    target = relation.target
    if target.word == "database":
        return f"let a server in between: `{relation.source.name} -> web`, `web -> {target.name}`"
    if public and getattr(target, "public_address", None) is False:
        told = f"remove `{{}}: no` from '{target.name}'"
        return remove(target.name, "public_address", told)
    if public:
        return write(target.name, "public_address: yes", f"write `{{}}` in '{target.name}'")
    layer = design.holders(target)[0]
    fix = f"put '{target.name}' in a public {layer.word}, or a load balancer in front of it"
    table = written_table(design, layer)
    door = next((c.name for c in design.of_kind("internet_gateway")), "")
    if table is not None and door and not getattr(layer, "private", False):
        return f"{fix}; public is what has `route: 0.0.0.0/0 via {door}`"
    vpc = design.vpc_of(target)
    open_ = layers(design, vpc, "public") if vpc is not None else ()
    moves = (Put(target.name, (one.name,)) for one in open_ if one.word == layer.word)
    return Fix(fix, tuple(moves)[:1])
