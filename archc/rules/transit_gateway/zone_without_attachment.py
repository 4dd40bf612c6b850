"""Zone without an attachment to the transit gateway.

What it does
------------
Looks for subnets in use whose table leads to a transit gateway, in a zone that the VPC's
attachment does not cover.

Why
---
Packets enter a transit gateway through the attachment in their own zone; where there is none, AWS
drops them.

Bad
---

    architecture shop
    vpc shop {
      cidr: 10.1.0.0/16
      subnet shop_a { cidr: 10.1.1.0/24; routes: shop_routes }
      subnet shop_b { zone: b; cidr: 10.1.2.0/24; routes: shop_routes }
      route_table shop_routes { route: 10.2.0.0/16 via hub }
    }
    vpc lab {
      cidr: 10.2.0.0/16
      subnet lab_a { cidr: 10.2.1.0/24; routes: lab_routes }
      route_table lab_routes { route: 10.1.0.0/16 via hub }
    }
    transit_gateway hub
    transit_attachment shop_link in shop_a { gateway: hub; table: everyone }
    transit_attachment lab_link in lab_a { gateway: hub; table: everyone }
    transit_table everyone in hub { propagate: shop_link, lab_link }
    instance one in shop_b
    instance two in lab_a
    one -> two : https

Good
----

    architecture shop
    vpc shop {
      cidr: 10.1.0.0/16
      subnet shop_a { cidr: 10.1.1.0/24; routes: shop_routes }
      subnet shop_b { zone: b; cidr: 10.1.2.0/24; routes: shop_routes }
      route_table shop_routes { route: 10.2.0.0/16 via hub }
    }
    vpc lab {
      cidr: 10.2.0.0/16
      subnet lab_a { cidr: 10.2.1.0/24; routes: lab_routes }
      route_table lab_routes { route: 10.1.0.0/16 via hub }
    }
    transit_gateway hub
    transit_attachment shop_link in shop_a, shop_b { gateway: hub; table: everyone }
    transit_attachment lab_link in lab_a { gateway: hub; table: everyone }
    transit_table everyone in hub { propagate: shop_link, lab_link }
    instance one in shop_b
    instance two in lab_a
    one -> two : https

Fix
---
Let the attachment stand in a subnet of every zone that is used.

References
----------
- https://docs.aws.amazon.com/vpc/latest/tgw/how-transit-gateways-work.html
- https://docs.aws.amazon.com/vpc/latest/tgw/tgw-vpc-attachments.html

"""

from collections.abc import Iterator

from archc.component import Architecture, Component
from archc.diagnostics import Label, Severity
from archc.edits import Fix, Put, Repair
from archc.kinds.network.transit_gateway import TransitGateway
from archc.routes import route_table
from archc.rules.networks import all_subnets, ends_at, is_hosting
from archc.rules.rule import Finding, Pillar, Rule

RULE = Rule("CON306", Severity.ERROR, Pillar.CORRECTNESS, repair=Repair.UNSAFE)


def check(hub: TransitGateway, design: Architecture) -> Iterator[Finding]:
    """Compare the zones of every attached VPC with those of its attachments."""
    covered: dict[str, set[str]] = {}
    owners: dict[str, Component] = {}
    for end in ends_at(design)[hub.name]:
        if end.vpc is not None:
            covered.setdefault(end.vpc.name, set()).update(s.zone for s in end.subnets)
            owners.setdefault(end.vpc.name, end.owner)
    for name, zones in covered.items():
        vpc, owner = design.components[name], owners[name]
        for layer, subnet in all_subnets(design, vpc):
            leads = any(w.target == hub.logical_id for w in route_table(design, subnet).ways)
            if subnet.zone not in zones and leads and is_hosting(design, subnet):
                yield _finding(hub, layer, subnet.zone, owner)
                break


def _finding(hub: TransitGateway, layer: Component, zone: str, owner: Component) -> Finding:
    places = (*owner.places, layer.name)
    return Finding(
        f"'{layer.name}' has no way into '{hub.name}': nothing is attached in zone {zone}",
        Fix(
            f"write `{owner.word} {owner.name} in {', '.join(places)}`, a subnet for each zone",
            (Put(owner.name, places),),
        ),
        owner.span,
        f"does not cover zone {zone}",
        (Label(f"lies in zone {zone}", layer.span),),
    )
