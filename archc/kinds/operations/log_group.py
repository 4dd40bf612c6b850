"""The kind `log_group`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from archc import samples
from archc.component import Architecture, Color, Component, Icon, Relation, Verb
from archc.values import Choice, Record, attribute, duration, plain_text, word

if TYPE_CHECKING:  # a design that is not imported does not pay for it
    from archc.readback import Found, Said


class LogPattern(Record):
    """`pattern "ERROR"`."""

    pattern: str = attribute(
        plain_text("a filter pattern in quotes", '"ERROR"'),
        "Which events are passed on, all unless written.",
        default="",
    )

    @property
    def id_part(self) -> str:
        """The words of the pattern."""
        return "".join(word.title() for word in re.findall(r"[A-Za-z0-9]+", self.pattern))[:40]


class LogGroup(Component):
    """A log and how long it is kept (Amazon CloudWatch Logs).

    An arrow from it to a function passes on the events that match a pattern, in batches, soon
    after they were written.
    """

    title = "Amazon CloudWatch Logs"
    icon = Icon("resource", "logs", Color.INTEGRATION, "management/cloudwatch-logs.png")
    service = "logs.amazonaws.com"
    delivers = ("invoke",)
    phrase = LogPattern
    api = "logs"
    resource = "AWS::Logs::LogGroup"
    values = {"name": "${@}", "arn": "${@.Arn}", "id": "${@}"}
    hands = ("name",)
    verbs = (
        Verb(
            "write",
            "write events",
            actions=("logs:CreateLogStream", "logs:PutLogEvents"),
            resources=("${@.Arn}",),
        ),
    )

    keep: int = attribute(
        duration("1 day", "3653 days", "30 days"),
        "How long events are kept.",
        default=30 * 86400,
        property="LogGroup.RetentionInDays",
        example="90 days",
    )
    on_delete: str | None = attribute(
        Choice("delete", "keep"),
        "Deleted with the stack in a lab, kept in production.",
        example="keep",
    )
    physical_name: str | None = attribute(
        word("a name", '"/shop/api"', r"[\w./#-]{1,512}"),
        "A fixed name in AWS.",
        name="name",
        property="LogGroup.LogGroupName",
    )

    @classmethod
    def read_back(cls, one: Found, said: Said) -> None:
        """How long it keeps events."""
        days = one.amount("days", "RetentionInDays")
        if days is not None:
            said.unsay("keep")
            said.say("keep", days)
        for part in one.parts("AWS::Logs::SubscriptionFilter", "LogGroupName"):
            target = one.whole.policies.found(part.take("DestinationArn"))
            is_function = target is not None and target.type == "AWS::Lambda::Function"
            if (
                target is not None
                and is_function
                and not any(
                    one.whole.policies.admits(target, service, one)
                    for service in (cls.service, "logs.${AWS::Region}.amazonaws.com")
                )
            ):
                said.unpermitted(
                    f"'{said.name}' may not pass events to '{one.whole.name(target)}': no "
                    f"permission lets {cls.service} in",
                    "add an AWS::Lambda::Permission with this Principal and the log as SourceArn",
                    part.span,
                )

    @classmethod
    def infer(cls, one: Found, said: Said) -> None:
        """An arrow for each filter that passes events on."""
        for part in one.parts("AWS::Logs::SubscriptionFilter", "LogGroupName"):
            target = one.whole.policies.found(part.peek("DestinationArn"))
            pattern = part.take("FilterPattern")
            says = ("pattern", said.text(str(pattern.value), pattern.span)) if pattern else ()
            if target is not None:
                said.reach(target, *(says if pattern and pattern.value else ()), span=part.span)

    def sample_event(self, relation: Relation, design: Architecture) -> dict[str, Any]:
        """Lines of the log, packed as Lambda is given them."""
        del relation, design
        return samples.log_lines(self.name)
