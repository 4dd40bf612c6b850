"""Network ACL that no subnet uses.

What it does
------------
Looks for a network ACL that no tier and no subnet names in `acl`.

Why
---
It denies and allows nothing, though it looks as if it did.

Bad
---

    architecture shop
    purpose: production
    vpc lab {
      flow_logs
      tier app { isolated }
      network_acl app_acl { inbound: 100 allow any from 10.0.0.0/16 }
    }

Good
----

    architecture shop
    users people
    vpc lab {
      tier edge { public; acl: edge_acl }
      network_acl edge_acl {
        inbound: 100 allow tcp 80 from 0.0.0.0/0
        outbound: 100 allow tcp 1024..65535 to 0.0.0.0/0
      }
    }
    instance web in edge
    people -> web : http

Fix
---
Write `acl:` in the tiers or subnets that it is meant for, or remove it.

References
----------
- https://docs.aws.amazon.com/vpc/latest/userguide/vpc-network-acls.html
- https://docs.aws.amazon.com/vpc/latest/userguide/nacl-rules.html

"""

from collections.abc import Iterator

from archc.component import Architecture
from archc.diagnostics import Severity
from archc.edits import Cut, Fix, Repair
from archc.kinds.network.network_acl import NetworkAcl
from archc.rules.networks import layers_with
from archc.rules.rule import Finding, Pillar, Rule

RULE = Rule("NCL458", Severity.WARNING, Pillar.OPERATIONS, repair=Repair.UNSAFE)


def check(acl: NetworkAcl, design: Architecture) -> Iterator[Finding]:
    """Look for layers with this list."""
    if not layers_with(design, acl):
        yield Finding(
            f"no subnet uses the network ACL '{acl.name}'",
            Fix(f"write `acl: {acl.name}` in a tier or a subnet, or remove it", (Cut(acl.span),)),
            acl.span,
            "filters nothing",
        )
