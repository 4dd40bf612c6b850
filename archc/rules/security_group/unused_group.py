"""Security group that nothing uses.

What it does
------------
Looks for a security group that nothing names in `security` and no rule of another group names.

Why
---
A group without members protects nothing, though it looks as if it did.

Bad
---

    architecture shop
    vpc lab {
      tier edge { public }
      security_group web_sg { inbound: http from 10.0.0.0/16 }
    }
    instance web in edge

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
Write `security:` in what it is meant for, or remove it.

References
----------
- https://docs.aws.amazon.com/vpc/latest/userguide/vpc-security-groups.html

"""

from collections.abc import Iterator

from archc.component import Architecture
from archc.diagnostics import Severity
from archc.edits import Cut, Fix, Repair
from archc.kinds.network.security_group import SecurityGroup
from archc.network import written_groups
from archc.rules.rule import Finding, Pillar, Rule
from archc.values import Reference

RULE = Rule("SGR412", Severity.WARNING, Pillar.OPERATIONS, repair=Repair.UNSAFE)


def check(group: SecurityGroup, design: Architecture) -> Iterator[Finding]:
    """Look for members, and for rules that name it."""
    members = any(group in written_groups(design, one) for one in design.components.values())
    named = any(
        isinstance(rule.whom, Reference) and rule.whom.name == group.name
        for other in design.of_kind("security_group")
        for rule in (*getattr(other, "inbound", ()), *getattr(other, "outbound", ()))
        if other is not group
    )
    if not members and not named:
        yield Finding(
            f"nothing is in the security group '{group.name}'",
            Fix(
                f"write `security: {group.name}` in what it is meant for, or remove it",
                (Cut(group.span),),
            ),
            group.span,
            "protects nothing",
        )
