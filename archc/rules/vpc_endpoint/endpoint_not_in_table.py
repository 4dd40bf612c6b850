"""Gateway endpoint that is not in its client's route table.

What it does
------------
Looks for arrows to S3 or DynamoDB without a way, from a subnet whose route table the VPC's
gateway endpoint is not put into.

Why
---
A gateway endpoint is a route: it serves only the subnets whose route tables it stands in.

Bad
---

    architecture doors
    bucket reports
    vpc lab {
      subnet app_a { cidr: 10.0.1.0/24; routes: inside }
      subnet data_a { cidr: 10.0.2.0/24; routes: deep }
      route_table inside
      route_table deep
      vpc_endpoint s3_door { service: s3; routes: deep }
    }
    instance worker in app_a
    worker -> reports : write

Good
----

    architecture doors
    bucket reports
    vpc lab {
      subnet app_a { cidr: 10.0.1.0/24; routes: inside }
      subnet data_a { cidr: 10.0.2.0/24; routes: deep }
      route_table inside
      route_table deep
      vpc_endpoint s3_door { service: s3; routes: deep, inside }
    }
    instance worker in app_a
    worker -> reports : write

Fix
---
Name the table in `routes` of the endpoint, or leave `routes` out: then it is put into all of
them.

References
----------
- https://docs.aws.amazon.com/vpc/latest/privatelink/gateway-endpoints.html
- https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-s3.html

"""

from collections.abc import Iterator

from archc.component import Architecture
from archc.diagnostics import Label, Severity
from archc.edits import Fix, Include, Repair
from archc.kinds.network.vpc_endpoint import VpcEndpoint
from archc.routes import route_table
from archc.rules.causes import blocked_by, endpoint_missed
from archc.rules.rule import Finding, Pillar, Rule

RULE = Rule("CON313", Severity.ERROR, Pillar.CORRECTNESS, repair=Repair.UNSAFE)


def check(endpoint: VpcEndpoint, design: Architecture) -> Iterator[Finding]:
    """Look for arrows that this endpoint was meant for."""
    for relation, _ in blocked_by(design, RULE.code):
        if endpoint_missed(design, relation) is endpoint:
            source = relation.source
            table = route_table(design, design.subnets_of(source)[0])
            names = ", ".join((*(one.name for one in endpoint.routes), table.label))
            yield Finding(
                f"the endpoint '{endpoint.name}' does not serve '{source.name}', whose route "
                f"table is '{table.label}'",
                Fix(
                    f"write `routes: {names}` in '{endpoint.name}', or leave `routes` out",
                    (Include(endpoint.name, "routes", table.label),) if table.is_written else (),
                ),
                endpoint.at("routes"),
                "leaves this table out",
                (
                    Label("has no way to the service", relation.span),
                    Label("the table", table.owner.span),
                ),
            )
