"""Service that archc does not know.

What it does
------------
Looks for an `aws_service` whose name is in no table of archc.

Why
---
archc has to know a service's actions, to give exactly those that an arrow names.

Bad
---

    architecture lab
    aws_service rekogniton

Good
----

    architecture lab
    aws_service rekognition
    function look { code: file("hello.py") }
    look -> rekognition : DetectText

Fix
---
Write the service as IAM actions name it, or `allow` on an arrow that names the action.

References
----------
- https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html

"""

from collections.abc import Iterator

from archc.component import Architecture
from archc.diagnostics import Severity
from archc.edits import Fix, Repair, Write
from archc.kinds.operations.aws_service import AwsService
from archc.limits import SERVICE_ACTIONS
from archc.rules.rule import Finding, Pillar, Rule
from archc.values import did_you_mean, nearest

RULE = Rule("IAM912", Severity.ERROR, Pillar.CORRECTNESS, repair=Repair.UNSAFE)


def check(service: AwsService, _: Architecture) -> Iterator[Finding]:
    """Look it up."""
    if service.prefix not in SERVICE_ACTIONS:
        yield Finding(
            f"archc knows no actions of a service '{service.prefix}'",
            _meant(service),
            service.at("service_name"),
            "unknown",
        )


def _meant(service: AwsService) -> Fix:
    told = did_you_mean(service.prefix, tuple(SERVICE_ACTIONS))
    near = nearest(service.prefix, tuple(SERVICE_ACTIONS))
    return Fix(told, (Write(service.name, f"service: {near}"),) if near else ())
