"""Arrow outwards without a way out.

What it does
------------
Looks for an arrow to the internet, or to a service outside the VPC, from a component that has no
way there.

Why
---
Packets leave a VPC through an internet gateway with a public address, or through NAT; without
either they are lost.

Bad
---

    architecture shop
    vpc lab { tier data { isolated } }
    instance web in data
    web -> internet : https

Good
----

    architecture shop
    vpc lab {
      tier edge { public }
      tier app { private }
    }
    instance web in app
    web -> internet : https

Fix
---
Put the component in a private tier with NAT, or give it a public address in a public tier.

References
----------
- https://docs.aws.amazon.com/vpc/latest/userguide/vpc-nat-gateway.html
- https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Internet_Gateway.html

"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from archc.component import Architecture, Component
from archc.diagnostics import Label, Severity
from archc.edits import Fix, Repair, write
from archc.network import is_public
from archc.routes import written_table
from archc.rules.causes import blocked_by
from archc.rules.networks import way_out_advice
from archc.rules.rule import Finding, Pillar, Rule

if TYPE_CHECKING:
    from archc.reach.advice import Explanation

RULE = Rule("ROU206", Severity.ERROR, Pillar.CORRECTNESS, repair=Repair.UNSAFE)


def check(design: Architecture) -> Iterator[Finding]:
    """Look for arrows out of the VPC that no packet can follow, for want of a route."""
    for relation, why in blocked_by(design, RULE.code):
        source, target = relation.source, relation.target
        layer = design.components[design.subnets_of(source)[0].tier]
        table = written_table(design, layer)
        here = table.span if table is not None else layer.at("isolated", "private", "public")
        yield Finding(
            f"'{source.name}' has no way out to '{target.name}'",
            write(source.name, "public_address: yes", f"write `{{}}` in '{source.name}'")
            if is_public(design, source)
            else _advice(design, relation.source, why),
            relation.span,
            "leads out of the VPC",
            (Label("no way out here", here),),
        )


def _advice(design: Architecture, source: Component, why: Explanation) -> Fix:
    """The usual way out; where only settings lack, these."""
    usual = way_out_advice(design, source)
    return why.remedy if why.remedy.changes and not usual.changes else usual
