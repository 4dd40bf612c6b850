"""Group size out of order.

What it does
------------
Looks for a scaling group whose smallest size is above its largest, or whose `desired` size is
outside both.

Why
---
A group begins with its desired number of servers and stays between the smallest and the largest;
AWS refuses anything else.

Bad
---

    architecture shop
    vpc lab { tier app { isolated } }
    scaling_group web in app { size: 2..6 desired 8; scale: cpu 60% }

Good
----

    architecture shop
    vpc lab { tier app { isolated } }
    scaling_group web in app { size: 2..6 desired 3; scale: cpu 60% }

Fix
---
Write the smaller number first, and a desired number between both.

References
----------
- https://docs.aws.amazon.com/autoscaling/ec2/userguide/asg-capacity-limits.html

"""

from collections.abc import Iterator

from archc.component import Architecture
from archc.diagnostics import Severity
from archc.edits import Detail, Fix, Repair, write
from archc.kinds.compute.scaling_group import ScalingGroup
from archc.rules.rule import Finding, Pillar, Rule

RULE = Rule("ASG522", Severity.ERROR, Pillar.CORRECTNESS, repair=Repair.SAFE)


def check(group: ScalingGroup, _: Architecture) -> Iterator[Finding]:
    """Compare the three sizes."""
    low, high = group.size.range
    start = group.size.start
    if low > high:
        message = f"the smallest size {low} of '{group.name}' is above its largest size {high}"
        wanted = f" desired {start}" if high <= start <= low and start != low else ""
        fix = write(group.name, f"size: {high}..{low}{wanted}")
        yield Finding(message, fix, group.at("size"))
    elif not low <= start <= high:
        yield Finding(
            f"the group '{group.name}' cannot begin with {start} servers, it has {low} to {high}",
            Fix(
                f"write a number from {low} to {high} behind `desired`",
                (Detail(group.at("size"), "desired", str(min(max(start, low), high))),),
            ),
            group.at("size"),
            f"{start} is not between {low} and {high}",
        )
