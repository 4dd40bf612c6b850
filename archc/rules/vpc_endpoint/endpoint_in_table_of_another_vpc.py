"""Endpoint in the route table of another VPC.

What it does
------------
Looks for a gateway endpoint whose `routes` name a route table of another VPC.

Why
---
A gateway endpoint is a route of its own VPC; AWS refuses to put it into another one's table.

Bad
---

    architecture doors
    vpc lab {
      subnet app_a { cidr: 10.0.1.0/24; routes: inside }
      route_table inside
    }
    vpc other {
      cidr: 10.1.0.0/16
      vpc_endpoint s3_door { service: s3; routes: inside }
    }

Good
----

    architecture doors
    vpc lab {
      subnet app_a { cidr: 10.0.1.0/24; routes: inside }
      route_table inside
      vpc_endpoint s3_door { service: s3; routes: inside }
    }

Fix
---
Write the endpoint in the VPC of the table.

References
----------
- https://docs.aws.amazon.com/vpc/latest/privatelink/gateway-endpoints.html

"""

from collections.abc import Iterator

from archc.component import Architecture
from archc.diagnostics import Label, Severity
from archc.edits import Cut, Fix, Repair
from archc.kinds.network.vpc_endpoint import VpcEndpoint
from archc.rules.rule import Finding, Pillar, Rule

RULE = Rule("CON328", Severity.ERROR, Pillar.CORRECTNESS, repair=Repair.UNSAFE)


def check(endpoint: VpcEndpoint, design: Architecture) -> Iterator[Finding]:
    """Compare the VPCs."""
    own = design.vpc_of(endpoint)
    for name in endpoint.routes:
        table = design.components.get(name.name)
        home = design.vpc_of(table) if table is not None else None
        if table is not None and own is not None and home is not None and home is not own:
            yield Finding(
                f"the endpoint '{endpoint.name}' of '{own.name}' cannot stand in '{table.name}', "
                f"a table of '{home.name}'",
                Fix(
                    f"write the endpoint in '{home.name}', or name a table of '{own.name}'",
                    (Cut(name.span),),
                ),
                name.span,
                "a table of another VPC",
                (Label("belongs to the other VPC", table.span),),
            )
