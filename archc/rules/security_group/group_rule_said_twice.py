"""Rule said twice in a security group.

What it does
------------
Looks for two rules of one direction of a security group that are for the same port and the same
other side.

Why
---
AWS refuses a rule that the group has already.

Bad
---

    architecture shop
    users people
    vpc lab {
      tier edge { public }
      tier app { isolated }
      security_group web_sg { inbound: http from internet }
      security_group app_sg { inbound: tcp 8080 from web_sg, tcp 8080 from web_sg }
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
Remove one of them.

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
from archc.rules.rule import Finding, Pillar, Rule

RULE = Rule("SGR415", Severity.ERROR, Pillar.CORRECTNESS, repair=Repair.SAFE)


def check(group: SecurityGroup, design: Architecture) -> Iterator[Finding]:
    """Look for a rule that came before."""
    ways = {"inbound": groups.inbound, "outbound": groups.outbound}
    for way, rules_of in ways.items():
        if not getattr(group, way):
            continue
        seen: set[tuple[object, ...]] = set()
        for rule in rules_of(design, Group(group)):
            if _meaning(rule) in seen:
                yield Finding(
                    f"'{group.name}' says {rule.port} {_side(way)} {rule.whom} twice",
                    Fix("remove one of the two", (Entry(group.name, way, rule.entry),)),
                    rule.span,
                    "the same rule again",
                )
            seen.add(_meaning(rule))


def _meaning(rule: GroupRule) -> tuple[object, ...]:
    return rule.port, rule.block, rule.group


def _side(way: str) -> str:
    return "from" if way == "inbound" else "to"
