"""Scaling group that cannot scale.

What it does
------------
Looks for a scaling group without `scale`, or with the same smallest and largest size.

Why
---
Without a policy, or without room between the sizes, the group stays as it is however many people
come.

Bad
---

    architecture shop
    purpose: production
    vpc lab { tier app { isolated } }
    scaling_group web in app { size: 2..6 }

Good
----

    architecture shop
    purpose: production
    vpc lab { tier app { isolated } }
    scaling_group web in app { size: 2..6; scale: cpu 60%; detailed_monitoring }

Fix
---
Write `scale: cpu 60%`, and a largest size above the smallest.

References
----------
- https://docs.aws.amazon.com/autoscaling/ec2/userguide/as-scaling-target-tracking.html

"""

from collections.abc import Iterator

from archc.component import Architecture
from archc.diagnostics import Severity
from archc.edits import Repair, write
from archc.kinds.compute.scaling_group import ScalingGroup
from archc.rules.rule import Finding, Pillar, Rule
from archc.rules.uses import is_named

RULE = Rule("ASG523", Severity.WARNING, Pillar.PERFORMANCE, repair=Repair.UNSAFE)


def _policy(group: ScalingGroup, design: Architecture) -> str:
    """A policy, in production with metrics that come in time for it."""
    slow = design.purpose == "production" and not group.detailed_monitoring
    return "scale: cpu 60%; detailed_monitoring" if slow else "scale: cpu 60%"


def check(group: ScalingGroup, design: Architecture) -> Iterator[Finding]:
    """Look for a policy and for room."""
    low, high = group.size.range
    if low == high:
        yield Finding(
            f"the group '{group.name}' always has {low} servers",
            write(
                group.name,
                f"size: {low}..{max(2 * low, low + 1)}",
                "write a range, such as `{}`",
            ),
            group.at("size"),
            "leaves no room to grow",
        )
    elif group.scale is None and not is_named(group, design):
        yield Finding(
            f"nothing makes the group '{group.name}' grow or shrink",
            write(group.name, _policy(group, design)),
            group.span,
            "has no policy",
        )
