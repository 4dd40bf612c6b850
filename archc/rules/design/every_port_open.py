"""Every port open.

What it does
------------
Looks for an arrow with `any`, or with all TCP or UDP ports, unless it comes from an office or
leads outside; and for a rule of a written security group that lets in as much from anybody but
its own members.

Why
---
A server answers on ports that nobody thinks of; an arrow should open the one that is needed.

Bad
---

    architecture shop
    vpc lab {
      tier edge { public }
      tier app { private }
    }
    instance web in app
    instance worker in app
    web -> worker : any

Good
----

    architecture shop
    vpc lab {
      tier edge { public }
      tier app { private }
    }
    instance web in app
    instance worker in app
    web -> worker : tcp 8080

Fix
---
Name the port, such as `tcp 8080`.

References
----------
- https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html

"""

from collections.abc import Iterator

from archc import groups
from archc.component import Architecture, Component, Port
from archc.diagnostics import Severity
from archc.filters import Network
from archc.groups import Group
from archc.network import RDP, SSH
from archc.reach.arrows import network
from archc.reach.query import service_of
from archc.rules import servers
from archc.rules.networks import members_of
from archc.rules.rule import Finding, Pillar, Rule

RULE = Rule("SGR410", Severity.WARNING, Pillar.SECURITY)


def check(design: Architecture) -> Iterator[Finding]:
    """Look for arrows that open everything, where no stronger rule speaks of them."""
    for relation in design.relations:
        source, target = relation.source, relation.target
        if target.outside or (source.outside and not servers.is_world(source)):
            continue
        said = target.word == "database" and servers.is_world(source)
        if said or any(servers.opens_login(relation, port) for port in (SSH, RDP)):
            continue
        if any(_is_everything(port) for port in relation.ports):
            yield Finding(
                f"'{source.name}' may use every port of '{target.name}'",
                f"write the port that is needed: `{relation.text} : tcp 8080`",
                relation.span,
                "opens every port",
                about=relation.end,
            )
    yield from _by_group(design)


def _by_group(design: Architecture) -> Iterator[Finding]:
    """Rules of written groups; what sends on for others has to let in everything."""
    for group in design.of_kind("security_group"):
        members = members_of(design, group)
        if members and all(member.carrier is not None for member in members):
            continue
        for rule in groups.inbound(design, Group(group)):
            own = rule.group is not None and rule.group.component is group
            if _is_everything(rule.port) and not own and not _is_said(design, members, rule.block):
                yield Finding(
                    f"'{group.name}' lets in every port from {rule.whom}",
                    "write the port that is needed, such as `tcp 8080`",
                    rule.span,
                    "opens every port",
                )


def _is_said(design: Architecture, members: tuple[Component, ...], block: Network | None) -> bool:
    """Whether everybody can log in by it, which is said of the server."""
    return (
        block is not None
        and not block.prefixlen
        and any(
            network(design).direct("internet", one.name, service_of(port)) is not None
            for one in members
            if one.registers
            for port in servers.REMOTE
        )
    )


def _is_everything(port: Port) -> bool:
    return port.protocol == "any" or (port.first <= 1 and port.last == 65535)
