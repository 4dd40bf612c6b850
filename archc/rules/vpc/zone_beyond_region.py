"""Zone that the region does not have.

What it does
------------
Compares the letters of zones with the number of availability zones that the region has.

Why
---
Most regions have three zones. A subnet in a fourth one cannot be created, and the stack fails.

Bad
---

    architecture shop
    region: eu-central-1
    vpc lab { subnet web_d { zone: d; cidr: 10.0.1.0/24 } }

Good
----

    architecture shop
    region: eu-central-1
    vpc lab { subnet web_c { zone: c; cidr: 10.0.1.0/24 } }

Fix
---
Write an earlier letter, or fewer `zones`.

References
----------
- https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-availability-zones.html

"""

from collections.abc import Iterator

from archc import limits
from archc.component import Architecture
from archc.diagnostics import Severity
from archc.edits import Repair, write
from archc.kinds.network.vpc import Vpc
from archc.routes import layers
from archc.rules.rule import Finding, Pillar, Rule

RULE = Rule("NET106", Severity.ERROR, Pillar.CORRECTNESS, repair=Repair.SAFE)


def check(vpc: Vpc, design: Architecture) -> Iterator[Finding]:
    """Look for the last zone of every layer among those of the region."""
    region = design.region_of(vpc)
    if region not in limits.REGIONS:
        return
    most = limits.ZONES.get(region, limits.USUAL_ZONES)
    letters = "abcdef"[:most]
    for layer in layers(design, vpc):
        beyond = [s.zone for s in design.subnets[layer.name] if s.zone not in letters]
        if beyond:
            counted = "zones" in layer.spans or layer.word == "subnet"
            yield Finding(
                f"the {layer.word} '{layer.name}' lies in zone {beyond[0]}, and "
                f"{region} has {most} zones",
                write(layer.name, f"zone: {letters[-1]}", "write `{}` or an earlier one")
                if layer.word == "subnet"
                else write(layer.name if counted else vpc.name, f"zones: {most}"),
                layer.at("zone", "zones") if counted else vpc.at("zones"),
                f"the region has zones {', '.join(letters)}",
            )
