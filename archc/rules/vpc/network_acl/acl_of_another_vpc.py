"""Network ACL of another VPC.

What it does
------------
Looks for a subnet, written out or of a tier, whose `acl` names a list that stands in another VPC.

Why
---
A network ACL belongs to its VPC; AWS refuses to associate it with a subnet of another one.

Bad
---

    architecture shop
    vpc lab {
      subnet app_a { cidr: 10.0.1.0/24; acl: shared_acl }
      network_acl shared_acl {
        inbound: 100 allow any from 10.0.0.0/8
        outbound: 100 allow any to 10.0.0.0/8
      }
    }
    vpc other {
      cidr: 10.1.0.0/16
      subnet data_a { cidr: 10.1.1.0/24; acl: shared_acl }
    }

Good
----

    architecture shop
    vpc lab {
      subnet app_a { cidr: 10.0.1.0/24; acl: own_acl }
      network_acl own_acl {
        inbound: 100 allow any from 10.0.0.0/8
        outbound: 100 allow any to 10.0.0.0/8
      }
    }

Fix
---
Write a list in the subnet's own VPC.

References
----------
- https://docs.aws.amazon.com/vpc/latest/userguide/vpc-network-acls.html

"""

from collections.abc import Iterator

from archc.component import Architecture
from archc.diagnostics import Label, Severity
from archc.kinds.network.vpc import Vpc
from archc.routes import layers
from archc.rules.rule import Finding, Pillar, Rule

RULE = Rule("NCL457", Severity.ERROR, Pillar.CORRECTNESS)


def check(vpc: Vpc, design: Architecture) -> Iterator[Finding]:
    """Compare the VPCs of every layer and of what it names."""
    for layer in layers(design, vpc):
        name = getattr(layer, "acl", None)
        acl = design.components.get(name.name) if name is not None else None
        home = design.vpc_of(acl) if acl is not None else None
        if acl is None or home is None or home is vpc:
            continue
        yield Finding(
            f"'{layer.name}' of '{vpc.name}' cannot use the network ACL '{acl.name}' of "
            f"'{home.name}'",
            f"write a network ACL in '{vpc.name}'",
            layer.at("acl"),
            "belongs to another VPC",
            (Label("stands in the other VPC", acl.span),),
        )
