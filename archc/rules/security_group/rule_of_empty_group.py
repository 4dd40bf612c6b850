"""Rule for a group without members.

What it does
------------
Looks for a rule of a security group that names a group nothing is in.

Why
---
A group stands for the addresses of its members; without members the rule lets nobody in.

Bad
---

    architecture shop
    users people
    vpc lab {
      tier edge { public }
      tier app { isolated }
      security_group web_sg { inbound: http from internet }
      security_group old_sg { outbound: none }
      security_group app_sg { inbound: tcp 8080 from web_sg, tcp 8080 from old_sg }
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
      security_group app_sg { inbound: tcp 8080 from web_sg }
    }
    instance web in edge { security: web_sg }
    instance worker in app { security: app_sg }
    people -> web : http
    web -> worker : tcp 8080

Fix
---
Write `security:` in what should be in the group, or remove the rule.

References
----------
- https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html

"""

from collections.abc import Iterator

from archc.component import Architecture
from archc.diagnostics import Label, Severity
from archc.edits import Cut, Fix, Repair
from archc.kinds.network.security_group import SecurityGroup
from archc.rules.networks import members_of
from archc.rules.rule import Finding, Pillar, Rule
from archc.rules.uses import is_named
from archc.values import Reference

RULE = Rule("SGR417", Severity.WARNING, Pillar.OPERATIONS, repair=Repair.UNSAFE)


def check(group: SecurityGroup, design: Architecture) -> Iterator[Finding]:
    """Look for the members of every group that is named."""
    inbound = [rule.whom for rule in group.inbound]
    named = [*inbound, *(rule.whom for rule in group.outbound)]
    for name in (one for one in named if isinstance(one, Reference)):
        other = design.components.get(name.name)
        if other is None or other is group or other.word != "security_group":
            continue
        if not members_of(design, other) and not is_named(other, design):
            yield Finding(
                f"'{group.name}' speaks of the group '{other.name}', and nothing is in it",
                Fix(
                    f"write `security: {other.name}` in what it is meant for, or remove the rule",
                    (Cut(name.span), Cut(other.span)),
                ),
                name.span,
                "stands for nobody",
                (Label("has no members", other.span),),
            )
