"""Security group named in another network.

What it does
------------
Looks for a rule of a security group that names a group of another VPC, where no peering
connection within one region joins the two.

Why
---
A group is known in its own VPC and in peered ones. Over a transit gateway or the internet only
the addresses arrive, so that the rule never matches.

Bad
---

    architecture shop
    vpc left {
      cidr: 10.0.0.0/16
      tier app { isolated }
      security_group client_sg { outbound: tcp 8080 to 10.1.0.0/16 }
    }
    vpc right {
      cidr: 10.1.0.0/16
      tier data { isolated }
      security_group server_sg { inbound: tcp 8080 from client_sg; outbound: none }
    }
    transit_gateway hub { attach: left, right }
    instance client in app { security: client_sg }
    instance server in data { security: server_sg }
    client -> server : tcp 8080

Good
----

    architecture shop
    vpc left {
      cidr: 10.0.0.0/16
      tier app { isolated }
      security_group client_sg { outbound: tcp 8080 to 10.1.0.0/16 }
    }
    vpc right {
      cidr: 10.1.0.0/16
      tier data { isolated }
      security_group server_sg { inbound: tcp 8080 from 10.0.32.0/20; outbound: none }
    }
    transit_gateway hub { attach: left, right }
    instance client in app { security: client_sg }
    instance server in data { security: server_sg }
    client -> server : tcp 8080

Fix
---
Name the block of the other side's subnets in place of the group.

References
----------
- https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html
- https://docs.aws.amazon.com/vpc/latest/tgw/tgw-vpc-attachments.html
- https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-security-groups.html

"""

from collections.abc import Iterator
from typing import Any

from archc.component import Architecture
from archc.diagnostics import Label, Severity
from archc.edits import Fix, Repair, Replace
from archc.kinds.network.security_group import SecurityGroup
from archc.rules.networks import block_of, shares_groups
from archc.rules.rule import Finding, Pillar, Rule
from archc.values import Reference

RULE = Rule("CON311", Severity.ERROR, Pillar.CORRECTNESS, repair=Repair.UNSAFE)


def check(group: SecurityGroup, design: Architecture) -> Iterator[Finding]:
    """Compare the VPCs of a group and of those that its rules name."""
    own = design.vpc_of(group)
    for way, rule in (*_all(group, "inbound"), *_all(group, "outbound")):
        other = design.components.get(rule.whom.name) if isinstance(rule.whom, Reference) else None
        home = design.vpc_of(other) if other is not None and not other.outside else None
        if other is None or own is None or home is None or home is own:
            continue
        if not shares_groups(design, own, home):
            side = "from" if way == "inbound" else "to"
            yield Finding(
                f"'{group.name}' names the group '{other.name}' of '{home.name}', which is "
                f"unknown in '{own.name}'",
                Fix(
                    f"write a block: `{way}: {rule.what[0]} {side} {block_of(home)}`, or smaller",
                    (Replace(rule.whom.span, str(block_of(home))),),
                ),
                rule.whom.span,
                "never matches",
                (Label("the group of another VPC", other.span),),
            )


def _all(group: SecurityGroup, way: str) -> Iterator[tuple[str, Any]]:
    yield from ((way, rule) for rule in getattr(group, way))
