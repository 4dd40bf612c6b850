"""Endpoint whose group refuses its clients.

What it does
------------
Follows arrows to AWS services through an interface endpoint, and looks for a written security
group there that does not let them in.

Why
---
An interface endpoint is an address in your subnet: whoever uses the service needs to be let in
there at port 443, or waits until it gives up.

Bad
---

    architecture doors
    queue work
    vpc lab {
      tier app { isolated }
      vpc_endpoint sqs_door in app { service: sqs; security: door_sg }
      security_group door_sg { inbound: https from 10.9.0.0/16 }
    }
    instance worker in app
    worker -> work : receive

Good
----

    architecture doors
    queue work
    vpc lab {
      tier app { isolated }
      vpc_endpoint sqs_door in app { service: sqs; security: door_sg }
      security_group door_sg { inbound: https from 10.0.0.0/16 }
    }
    instance worker in app
    worker -> work : receive

Fix
---
Let the clients in by https, or remove `security`: the derived group lets in whoever has an arrow
to the service.

References
----------
- https://docs.aws.amazon.com/vpc/latest/privatelink/create-interface-endpoint.html
- https://docs.aws.amazon.com/vpc/latest/privatelink/privatelink-access-aws-services.html

"""

from collections.abc import Iterator

from archc.component import Architecture
from archc.diagnostics import Label, Severity
from archc.edits import Repair, include
from archc.kinds.network.vpc_endpoint import VpcEndpoint
from archc.rules.causes import blocked_by, endpoint_at
from archc.rules.rule import Finding, Pillar, Rule

RULE = Rule("CON312", Severity.ERROR, Pillar.CORRECTNESS, repair=Repair.UNSAFE)


def check(endpoint: VpcEndpoint, design: Architecture) -> Iterator[Finding]:
    """Look for arrows whose packets come as far as this endpoint."""
    for relation, why in blocked_by(design, RULE.code):
        if endpoint_at(design, why) is endpoint:
            source = relation.source
            subnet = next((s.block for s in design.subnets_of(source)), "10.0.0.0/16")
            yield Finding(
                f"the endpoint '{endpoint.name}' does not let '{source.name}' in",
                include(why.owner, "inbound", f"https from {subnet}"),
                endpoint.at("security"),
                "is closed to its client",
                (Label("goes through the endpoint", relation.span),),
            )
