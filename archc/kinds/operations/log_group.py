"""The kind `log_group`."""

import re
from typing import Any

from archc import samples
from archc.component import Architecture, Color, Component, Icon, Relation, Verb
from archc.values import Choice, Record, attribute, duration, plain_text, word


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

    def sample_event(self, relation: Relation, design: Architecture) -> dict[str, Any]:
        """Lines of the log, packed as Lambda is given them."""
        del relation, design
        return samples.log_lines(self.name)
