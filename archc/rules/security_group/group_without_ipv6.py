"""Rule for IPv4 without one for IPv6.

What it does
------------
Looks for a security group in a dual-stack VPC that lets the internet in over IPv4 and not over
IPv6, at a port that outsiders have an arrow to.

Why
---
0.0.0.0/0 means every IPv4 address and no other. Visitors who come by IPv6 wait until their
browser gives up.

Bad
---

    architecture shop
    users people
    vpc lab {
      ipv6
      tier edge { public }
      security_group web_sg { inbound: http from 0.0.0.0/0 }
    }
    instance web in edge { security: web_sg }
    people -> web : http

Good
----

    architecture shop
    users people
    vpc lab {
      ipv6
      tier edge { public }
      security_group web_sg { inbound: http from 0.0.0.0/0, http from ::/0 }
    }
    instance web in edge { security: web_sg }
    people -> web : http

Fix
---
Write the rule for `::/0` too, or `from internet`, which means both.

References
----------
- https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html
- https://docs.aws.amazon.com/vpc/latest/userguide/vpc-migrate-ipv6.html

"""

from collections.abc import Iterator

from archc import groups
from archc.component import Architecture, Port
from archc.diagnostics import Severity
from archc.edits import Repair, include
from archc.groups import Group
from archc.kinds.network.security_group import SecurityGroup
from archc.rules.networks import entry_ports, has_open_ipv6, members_of
from archc.rules.rule import Finding, Pillar, Rule

RULE = Rule("SGR414", Severity.WARNING, Pillar.CORRECTNESS, repair=Repair.UNSAFE)


def check(group: SecurityGroup, design: Architecture) -> Iterator[Finding]:
    """Compare the rules of both families."""
    members = [m for m in members_of(design, group) if has_open_ipv6(design, m)]
    if not members:
        return
    rules = groups.inbound(design, Group(group))
    world = [r for r in rules if r.block is not None and not r.block.prefixlen]
    by6: list[Port] = [r.port for r in world if r.block is not None and r.block.version == 6]
    for rule in world:
        if rule.block is None or rule.block.version == 6 or any(p.covers(rule.port) for p in by6):
            continue
        wanted = (p for member in members for p in entry_ports(design, member))
        if any(rule.port.covers(port) for port in wanted):
            yield Finding(
                f"'{group.name}' lets everybody in at {rule.port} over IPv4, and nobody over IPv6",
                include(
                    group.name,
                    "inbound",
                    f"{rule.port} from ::/0",
                    f"write `{{}}` too, or `{rule.port} from internet`",
                ),
                rule.span,
                "for IPv4 alone",
            )
