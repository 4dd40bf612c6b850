"""Large server in a lab.

What it does
------------
Looks, in a design of a lab, for servers and databases of a large type, and for disks beyond what a
new account has for nothing.

Why
---
An exercise runs on the smallest type as well; a large one that somebody forgets costs hundreds a
month.

Bad
---

    architecture shop
    tags: { project: shop, owner: team-7 }
    vpc lab { tier app { isolated } }
    instance web in app { type: m7g.4xlarge }

Good
----

    architecture shop
    tags: { project: shop, owner: team-7 }
    vpc lab { tier app { isolated } }
    instance web in app { type: t4g.small }

Fix
---
Write a small type, such as `type: t3.micro`, or `purpose: production`.

References
----------
- https://docs.aws.amazon.com/awsaccountbilling/latest/aboutv2/billing-free-tier.html
- https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instance-types.html

"""

from collections.abc import Iterator

from archc import limits
from archc.component import Architecture, Component
from archc.diagnostics import Severity
from archc.edits import Repair, write
from archc.rules.rule import Finding, Pillar, Rule
from archc.rules.uses import is_drawn

RULE = Rule("CST965", Severity.ADVICE, Pillar.COST, repair=Repair.UNSAFE)

_KINDS = ("database", "instance", "nat_instance", "scaling_group")
_SMALL = ("nano", "micro", "small", "medium")


def check(design: Architecture) -> Iterator[Finding]:
    """Look at the types and at the disks."""
    is_lab = design.purpose == "lab" and is_drawn(design)
    for server in design.of_kind(*_KINDS) if is_lab else ():
        yield from _type(server)
        volume = getattr(server, "volume", None)
        if volume is not None and volume.gigabytes > limits.FREE_TIER_DISK:
            yield Finding(
                f"the disk of '{server.name}' holds {volume.gigabytes} GB, in a lab",
                f"write `volume: {limits.FREE_TIER_DISK}GB` or less",
                server.at("volume"),
                "paid for by the month",
            )


def _type(server: Component) -> Iterator[Finding]:
    written = str(getattr(server, "type", ""))
    size = written.rpartition(".")[2]
    if size in _SMALL or written in limits.FREE_TIER_TYPES:
        return
    prefix = "db." if server.word == "database" else ""
    yield Finding(
        f"'{server.name}' is a large machine for a lab: {written}",
        write(
            server.name,
            f"type: {prefix}t3.micro",
            "write `{}`, or `purpose: production` in the design",
        ),
        server.at("type"),
        "paid for by the hour",
    )
