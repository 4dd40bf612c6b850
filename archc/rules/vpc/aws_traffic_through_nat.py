"""S3 or DynamoDB through NAT.

What it does
------------
Looks for arrows to buckets and tables whose packets go out through a NAT gateway.

Why
---
NAT charges for every gigabyte; a gateway endpoint costs nothing and keeps the packets within AWS.

Bad
---

    architecture shop
    bucket reports
    vpc lab {
      tier edge { public }
      tier app { private }
    }
    instance worker in app
    worker -> reports : write

Good
----

    architecture shop
    bucket reports
    vpc lab {
      tier edge { public }
      tier app { private }
      vpc_endpoint s3_door { service: s3 }
    }
    instance worker in app
    worker -> reports : write

Fix
---
Write a gateway endpoint in the VPC: `vpc_endpoint s3_door { service: s3 }`.

References
----------
- https://docs.aws.amazon.com/vpc/latest/privatelink/gateway-endpoints.html
- https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-pricing.html

"""

from collections.abc import Iterator

from archc.component import Architecture, Component
from archc.diagnostics import Severity
from archc.edits import Fix, New, Repair
from archc.kinds.network.vpc import Vpc
from archc.reach.links import SERVICES
from archc.routes import ANYWHERE, gateway_endpoints, route_table
from archc.rules.names import free_name
from archc.rules.networks import kind
from archc.rules.rule import Finding, Pillar, Rule

RULE = Rule("ROU212", Severity.ADVICE, Pillar.COST, repair=Repair.UNSAFE)


def check(vpc: Vpc, design: Architecture) -> Iterator[Finding]:
    """Look for the first such arrow to each service."""
    said: set[str] = set()
    seen: set[tuple[str, tuple[str, ...]]] = set()  # one sender of a place is enough
    for relation in design.relations:
        service = relation.target.api_name()
        source = relation.source
        if service not in SERVICES or service in said or not source.has_interface:
            continue
        place = (service, source.places)
        if place in seen or design.vpc_of(source) is not vpc:
            continue
        seen.add(place)
        if _goes_through_nat(design, source, service):
            said.add(service)
            called = "S3" if service == "s3" else "DynamoDB"
            name = free_name(design, f"{service}_door")
            door = f"vpc_endpoint {name} {{ service: {service} }}"
            yield Finding(
                f"'{source.name}' reaches '{relation.target.name}' through NAT",
                Fix(
                    f"write `{door}` in '{vpc.name}', the free way to {called}",
                    (New(door, within=vpc.name),),
                ),
                relation.span,
                "is charged by the gigabyte",
            )


def _goes_through_nat(design: Architecture, source: Component, service: str) -> bool:
    for subnet in design.subnets_of(source):
        table = route_table(design, subnet)
        if any(kind(way) == "nat" and way.destination == ANYWHERE for way in table.ways):
            doors = [getattr(one, "opens", "") for one in gateway_endpoints(design, table)]
            return service not in doors and not _has_interface(design, source, service)
    return False


def _has_interface(design: Architecture, source: Component, service: str) -> bool:
    """Whether an interface endpoint opens the service."""
    return any(
        one.has_interface
        and getattr(one, "opens", "") == service
        and design.vpc_of(one) is design.vpc_of(source)
        for one in design.of_kind("vpc_endpoint")
    )
