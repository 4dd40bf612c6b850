"""The kind `event_bus`."""

from archc.component import Architecture, Color, Component, Grant, Icon, Verb
from archc.values import Record, YesNo, attribute, duration, word

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
