"""Group open to everybody without an entry.

What it does
------------
Looks for a rule of a written security group that lets the whole internet in, where no arrow from
outside comes to its members at this port.

Why
---
Every open port is one more that somebody tries; only what the drawing shows as an entry should be
open.

Bad
---

    architecture shop
    users people
    vpc lab {
      tier edge { public }
      tier app { isolated }
      security_group web_sg { inbound: http from internet }
      security_group app_sg { inbound: tcp 8080 from web_sg, https from internet }
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
Let in the group or the block that needs it; or draw the arrow from outside, if it is an entry.

References
----------
- https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html

"""

from collections.abc import Iterator

from archc import groups
from archc.component import Architecture, Component, Port, tcp
from archc.diagnostics import Severity
from archc.edits import Entry, Fix, Repair
from archc.groups import Group
from archc.kinds.network.security_group import SecurityGroup
from archc.reach.arrows import network
from archc.rules.networks import members_of
from archc.rules.rule import Finding, Pillar, Rule

RULE = Rule("SGR404", Severity.WARNING, Pillar.SECURITY, repair=Repair.UNSAFE)

_WEB = (tcp(80), tcp(443))


def check(group: SecurityGroup, design: Architecture) -> Iterator[Finding]:
    """Compare what is open to the world with the arrows from outside."""
    members = members_of(design, group)
    said: set[Port] = set()
    for rule in groups.inbound(design, Group(group)) if members else ():
        world = rule.block is not None and not rule.block.prefixlen
        if not world or rule.port in said or _opens_little(rule.port) or _is_database(members):
            continue
        if not any(_is_entry(design, member, rule.port) for member in members):
            said.add(rule.port)
            yield Finding(
                f"'{group.name}' lets everybody in at {rule.port}, and no arrow from outside "
                f"comes to '{members[0].name}' there",
                Fix(
                    "let in the group that needs it, as in `tcp 8080 from web_sg`, or draw the "
                    "arrow",
                    (Entry(group.name, "inbound", rule.entry),),
                ),
                rule.span,
                "open to the whole internet",
            )


def _opens_little(port: Port) -> bool:
    """A ping opens nothing, and open protocols have a rule of their own."""
    return port.protocol in ("icmp", "any")


def _is_database(members: tuple[Component, ...]) -> bool:
    """A database that everybody reaches has a rule of its own."""
    return all(member.word == "database" for member in members)


def _is_entry(design: Architecture, member: Component, port: Port) -> bool:
    """Whether somebody outside has an arrow to it at this port."""
    if member.word == "database" and network(design).direct("internet", member.name) is not None:
        return True  # which has a rule of its own
    drawn = [p for r in design.into(member) if r.source.outside for p in r.ports]
    if port in _WEB and any(p in _WEB for p in drawn):
        return True  # a web server answers at both
    return any(port.covers(p) or p.covers(port) for p in drawn)
