"""The kind `event_rule`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from archc import samples
from archc.component import Architecture, Color, Component, Icon, Relation, Verb
from archc.values import (
    ComponentName,
    Either,
    Interpolated,
    ListOf,
    Record,
    Structure,
    YesNo,
    attribute,
    duration,
    integer,
    plain_text,
    texts,
    word,
)

if TYPE_CHECKING:  # a design that is not imported does not pay for it
    from archc.readback import Found, Said


class Delivery(Record):
    """`retries 3 age 1h on_failure lost`, and in a block `input: { job: "clean" }`."""

    input: Any = attribute(
        Either(plain_text(), Structure('{ job: "clean" }')),
        "What the target gets instead of the event.",
    )
    retries: int | None = attribute(
        integer(0, 185), "How often it is tried again; 185 times unless written."
    )
    age: int | None = attribute(
        duration("1min", "24h", "1h"), "How old an event may be and still be delivered."
    )
    on_failure: Any = attribute(
        ComponentName("queue", drawn=True), "The queue for what could not be delivered."
    )


class EventRule(Component):
    """Picks events by their pattern and hands them to its targets (EventBridge).

    `source`, `event` and `detail` say what fits; `pattern` is the whole pattern as AWS spells it.
    In no bus, it listens on the account's default bus, where services of AWS send.
    """

    title = "Amazon EventBridge rule"
    icon = Icon(
        "resource", "event_event_based", Color.INTEGRATION, "integration/eventbridge-rule.png"
    )
    inside = ("event_bus",)
    service = "events.amazonaws.com"
    identity = "events.amazonaws.com"
    delivers = ("invoke", "send", "publish", "put", "start", "run", "submit")
    phrase = Delivery
    resource = "AWS::Events::Rule"
    values = {"arn": "${@.Arn}", "id": "${@}"}
    verbs = (Verb("match", "hand it the events that fit"),)

    source: tuple[str, ...] = attribute(
        ListOf(word("who sends the event", "aws.ec2", r"[\w.:/-]{1,256}")),
        "Who sends the events.",
        default=(),
        property="Rule.EventPattern.source",
    )
    event: tuple[str, ...] = attribute(
        ListOf(
            plain_text("the event's type in quotes", '"EC2 Instance State-change Notification"')
        ),
        "The types of events.",
        default=(),
        example='"EC2 Instance State-change Notification"',
    )
    detail: dict[str, Any] | None = attribute(
        Structure('{ state: "stopped" }', values=True),
        "What stands in the event's detail; a list says what fits, one value is a list of one.",
        example='{ state: "stopped" }',
    )
    pattern: dict[str, Any] | None = attribute(
        Structure('{ source: ["shop.orders"], detail-type: ["OrderPlaced"] }', values=True),
        "The whole pattern, instead of the three.",
    )
    paused: bool = attribute(YesNo(), "Picks nothing for now.", default=False, example="yes")
    physical_name: str | None = attribute(
        word("up to 64 letters, digits, `-`, `_` and `.`", "stopped", r"[\w.-]{1,64}"),
        "A fixed name in AWS.",
        name="name",
        property="Rule.Name",
    )

    @classmethod
    def recognises(cls, one: Found) -> bool:
        """A rule with a time is a schedule."""
        return one.peek("ScheduleExpression") is None

    @classmethod
    def read_back(cls, one: Found, said: Said) -> None:
        """Its bus and pattern, and targets that nothing lets it call."""
        one.label(said, "Description")
        bus = one.whole.policies.found(one.peek("EventBusName"))
        if bus is not None:
            said.stand_in(bus, one.take("EventBusName"))
        one.take_usual("EventBusName", value="default")
        pattern = one.peek("EventPattern")
        if pattern is not None and not pattern.is_map:
            made = said.structure_of(one, "EventPattern")
            if made is not None:
                said.say_map("pattern", made)
        if pattern is not None and pattern.is_map:
            simple = set(pattern.value) <= {"source", "detail-type", "detail"}
            named = {"source": "source", "event": "detail-type"}
            if simple:
                for word, key in named.items():
                    item = pattern.get(key)
                    if item is not None and not said.say_texts_of(word, item):
                        simple = False
            if not simple:
                said.unsay(*named)
                said.say_structure("pattern", "EventPattern")
            else:
                one.take("EventPattern", "source")
                one.take("EventPattern", "detail-type")
                said.say_structure("detail", "EventPattern", "detail", short=True)
        if one.word({"DISABLED": "yes"}, "State"):
            said.flag("paused")
        one.take_usual("State", value="enabled")
        said.check_targets(cls.service, cls.identity)

    @classmethod
    def infer(cls, one: Found, said: Said) -> None:
        """An arrow to each of its targets."""
        del one
        said.call_targets()

    @property
    def event_pattern(self) -> dict[str, Any]:
        """The pattern: every leaf is a list of what fits."""
        if self.pattern is not None:
            return as_pattern(self.pattern)
        parts = {"source": list(self.source), "detail-type": list(self.event)}
        detail = {"detail": as_pattern(self.detail)} if self.detail else {}
        return {key: value for key, value in parts.items() if value} | detail

    def sample_event(self, relation: Relation, design: Architecture) -> dict[str, Any]:
        """An event that the rule picks."""
        del relation
        fitting = samples.fitting(self.event_pattern)
        return samples.bus_event(
            fitting.get("source", "shop.example"),
            fitting.get("detail-type", "Example"),
            design.region_of(self),
            fitting.get("detail", {}),
        )

    def bus(self, design: Architecture) -> Component | None:
        """The bus it listens on; None is the account's default bus."""
        return next((r.source for r in design.into(self) if r.verb.name == "match"), None)

    def trusted_for(self) -> Mapping[str, Mapping[str, str]]:
        """Rules of this account; naming the rule would close a circle."""
        return {"StringEquals": {"aws:SourceAccount": "${AWS::AccountId}"}}

    def interpolated(self) -> tuple[tuple[str, Interpolated], ...]:
        """Detail and pattern."""
        return tuple(
            (field, text) for field in ("detail", "pattern") for text in texts(getattr(self, field))
        )


def as_pattern(structure: Mapping[str, Any]) -> dict[str, Any]:
    """A structure in which one value at a leaf is made the list that EventBridge wants."""
    return {key: _fitting(key, value) for key, value in structure.items()}


def _fitting(key: str, value: Any) -> Any:
    if isinstance(value, dict):
        return as_pattern(value)
    if not isinstance(value, list):
        return [value]
    # Below `$or` stand patterns, elsewhere in a list matchers like `{ numeric: [">", 100] }`.
    return [as_pattern(one) if key == "$or" and isinstance(one, dict) else one for one in value]
