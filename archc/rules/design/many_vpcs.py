"""More than five VPCs.

What it does
------------
Counts the VPCs of the design, region by region.

Why
---
An account may have five VPCs in a region unless AWS raises the quota, so the sixth is refused.

Bad
---

    architecture shop
    vpc net_1 { cidr: 10.1.0.0/16 }
    vpc net_2 { cidr: 10.2.0.0/16 }
    vpc net_3 { cidr: 10.3.0.0/16 }
    vpc net_4 { cidr: 10.4.0.0/16 }
    vpc net_5 { cidr: 10.5.0.0/16 }
    vpc net_6 { cidr: 10.6.0.0/16 }

Good
----

    architecture shop
    vpc net_1 { cidr: 10.1.0.0/16 }
    vpc net_2 { cidr: 10.2.0.0/16 }
    vpc net_3 { cidr: 10.3.0.0/16 }
    vpc net_4 { cidr: 10.4.0.0/16 }
    vpc net_5 { cidr: 10.5.0.0/16 }

Fix
---
Merge VPCs, or ask AWS for a higher quota.

References
----------
- https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html

"""

from collections.abc import Iterator

from archc import limits
from archc.component import Architecture
from archc.diagnostics import Severity
from archc.rules.rule import Finding, Pillar, Rule

RULE = Rule("NET111", Severity.ADVICE, Pillar.OPERATIONS)


def check(design: Architecture) -> Iterator[Finding]:
    """Count them."""
    for region in design.regions:
        vpcs = [vpc for vpc in design.of_kind("vpc") if design.region_of(vpc) == region]
        if len(vpcs) <= limits.VPCS_PER_REGION:
            continue
        where = f" in {region}" if len(design.regions) > 1 else ""
        yield Finding(
            f"the design has {len(vpcs)} VPCs{where}, and the quota of a region is "
            f"{limits.VPCS_PER_REGION}",
            "put tiers into fewer VPCs, or ask AWS for a higher quota",
            vpcs[limits.VPCS_PER_REGION].span,
            "one more than the quota",
        )
