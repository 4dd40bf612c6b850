"""Endpoint that nobody uses.

What it does
------------
Looks for an interface endpoint in a VPC where nothing has an arrow to its service, though the
service could be drawn.

Why
---
An interface endpoint costs money by the hour in every zone, used or not.

Bad
---

    architecture doors
    purpose: production
    vpc lab {
      flow_logs
      tier app { isolated }
      vpc_endpoint sqs_door in app { service: sqs }
    }
    instance worker in app

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
Draw the arrow to the service, or remove the endpoint.

References
----------
- https://docs.aws.amazon.com/vpc/latest/privatelink/privatelink-access-aws-services.html

"""

from collections.abc import Iterator

from archc.component import Architecture
from archc.diagnostics import Severity
from archc.edits import Cut, Fix, Repair
from archc.groups import clients
from archc.kinds.network.vpc_endpoint import VpcEndpoint
from archc.rules.rule import Finding, Pillar, Rule
from archc.rules.uses import has_unread, is_named

RULE = Rule("CON317", Severity.WARNING, Pillar.COST, repair=Repair.UNSAFE)

# Services that components stand for; what else an endpoint opens is not drawn.
_DRAWN = ("dynamodb", "events", "kinesis-streams", "lambda", "s3", "secretsmanager", "sns", "sqs")


def check(endpoint: VpcEndpoint, design: Architecture) -> Iterator[Finding]:
    """Look for clients; a gateway costs nothing, and package repositories lie in S3."""
    if not endpoint.has_interface or endpoint.opens not in _DRAWN or not endpoint.places:
        return
    vpc = design.vpc_of(endpoint)
    if is_named(endpoint, design) or (vpc is not None and has_unread(vpc, design)):
        return
    if next(clients(design, endpoint), None) is None:
        yield Finding(
            f"nothing in '{vpc.name if vpc else ''}' uses {endpoint.opens} through "
            f"'{endpoint.name}'",
            Fix(
                "draw the arrow of whoever uses it, or remove the endpoint",
                (Cut(endpoint.span),),
            ),
            endpoint.span,
            "costs money for nothing",
        )
