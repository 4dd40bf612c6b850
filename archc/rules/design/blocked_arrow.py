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
from archc.reach.arrows import Blocked, blocked
from archc.rules.rule import Finding, Pillar, Rule
from archc.rules.servers import comes_by_line

RULE = Rule("SGR408", Severity.ERROR, Pillar.CORRECTNESS)

# A filter that stops packets; what stops them elsewhere has rules of its own in most cases.
FILTERS = ("ENI_SG_RULES_MISMATCH", "SG_HAS_NO_RULES", "SUBNET_ACL_RESTRICTION")


def check(design: Architecture) -> Iterator[Finding]:
    """Say of every blocked arrow what stops it, unless another rule knows better."""
    for one in blocked(design):
        source, target = one.relation.source, one.relation.target
        within = source.has_interface and target.has_interface
        # What a balancer forwards to has rules of its own, and so have answers that are stopped.
        apart = within and design.vpc_of(source) is not design.vpc_of(target)
        if _is_denied_reply(one) or (source.forwards and apart):
            continue
        own, other = design.vpc_of(source), design.vpc_of(target)
        if within and own is not None and other is not None and own is not other:
            yield Finding(
                f"'{source.name}' in '{own.name}' has no way to '{target.name}' in '{other.name}'",
                f"put both in one VPC, '{own.name}' or '{other.name}'",
                one.relation.span,
                "leads from one VPC into another",
                (Label("one network", own.span), Label("another network", other.span)),
            )
        elif within or one.why.code in FILTERS or comes_by_line(design, one.relation):
            yield Finding(
                f"'{source.name}' does not reach '{target.name}': {one.why.reason}",
                one.why.fix or "see where the packets are stopped",
                one.relation.span,
                "no packet can follow",
                tuple(Label(text, span) for text, span in one.why.labels),
                one.why.way,
            )


def _is_denied_reply(one: Blocked) -> bool:
    """A network ACL that stops answers has a rule of its own."""
    return one.why.answering and one.why.code == "SUBNET_ACL_RESTRICTION"
