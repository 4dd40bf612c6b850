"""Two endpoints for one name.

What it does
------------
Looks for two interface endpoints of one VPC that open the same service and both have
`private_dns`.

Why
---
The service's name can lead to one endpoint only; AWS refuses the second.

Bad
---

    architecture doors
    queue work
    vpc lab {
      tier app { isolated }
      tier more { isolated; slot: 3 }
      vpc_endpoint sqs_door in app { service: sqs }
      vpc_endpoint back_door in more { service: sqs }
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
Keep one endpoint, which serves the whole VPC; or write `private_dns: no` in the other.

References
----------
- https://docs.aws.amazon.com/vpc/latest/privatelink/create-interface-endpoint.html

"""

from collections.abc import Iterator

from archc.component import Architecture
from archc.diagnostics import Label, Severity
from archc.edits import Repair, write
from archc.kinds.network.vpc_endpoint import VpcEndpoint
from archc.rules.rule import Finding, Pillar, Rule

RULE = Rule("CON327", Severity.ERROR, Pillar.CORRECTNESS, repair=Repair.SAFE)


def check(endpoint: VpcEndpoint, design: Architecture) -> Iterator[Finding]:
    """Compare it with those written before it."""
    for other in design.of_kind(endpoint.word):
        if other is endpoint or not (endpoint.has_interface and endpoint.private_dns):
            return
        same = (
            other.has_interface
            and getattr(other, "private_dns", False)
            and getattr(other, "opens", "") == endpoint.opens
            and design.vpc_of(other) is design.vpc_of(endpoint)
        )
        if same:
            yield Finding(
                f"'{other.name}' and '{endpoint.name}' both want the name of {endpoint.opens}",
                write(
                    endpoint.name,
                    "private_dns: no",
                    f"remove '{endpoint.name}', or write `{{}}` in it",
                ),
                endpoint.span,
                "the second one",
                (Label("has this name already", other.span),),
            )
