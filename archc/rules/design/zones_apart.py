"""Ends of an arrow in different zones.

What it does
------------
Looks for an arrow between components in the VPCs of one region that have no availability zone in
common.

Why
---
Each of the two zones can fail and take the connection with it, and traffic between zones costs
money.

Bad
---

    architecture shop
    purpose: production
    vpc lab { tier app { isolated } }
    instance web in app { zone: a }
    instance worker in app { zone: b }
    web -> worker : tcp 8080

Good
----

    architecture shop
    purpose: production
    vpc lab { tier app { isolated } }
    instance web in app { zone: a }
    instance worker in app { zone: a }
    web -> worker : tcp 8080

Fix
---
Put both in one zone, or let each of them use both zones.

References
----------
- https://docs.aws.amazon.com/vpc/latest/userguide/configure-subnets.html
- https://docs.aws.amazon.com/wellarchitected/latest/reliability-pillar/welcome.html

"""

from collections.abc import Iterator

from archc.component import Architecture
from archc.diagnostics import Severity
from archc.edits import Fix, Repair, Write
from archc.rules import servers
from archc.rules.rule import Finding, Pillar, Rule

RULE = Rule("NET109", Severity.WARNING, Pillar.RELIABILITY, repair=Repair.UNSAFE)


def check(design: Architecture) -> Iterator[Finding]:
    """Compare the zones at both ends of every arrow that carries packets."""
    for relation in design.relations:
        source, target = relation.source, relation.target
        if source.forwards or design.are_apart(source, target):
            continue
        here, there = servers.zones_of(design, source), servers.zones_of(design, target)
        if here and there and not here & there:
            yield Finding(
                f"'{source.name}' and '{target.name}' have no zone in common",
                Fix(
                    f"put '{target.name}' in zone {min(here)} too",
                    (Write(target.name, f"zone: {min(here)}"),),
                ),
                relation.span,
                f"from zone {' and '.join(sorted(here))} to zone {' and '.join(sorted(there))}",
                about=relation.end,
            )
