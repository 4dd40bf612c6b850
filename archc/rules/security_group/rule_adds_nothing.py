"""Rule that another one covers.

What it does
------------
Looks for a rule of a security group whose packets another rule of the same direction lets through
anyway.

Why
---
A security group only allows, so that a narrow rule beside a wide one narrows nothing; it looks as
if it did.

Bad
---

    architecture shop
    users people
    vpc lab {
      tier edge { public }
      tier app { isolated }
      security_group web_sg { inbound: http from internet }
      security_group app_sg { inbound: tcp 8080 from 10.0.0.0/20, tcp 8080 from 10.0.1.0/24 }
    }
    instance web in edge { security: web_sg }
    instance worker in app { security: app_sg }
    people -> web : http
    web -> worker : tcp 8080

Good
----

    architecture shop
    users people
    vpc lab {
      tier edge { public }
      tier app { isolated }
      security_group web_sg { inbound: http from internet }
      security_group app_sg { inbound: tcp 8080 from 10.0.0.0/20 }
    }
    instance web in edge { security: web_sg }
    instance worker in app { security: app_sg }
    people -> web : http
    web -> worker : tcp 8080

Fix
---
Remove the narrow rule, or the wide one if that lets in too much.

References
----------
- https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html

"""

from collections.abc import Iterator

from archc import groups
from archc.component import Architecture
from archc.diagnostics import Severity
from archc.edits import Entry, Fix, Repair
from archc.groups import Group
from archc.groups import Rule as GroupRule
from archc.kinds.network.security_group import SecurityGroup
from archc.rules.networks import inside
from archc.rules.rule import Finding, Pillar, Rule

RULE = Rule("SGR416", Severity.WARNING, Pillar.OPERATIONS, repair=Repair.SAFE)


def check(group: SecurityGroup, design: Architecture) -> Iterator[Finding]:
    """Compare every rule with every other one."""
    ways = {"inbound": groups.inbound, "outbound": groups.outbound}
    for way, rules_of in ways.items():
        rules = rules_of(design, Group(group)) if getattr(group, way) else ()
        for rule in rules:
            wide = next((r for r in rules if r is not rule and _covers(r, rule)), None)
            if wide is not None:
                yield Finding(
                    f"in '{group.name}', {rule.port} {rule.whom} adds nothing to "
                    f"{wide.port} {wide.whom}",
                    Fix(
                        "remove it, or the wider rule if that is too much",
                        (Entry(group.name, way, rule.entry),),
                    ),
                    rule.span,
                    "is allowed anyway",
                )


def _covers(wide: GroupRule, rule: GroupRule) -> bool:
    """Whether a rule lets through more, and everything that another one does."""
    if not wide.port.covers(rule.port) or (wide.port, wide.block) == (rule.port, rule.block):
        return False
    if rule.block is None or wide.block is None:
        return rule.group is not None and rule.group == wide.group
    return inside(rule.block, wide.block)
