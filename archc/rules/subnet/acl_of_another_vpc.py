"""Network ACL of another VPC.

What it does
------------
Looks for a subnet whose `acl` names a list that stands in another VPC.

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
from archc.kinds.network.subnet import Subnet
from archc.rules.rule import Finding, Pillar, Rule

RULE = Rule("NCL457", Severity.ERROR, Pillar.CORRECTNESS)


def check(subnet: Subnet, design: Architecture) -> Iterator[Finding]:
    """Compare the VPCs of a subnet and its list."""
    acl = design.components.get(subnet.acl.name) if subnet.acl is not None else None
    home = design.vpc_of(acl) if acl is not None else None
    own = design.vpc_of(subnet)
    if acl is not None and home is not None and own is not None and home is not own:
        yield Finding(
            f"the subnet '{subnet.name}' of '{own.name}' cannot use the network ACL "
            f"'{acl.name}' of '{home.name}'",
            f"write a network ACL in '{own.name}'",
            subnet.at("acl"),
            "a list of another VPC",
            (Label("belongs to the other VPC", acl.span),),
        )
