"""VPC kept apart that is not attached.

What it does
------------
Looks for VPCs in `apart` that `attach` does not name, and for an `apart` with fewer than two
VPCs.

Why
---
`apart` says which of the attached VPCs do not reach each other; it means nothing for a VPC that
is not attached, or for one alone.

Bad
---

    architecture shop
    vpc shop { cidr: 10.1.0.0/16; tier shop_app { isolated } }
    vpc lab { cidr: 10.2.0.0/16; tier lab_app { isolated } }
    vpc core { cidr: 10.3.0.0/16; tier core_app { isolated } }
    transit_gateway hub { attach: shop, core; apart: shop, lab }

Good
----

    architecture shop
    vpc shop { cidr: 10.1.0.0/16; tier shop_app { isolated } }
    vpc lab { cidr: 10.2.0.0/16; tier lab_app { isolated } }
    vpc core { cidr: 10.3.0.0/16; tier core_app { isolated } }
    transit_gateway hub { attach: shop, lab, core; apart: shop, lab }

Fix
---
Name the VPC in `attach` too, or take it out of `apart`.

References
----------
- https://docs.aws.amazon.com/vpc/latest/tgw/tgw-route-tables.html

"""

from collections.abc import Iterator

from archc.component import Architecture
from archc.diagnostics import Severity
from archc.edits import Fix, Include, Repair
from archc.kinds.network.transit_gateway import TransitGateway
from archc.rules.rule import Finding, Pillar, Rule

RULE = Rule("CON320", Severity.ERROR, Pillar.CORRECTNESS, repair=Repair.UNSAFE)


def check(hub: TransitGateway, design: Architecture) -> Iterator[Finding]:
    """Compare the two lists."""
    del design
    attached = [one.name for one in hub.attach]
    missing = [one for one in hub.apart if one.name not in attached]
    for one in missing:
        yield Finding(
            f"'{hub.name}' keeps '{one.name}' apart, which is not attached to it",
            Fix(
                f"write `attach: {', '.join((*attached, one.name))}`, or take it out of `apart`",
                (Include(hub.name, "attach", one.name),),
            ),
            one.span,
            "is not attached",
        )
    if len(hub.apart) == 1 and not missing:
        yield Finding(
            f"'{hub.name}' keeps '{hub.apart[0].name}' apart from nobody",
            "name the VPCs that must not reach each other, two or more",
            hub.apart[0].span,
            "one VPC alone",
        )
