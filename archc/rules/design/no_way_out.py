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

from collections.abc import Iterator

from archc.component import Architecture
from archc.diagnostics import Label, Severity
from archc.network import is_public
from archc.reach.arrows import blocked
from archc.rules import servers
from archc.rules.rule import Finding, Pillar, Rule

# What stops packets that have no way out, as against those that a filter stops.
WAYS_OUT = ("NO_ROUTE_TO_DESTINATION", "IGW_PUBLIC_IP_ASSOCIATION_FOR_EGRESS", "BAD_STATE_ROUTE")

RULE = Rule("ROU206", Severity.ERROR, Pillar.CORRECTNESS)


def check(design: Architecture) -> Iterator[Finding]:
    """Look for arrows out of the VPC that no packet can follow."""
    for relation, why in blocked(design):
        source, target = relation.source, relation.target
        leaves = source.has_interface and not target.has_interface
        public = is_public(design, source)
        # A function in a public tier has a rule of its own, and so has NAT without a home.
        elsewhere = (public and source.only_calls) or servers.nat_has_no_home(design, source)
        if leaves and not elsewhere and why.code in WAYS_OUT:
            tier = design.components[design.subnets_of(source)[0].tier]
            yield Finding(
                f"'{source.name}' has no way out to '{target.name}'",
                f"write `public_address: yes` in '{source.name}'"
                if public
                else f"put '{source.name}' in a private tier of a VPC with NAT",
                relation.span,
                "leads out of the VPC",
                (Label("no way out here", tier.at("isolated", "private", "public")),),
            )
