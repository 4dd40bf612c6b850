"""Endpoint in the wrong place.

What it does
------------
Looks for an interface endpoint that stands in a VPC rather than in its subnets, and for a gateway
endpoint that stands in a tier or subnet.

Why
---
An interface endpoint is an address in a subnet, and a gateway endpoint a route of the VPC; AWS
has neither anywhere else.

Bad
---

    architecture doors
    queue work
    vpc lab {
      tier app { isolated }
      vpc_endpoint sqs_door { service: sqs }
    }
    instance worker in app
    worker -> work : receive

Good
----

    architecture doors
    queue work
    vpc lab {
      tier app { isolated }
      vpc_endpoint sqs_door in app { service: sqs }
    }
    instance worker in app
    worker -> work : receive

Fix
---
Write `in` and a tier or subnets for an interface, and put a gateway into the VPC's block alone.

References
----------
- https://docs.aws.amazon.com/vpc/latest/privatelink/concepts.html
- https://docs.aws.amazon.com/vpc/latest/privatelink/gateway-endpoints.html

"""

from collections.abc import Iterator

from archc.component import Architecture
from archc.diagnostics import Severity
from archc.edits import Fix, Put, Repair
from archc.kinds.network.vpc_endpoint import VpcEndpoint
from archc.routes import layers
from archc.rules.rule import Finding, Pillar, Rule

RULE = Rule("CON314", Severity.ERROR, Pillar.CORRECTNESS, repair=Repair.SAFE)


def check(endpoint: VpcEndpoint, design: Architecture) -> Iterator[Finding]:
    """Compare what it is with what it stands in."""
    holders = design.holders(endpoint)
    vpc = design.vpc_of(endpoint)
    if not holders or vpc is None:
        return
    in_vpc = holders[0] is vpc
    if endpoint.has_interface and in_vpc:
        own = layers(design, vpc, "isolated", "private") or layers(design, vpc)
        place = own[0].name if own else "a tier"
        yield Finding(
            f"the endpoint '{endpoint.name}' for {endpoint.opens} is an interface, and stands in "
            "no subnet",
            Fix(
                f"write `vpc_endpoint {endpoint.name} in {place}`",
                tuple(Put(endpoint.name, (layer.name,)) for layer in own[:1]),
            ),
            endpoint.span,
            "has no address anywhere",
        )
    if not endpoint.has_interface and not in_vpc:
        yield Finding(
            f"the endpoint '{endpoint.name}' for {endpoint.opens} is a gateway, which stands in "
            "no subnet",
            f"write it in the block of '{vpc.name}', without `in`; or say `type: interface`",
            endpoint.span,
            "is a route, and no address",
        )
