"""Security group of another VPC.

What it does
------------
Looks for a component in one VPC with a security group that stands in another one.

Why
---
A security group belongs to its VPC; AWS refuses it anywhere else.

Bad
---

    architecture shop
    vpc lab { tier edge { public } }
    vpc other {
      cidr: 10.1.0.0/16
      security_group web_sg { inbound: http from 10.0.0.0/16 }
    }
    instance web in edge { security: web_sg }

Good
----

    architecture shop
    vpc lab {
      tier edge { public }
      security_group web_sg { inbound: http from 10.0.0.0/16 }
    }
    instance web in edge { security: web_sg }

Fix
---
Write the group in the component's own VPC.

References
----------
- https://docs.aws.amazon.com/vpc/latest/userguide/vpc-security-groups.html

"""

from collections.abc import Iterator

from archc.component import Architecture
from archc.diagnostics import Label, Severity
from archc.kinds.network.security_group import SecurityGroup
from archc.network import written_groups
from archc.rules.rule import Finding, Pillar, Rule

RULE = Rule("SGR413", Severity.ERROR, Pillar.CORRECTNESS)


def check(group: SecurityGroup, design: Architecture) -> Iterator[Finding]:
    """Compare the VPCs of a group and its members."""
    home = design.vpc_of(group)
    for one in design.components.values():
        own = design.vpc_of(one)
        if group in written_groups(design, one) and own is not home and own and home:
            yield Finding(
                f"'{one.name}' in '{own.name}' cannot have the group '{group.name}' of "
                f"'{home.name}'",
                f"write the group in '{own.name}'",
                one.at("security"),
                "another network",
                (Label("belongs to this VPC", home.span),),
            )
