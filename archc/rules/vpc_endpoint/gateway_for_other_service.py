"""Gateway endpoint for a service that has none.

What it does
------------
Looks for `type: gateway` at an endpoint for another service than S3 and DynamoDB.

Why
---
Only these two services have gateway endpoints; AWS refuses one for any other.

Bad
---

    architecture doors
    queue work
    vpc lab {
      nat: per_zone
      tier edge { public }
      tier app { private }
      vpc_endpoint sqs_door { service: sqs; type: gateway }
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
Leave `type` out, and let the endpoint stand in a tier or in subnets.

References
----------
- https://docs.aws.amazon.com/vpc/latest/privatelink/gateway-endpoints.html
- https://docs.aws.amazon.com/vpc/latest/privatelink/aws-services-privatelink-support.html

"""

from collections.abc import Iterator

from archc.component import Architecture
from archc.diagnostics import Severity
from archc.edits import Fix, Put, Repair, remove
from archc.kinds.network.vpc_endpoint import GATEWAYS, VpcEndpoint
from archc.routes import layers
from archc.rules.rule import Finding, Pillar, Rule

RULE = Rule("CON316", Severity.ERROR, Pillar.CORRECTNESS, repair=Repair.UNSAFE)


def check(endpoint: VpcEndpoint, design: Architecture) -> Iterator[Finding]:
    """Look at the service."""
    if endpoint.type == "gateway" and endpoint.opens not in GATEWAYS:
        yield Finding(
            f"there is no gateway endpoint for {endpoint.opens}",
            _fix(endpoint, design),
            endpoint.at("type"),
            f"only {' and '.join(GATEWAYS)} have gateways",
        )


def _fix(endpoint: VpcEndpoint, design: Architecture) -> Fix:
    vpc = design.vpc_of(endpoint)
    own = layers(design, vpc, "isolated", "private") if vpc is not None else ()
    told = "leave `{}` out, and write `in` and a tier: an interface endpoint opens it"
    return remove(endpoint.name, "type", told).also(
        *(Put(endpoint.name, (layer.name,)) for layer in own[:1] if vpc in design.holders(endpoint))
    )
