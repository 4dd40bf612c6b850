"""Rule that covers only a part of a subnet.

What it does
------------
Looks for a rule of a security group whose block lies within a subnet of the same VPC and is smaller
than it, and is more than one address.

Why
---
AWS gives a server any free address of its subnet. Whether the rule lets it in is then a matter of
chance, and changes when the server is replaced.

Bad
---

    architecture shop
    vpc lab {
      subnet app_a { cidr: 10.0.10.0/23 }
      subnet data_a { cidr: 10.0.20.0/24 }
      security_group data_sg { inbound: tcp 8080 from 10.0.11.0/24 }
    }
    instance web in app_a
    instance stock in data_a { security: data_sg }
    web -> stock : tcp 8080

Good
----

    architecture shop
    vpc lab {
      subnet app_a { cidr: 10.0.10.0/23 }
      subnet data_a { cidr: 10.0.20.0/24 }
      security_group data_sg { inbound: tcp 8080 from 10.0.10.0/23 }
    }
    instance web in app_a
    instance stock in data_a { security: data_sg }
    web -> stock : tcp 8080

Fix
---
Write the whole block of the subnet, or the security group of the clients.

References
----------
- https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html
- https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html

"""

from collections.abc import Iterator

from archc.component import Architecture
from archc.diagnostics import Label, Severity
from archc.kinds.network.security_group import SecurityGroup
from archc.rules.networks import all_subnets, inside, is_hosting
from archc.rules.rule import Finding, Pillar, Rule
from archc.values import Reference

RULE = Rule("SGR980", Severity.WARNING, Pillar.CORRECTNESS)


def check(group: SecurityGroup, design: Architecture) -> Iterator[Finding]:
    """Compare the blocks of rules with those of the subnets."""
    vpc = design.vpc_of(group)
    subnets = all_subnets(design, vpc) if vpc is not None else ()
    for way, rules in (("inbound", group.inbound), ("outbound", group.outbound)):
        for number, rule in enumerate(rules):
            block = getattr(rule, "whom", None)
            if block is None or isinstance(block, (Reference, str)) or block.num_addresses == 1:
                continue
            for layer, subnet in subnets:
                whole = subnet.block
                if whole is None or block == whole or not is_hosting(design, subnet):
                    continue
                if inside(block, whole):
                    yield Finding(
                        f"{block} is only a part of {whole}, the block of '{layer.name}'",
                        f"write {whole}, or the security group of who stands there",
                        group.at_entry(way, number),
                        "by chance",
                        (Label("servers get any address of this block", layer.at("cidr")),),
                    )
