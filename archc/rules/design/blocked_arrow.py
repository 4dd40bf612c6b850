"""Arrow that no packet can follow.

What it does
------------
Follows every arrow there and back, over routes, gateways, network ACLs and security groups, and
names what stops the packets.

Why
---
An arrow that is drawn is meant to work. Where groups, lists or routes are written out, nothing is
added to them, and the arrow is proved against what they say.

Bad
---

    architecture shop
    vpc lab { tier app { isolated } }
    vpc other { cidr: 10.1.0.0/16; tier data { isolated } }
    instance web in app
    database orders in data { engine: postgres 16 }
    web -> orders

Good
----

    architecture shop
    vpc lab { tier app { isolated }; tier data { isolated; slot: 3 } }
    instance web in app
    database orders in data { engine: postgres 16 }
    web -> orders

Fix
---
Change what the message points at. `archc reach FILE A B PORT` shows the whole way.

References
----------
- https://docs.aws.amazon.com/vpc/latest/reachability/explanation-codes.html
- https://docs.aws.amazon.com/vpc/latest/userguide/vpc-security-groups.html

"""

from collections.abc import Iterator

from archc.component import Architecture
from archc.diagnostics import Label, Severity
from archc.edits import Fix, New, Repair
from archc.reach.arrows import Blocked
from archc.rules.causes import FILTERS, blocked_by
from archc.rules.names import free_name
from archc.rules.rule import Finding, Pillar, Rule

RULE = Rule("SGR408", Severity.ERROR, Pillar.CORRECTNESS, repair=Repair.UNSAFE)


def check(design: Architecture) -> Iterator[Finding]:
    """Say of every blocked arrow what stops it, unless another rule knows better."""
    for one in blocked_by(design, RULE.code):
        source, target = one.relation.source, one.relation.target
        own, other = design.vpc_of(source), design.vpc_of(target)
        if own is not None and other is not None and own is not other and not _is_filtered(one):
            bridge = (
                f"peering {free_name(design, 'bridge')} {{ between: {own.name}, {other.name} }}"
            )
            yield Finding(
                f"'{source.name}' in '{own.name}' has no way to '{target.name}' in '{other.name}'",
                Fix(f"put both in one VPC, or write `{bridge}`", (New(bridge, behind=other.name),)),
                one.relation.span,
                "leads from one VPC into another",
                (Label("one network", own.span), Label("another network", other.span)),
                about=one.relation.end,
            )
        else:
            yield Finding(
                f"'{source.name}' does not reach '{target.name}': {one.why.reason}",
                one.why.remedy,
                one.relation.span,
                "no packet can follow",
                tuple(Label(text, span) for text, span in one.why.labels),
                one.why.way,
                about=one.relation.end,
            )


def _is_filtered(one: Blocked) -> bool:
    """Whether the packets come as far as a group or a list."""
    return one.why.code in FILTERS
