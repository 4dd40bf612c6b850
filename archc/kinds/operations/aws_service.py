"""The kind `aws_service`."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from archc.component import Color, Component, Grant, Icon, Verb
from archc.limits import SERVICE_ACTIONS
from archc.values import MappingOf, Record, attribute, plain_text, word

_ICONS = {
    "comprehend": ("comprehend", "ml/comprehend.png"),
    "polly": ("polly", "ml/polly.png"),
    "rekognition": ("rekognition", "ml/rekognition.png"),
    "textract": ("textract", "ml/textract.png"),
    "transcribe": ("transcribe", "ml/transcribe.png"),
    "translate": ("translate", "ml/translate.png"),
    "bedrock": ("bedrock", "ml/bedrock.png"),
    "ec2": ("ec2", "compute/ec2.png"),
    "autoscaling": ("auto_scaling2", "compute/ec2-auto-scaling.png"),
    "rds": ("rds", "database/rds.png"),
    "ses": ("simple_email_service", "engagement/simple-email-service-ses.png"),
    "cloudwatch": ("cloudwatch_2", "management/cloudwatch.png"),
    "ssm": ("systems_manager", "management/systems-manager.png"),
    "sts": ("identity_and_access_management", "security/identity-and-access-management-iam.png"),
    "cloudformation": ("cloudformation", "management/cloudformation.png"),
}
_COLORS = {"ec2": Color.COMPUTE, "autoscaling": Color.COMPUTE, "rds": Color.DATABASE}
_LEARNING = "#01A88D"


class Tagged(Record):
    """`{ tagged: { environment: dev } }`."""

    tagged: dict[str, str] = attribute(
        MappingOf(plain_text("a text", "dev"), "{ environment: dev }"),
        "Only what carries these tags.",
        default={},
    )

    @property
    def id_part(self) -> str:
        """The tags' names."""
        return "".join(name.title() for name in self.tagged if name.isalnum())


class AwsService(Component):
    """A service of AWS that code calls, and that has no part of its own in the stack.

    Its name, or `service:`, is the service's: `aws_service rekognition`. An arrow to it names the
    actions: `read_text -> rekognition : DetectText`. Where actions work on single resources, the
    block of the arrow can ask for tags: `{ tagged: { environment: dev } }`.
    """

    called = "an AWS service"
    title = "AWS service"
    icon = Icon("resource", "general", Color.GENERAL, "general/general.png")
    deployed = False
    default_verbs = 0
    scope = Tagged
    values = {"id": "${@}"}

    service_name: str | None = attribute(
        word("the service's name in IAM actions", "rekognition", r"[a-z0-9-]+"),
        "The service, if the component is not called like it.",
        name="service",
        example="rekognition",
    )

    def __init__(self, values: Mapping[str, Any]) -> None:
        service = values.get("service_name") or values.get("name", "")
        drawn: dict[str, Any] = {}
        if service in _ICONS:
            shape, image = _ICONS[service]
            color = _COLORS.get(service, _LEARNING if image.startswith("ml/") else Color.GENERAL)
            drawn = {
                "icon": Icon("service", shape, color, image),
                "title": SERVICE_ACTIONS[service]["title"],
            }
        super().__init__({**values, **drawn})

    @property
    def prefix(self) -> str:
        """The service as its IAM actions name it."""
        return self.service_name or self.name

    @cached_property
    def actions(self) -> Mapping[str, str]:
        """Its actions, and the ARN of what each works on; `*` where it names no resource."""
        known = SERVICE_ACTIONS.get(self.prefix)
        return known["actions"] if known else {}

    def offered(self) -> tuple[Verb, ...]:
        """Its actions."""
        return tuple(
            Verb(
                action,
                f"call {action}",
                actions=(f"{self.prefix}:{action}",),
                resources=(_arn(pattern),),
            )
            for action, pattern in self.actions.items()
        )

    def granted(self, verb: Verb, scope: Record | None = None) -> tuple[Grant, ...]:
        """The action, where it has a resource level only on what carries the tags."""
        tagged = scope.tagged if isinstance(scope, Tagged) else {}
        condition = {"StringEquals": {f"aws:ResourceTag/{k}": v for k, v in tagged.items()}}
        on_one = verb.resources != ("*",)
        return (Grant(verb.actions, verb.resources, condition if tagged and on_one else {}),)

    def arns(self) -> tuple[str, ...]:
        """Whatever the service has."""
        return ("*",)


def _arn(pattern: str) -> str:
    """`@ec2:instance/*` as the ARN of every instance of the account in the region."""
    if not pattern.startswith("@"):
        return pattern
    service, _, rest = pattern[1:].partition(":")
    account, what = ("", rest[1:]) if rest.startswith(":") else ("${AWS::AccountId}", rest)
    return f"arn:${{AWS::Partition}}:{service}:${{AWS::Region}}:{account}:{what}"
