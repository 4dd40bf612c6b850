"""Scaling by metrics of five minutes.

What it does
------------
Looks, in a design of production, for a scaling group with `scale` and without
`detailed_monitoring`.

Why
---
Basic metrics come every five minutes, so the group hears of a rush when it may be over.

Bad
---

    architecture shop
    purpose: production
    tags: { project: shop, owner: team-7 }
    vpc lab { flow_logs; tier app { isolated } }
    scaling_group web in app { scale: cpu 60% }

Good
----

    architecture shop
    purpose: production
    tags: { project: shop, owner: team-7 }
    vpc lab { flow_logs; tier app { isolated } }
    scaling_group web in app { scale: cpu 60%; detailed_monitoring }

Fix
---
Write `detailed_monitoring` in the group.

References
----------
- https://docs.aws.amazon.com/autoscaling/ec2/userguide/policy_creating.html
- https://docs.aws.amazon.com/autoscaling/ec2/userguide/enable-as-instance-metrics.html

"""

from collections.abc import Iterator

from archc.component import Architecture, Component
from archc.diagnostics import Label, Severity
from archc.edits import Fix, Repair, Write
from archc.kinds.compute.scaling_group import ScalingGroup
from archc.rules.rule import Finding, Pillar, Rule

RULE = Rule("ASG530", Severity.ADVICE, Pillar.PERFORMANCE, repair=Repair.UNSAFE)


def check(group: ScalingGroup, design: Architecture) -> Iterator[Finding]:
    """Look at all groups at once: one piece of advice is enough."""
    slow = [one for one in design.of_kind("scaling_group") if _is_slow(one)]
    if design.purpose == "production" and slow and slow[0] is group:
        others = slow[1:]
        yield Finding(
            f"the group '{group.name}' decides by metrics that come every five minutes",
            Fix(
                "write `detailed_monitoring` in " + ", ".join(f"'{one.name}'" for one in slow),
                tuple(Write(one.name, "detailed_monitoring") for one in slow),
            ),
            group.at("scale"),
            "hears of a rush late",
            tuple(Label("and so does this one", one.at("scale")) for one in others),
        )


def _is_slow(group: Component) -> bool:
    scales = getattr(group, "scale", None) is not None
    return scales and not getattr(group, "detailed_monitoring", False)
