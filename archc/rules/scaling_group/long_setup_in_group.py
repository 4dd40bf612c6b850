"""Long setup script in a scaling group.

What it does
------------
Looks for a scaling group whose setup script has more than 40 commands.

Why
---
The script runs again on every new server, just when more of them are needed; an image that has
everything is ready in a minute.

Bad
---

    architecture shop
    tags: { project: shop, owner: team-7 }
    vpc lab { tier app { isolated } }
    scaling_group web in app { scale: cpu 60%; setup: file("long.sh") }

Good
----

    architecture shop
    tags: { project: shop, owner: team-7 }
    vpc lab { tier app { isolated } }
    scaling_group web in app {
      scale: cpu 60%; image: ami-0123456789abcdef0; setup: file("small.sh")
    }

Fix
---
Make an image of a server that is set up, and write its id: `image: ami-…`.

References
----------
- https://docs.aws.amazon.com/wellarchitected/latest/performance-efficiency-pillar/welcome.html
- https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-default-instance-warmup.html

"""

from collections.abc import Iterator

from archc.component import Architecture
from archc.diagnostics import Severity
from archc.kinds.compute.scaling_group import ScalingGroup
from archc.rules.rule import Finding, Pillar, Rule

RULE = Rule("ASG529", Severity.ADVICE, Pillar.PERFORMANCE)

_MANY = 40


def check(group: ScalingGroup, _: Architecture) -> Iterator[Finding]:
    """Count the lines that are neither empty nor a comment."""
    if group.setup is None:
        return
    lines = (line.strip() for line in group.setup.body.literal.splitlines())
    commands = sum(bool(line) and not line.startswith("#") for line in lines)
    if commands > _MANY:
        yield Finding(
            f"every new server of '{group.name}' works through {commands} lines before it helps",
            "make an image of a server that is set up, and write `image: ami-…` with its id",
            group.at("setup"),
            "runs whenever the group grows",
        )
