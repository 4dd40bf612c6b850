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
    vpc lab {
      nat: per_zone
      tier edge { public }
      tier app { private }
      tier data { isolated }
    }
    instance web in data
    instance store in data
    web -> internet : https
    web -> store : tcp 8080

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

from collections.abc import Iterator

from archc.component import Architecture
from archc.diagnostics import Label, Severity
from archc.edits import Repair, write
from archc.network import is_public
from archc.routes import written_table
from archc.rules.causes import blocked_by
from archc.rules.networks import way_out_advice
from archc.rules.rule import Finding, Pillar, Rule

RULE = Rule("ROU206", Severity.ERROR, Pillar.CORRECTNESS, repair=Repair.UNSAFE)


def check(design: Architecture) -> Iterator[Finding]:
    """Look for arrows out of the VPC that no packet can follow, for want of a route."""
    for relation, _ in blocked_by(design, RULE.code):
        source, target = relation.source, relation.target
        layer = design.components[design.subnets_of(source)[0].tier]
        table = written_table(design, layer)
        here = table.span if table is not None else layer.at("isolated", "private", "public")
        yield Finding(
            f"'{source.name}' has no way out to '{target.name}'",
            write(source.name, "public_address: yes", f"write `{{}}` in '{source.name}'")
            if is_public(design, source)
            else way_out_advice(design, source),
            relation.span,
            "leads out of the VPC",
            (Label("no way out here", here),),
            about=relation.end,
        )
