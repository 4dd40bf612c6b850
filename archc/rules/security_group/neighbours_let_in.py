"""Group that lets in more than the arrows say.

What it does
------------
Looks for a rule of a written security group with a block of the network, through which servers of
another tier get in that have no arrow there.

Why
---
The drawing says who talks to whom; whoever breaks into one of the others gets further than it
shows.

Bad
---

    architecture shop
    tags: { project: shop, owner: team-7 }
    vpc lab {
      nat: none
      tier app { private }
      tier back { isolated }
      tier jobs { private; slot: 3 }
      security_group back_sg { inbound: tcp 8080 from 10.0.0.0/16 }
    }
    instance web in app
    instance night in jobs
    instance store in back { security: back_sg }
    web -> store : tcp 8080

Good
----

    architecture shop
    tags: { project: shop, owner: team-7 }
    vpc lab {
      nat: none
      tier app { private }
      tier back { isolated }
      tier jobs { private; slot: 3 }
      security_group web_sg { outbound: tcp 8080 to back_sg }
      security_group back_sg { inbound: tcp 8080 from web_sg }
    }
    instance web in app { security: web_sg }
    instance night in jobs
    instance store in back { security: back_sg }
    web -> store : tcp 8080

Fix
---
Name the group of those that need it in place of the block, or draw the arrow.

References
----------
- https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html

"""

from collections.abc import Iterator

from archc import groups
from archc.component import Architecture, Component
from archc.diagnostics import Label, Severity
from archc.groups import Group
from archc.kinds.network.security_group import SecurityGroup
from archc.network import written_groups
from archc.reach.arrows import network
from archc.reach.query import service_of
from archc.rules.networks import members_of, overlap
from archc.rules.rule import Finding, Pillar, Rule

RULE = Rule("SGR409", Severity.ADVICE, Pillar.SECURITY)


def check(group: SecurityGroup, design: Architecture) -> Iterator[Finding]:
    """Ask for every rule with a block who gets in by it; databases have a rule of their own."""
    members = [m for m in members_of(design, group) if m.registers or m.forwards]
    for rule in groups.inbound(design, Group(group)) if members else ():
        open_wide = rule.block is None or not rule.block.prefixlen
        if open_wide or rule.port.protocol in ("icmp", "any"):
            continue
        for member in members:
            others = tuple(_uninvited(design, member, rule))
            if others:
                names = ", ".join(f"'{one.name}'" for one in others[:3])
                more = f" and {len(others) - 3} more" if len(others) > 3 else ""
                yield Finding(
                    f"{names}{more} can connect to '{member.name}' on {rule.port}, and no arrow "
                    "says so",
                    "let in the group of those that need it: "
                    f"`{rule.port} from {_group_of_callers(design, member)}`",
                    rule.span,
                    "lets in more than the arrows",
                    tuple(Label("has no arrow to it", one.span) for one in others[:3]),
                )
                break


def _group_of_callers(design: Architecture, member: Component) -> str:
    """The written group of something with an arrow to it, if there is one."""
    callers = (relation.source for relation in design.into(member))
    return next((g.name for caller in callers for g in written_groups(design, caller)), "…")


def _uninvited(design: Architecture, member: Component, rule: groups.Rule) -> Iterator[Component]:
    """What sends packets of its own, stands elsewhere, and gets in by this rule."""
    drawn = {relation.source.name for relation in design.into(member)}
    net = network(design)
    for other in design.components.values():
        sends = other.has_interface and (other.registers or other.only_calls)
        if not sends or other.name in drawn or set(other.places) & set(member.places):
            continue
        blocks = (subnet.block for subnet in design.subnets_of(other) if subnet.block is not None)
        if rule.block is None or not any(overlap(block, rule.block) for block in blocks):
            continue
        trip = net.direct(other.name, member.name, service_of(rule.port))
        if trip is not None and trip.admitted and trip.admitted[-1].span == rule.span:
            yield other
