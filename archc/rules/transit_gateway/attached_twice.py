"""VPC attached twice to one transit gateway.

What it does
------------
Looks for a VPC with two attachments to one transit gateway, and for an attachment with two
subnets in one zone.

Why
---
A VPC is attached once, with one subnet in each zone; AWS refuses more.

Bad
---

    architecture shop
    vpc shop {
      cidr: 10.1.0.0/16
      subnet shop_a { cidr: 10.1.1.0/24; routes: inside }
      route_table inside { route: 10.0.0.0/8 via hub }
    }
    transit_gateway hub { attach: shop }
    transit_attachment shop_link in shop_a { gateway: hub }

Good
----

    architecture shop
    vpc shop {
      cidr: 10.1.0.0/16
      subnet shop_a { cidr: 10.1.1.0/24; routes: inside }
      route_table inside { route: 10.0.0.0/8 via hub }
    }
    transit_gateway hub { attach: shop }

Fix
---
Write the attachment out or name the VPC in `attach`, not both; keep one subnet of each zone.

References
----------
- https://docs.aws.amazon.com/vpc/latest/tgw/tgw-vpc-attachments.html

"""

from collections.abc import Iterator

from archc.component import Architecture, Component
from archc.diagnostics import Label, Severity
from archc.edits import Cut, Fix, Repair
from archc.kinds.network.transit_gateway import TransitGateway
from archc.rules.networks import ends_at
from archc.rules.rule import Finding, Pillar, Rule

RULE = Rule("CON323", Severity.ERROR, Pillar.CORRECTNESS, repair=Repair.UNSAFE)


def check(hub: TransitGateway, design: Architecture) -> Iterator[Finding]:
    """Count the attachments of every VPC, and the zones of every attachment."""
    first: dict[str, Component] = {}
    for end in ends_at(design)[hub.name]:
        if end.vpc is None:
            continue
        zones = [subnet.zone for subnet in end.subnets]
        twice = next((zone for zone in zones if zones.count(zone) > 1), None)
        if end.vpc.name in first:
            yield Finding(
                f"'{end.vpc.name}' is attached twice to '{hub.name}'",
                Fix(
                    f"keep one: `attach: {end.vpc.name}`, or the attachment that is written out",
                    tuple(Cut(one.span) for one in hub.attach if one.name == end.vpc.name),
                ),
                end.owner.span,
                "the second attachment",
                (Label("attached here already", first[end.vpc.name].at("attach")),),
            )
        elif twice is not None:
            yield Finding(
                f"'{end.owner.name}' has two subnets in zone {twice}",
                "keep one subnet of each zone",
                end.owner.span,
                "takes one subnet of each zone",
            )
        first.setdefault(end.vpc.name, end.owner)
