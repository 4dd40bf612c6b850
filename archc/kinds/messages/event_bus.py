"""The kind `event_bus`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archc.component import Architecture, Color, Component, Grant, Icon, Verb
from archc.values import Record, YesNo, attribute, duration, word

if TYPE_CHECKING:  # a design that is not imported does not pay for it
    from archc.readback import Found, Said


_DEFAULT = {
    "arn": "arn:${AWS::Partition}:events:${AWS::Region}:${AWS::AccountId}:event-bus/default",
    "name": "default",
    "id": "default",
}


class EventBus(Component):
    """A bus for events of your own, from which rules pick what they are for (EventBridge).

    Services of AWS send to the account's default bus only, where every rule listens that lies in
    no bus. `default` stands for that one.
    """

    title = "Amazon EventBridge event bus"
    icon = Icon("service", "eventbridge", Color.INTEGRATION, "integration/eventbridge.png")
    delivers = ("match",)
    api = "events"
    resource = "AWS::Events::EventBus"
    values = {"arn": "${@.Arn}", "name": "${@.Name}", "id": "${@}"}
    hands = ("name",)
    verbs = (Verb("put", "send it events", actions=("events:PutEvents",), resources=("${@.Arn}",)),)

    default: bool = attribute(
        YesNo(), "It is the account's own bus, which exists.", default=False, example="yes"
    )
    archive: int | None = attribute(
        duration("1 day", "3653 days", "30 days"),
        "Keeps every event this long, so that it can be replayed.",
        property="Archive.RetentionDays",
    )
    physical_name: str | None = attribute(
        word("up to 256 letters, digits, `-`, `_`, `.` and `/`", "shop", r"[\w./-]{1,256}"),
        "A fixed name in AWS.",
        name="name",
        property="EventBus.Name",
    )

    @classmethod
    def read_back(cls, one: Found, said: Said) -> None:
        """Its label, and how long events are kept."""
        one.label(said, "Description")
        said.read_name("Name")
        for archive in one.whole.of_type("AWS::Events::Archive"):
            if one.whole.policies.found(archive.peek("SourceArn")) is one and one.owns(archive):
                archive.take("SourceArn")
                days = archive.amount("days", "RetentionDays")
                if days is not None and archive.is_plain("SourceArn", "RetentionDays"):
                    said.say("archive", days)

    def expression(self, value: str, design: Architecture) -> str:
        """The default bus has fixed names."""
        return _DEFAULT[value] if self.default else super().expression(value, design)

    def granted(self, verb: Verb, scope: Record | None = None) -> tuple[Grant, ...]:
        """Sending to exactly this bus."""
        if not self.default:
            return super().granted(verb, scope)
        return (Grant(verb.actions, (_DEFAULT["arn"],)),)

    def arns(self) -> tuple[str, ...]:
        """Its ARN."""
        return (_DEFAULT["arn"],) if self.default else super().arns()
