"""The kind `schedule`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from archc import samples
from archc.component import Architecture, Color, Component, Icon, Relation
from archc.syntax.tree import Atom
from archc.values import (
    ComponentName,
    Cursor,
    Either,
    Record,
    Structure,
    Type,
    YesNo,
    attribute,
    duration,
    integer,
    plain_text,
    word,
)

if TYPE_CHECKING:  # a design that is not imported does not pay for it
    from archc.readback import Found, Said


class Every(Type[str]):
    """`5min`, `cron(0 2 * * ? *)` or `rate(1 day)`, as EventBridge Scheduler spells it."""

    expected = "a time, or `cron(…)` or `rate(…)`"
    example = "5min"
    _time = duration("1min", "365 days")
    _units = (("day", 86400), ("hour", 3600), ("minute", 60))

    def read(self, cursor: Cursor) -> str:
        """Take the expression as it stands, or a time as a rate."""
        value = cursor.next
        if isinstance(value, Atom) and value.kind == "SCHEDULE":
            cursor.take()
            return value.text
        start = cursor.at
        seconds = self._time.read(cursor)
        for unit, amount in self._units:
            if seconds % amount == 0:
                number = seconds // amount
                return f"rate({number} {unit}{'' if number == 1 else 's'})"
        cursor.at = start
        raise self.refuse(cursor)


class Call(Record):
    """`retries 3 age 1h on_failure lost`, and in a block `input: { job: "clean" }`."""

    input: Any = attribute(
        Either(plain_text(), Structure('{ job: "clean" }')), "What the target gets."
    )
    retries: int | None = attribute(
        integer(0, 185), "How often it is tried again; 185 times unless written."
    )
    age: int | None = attribute(
        duration("1min", "24h", "1h"), "How late the call may still be made."
    )
    on_failure: Any = attribute(
        ComponentName("queue", drawn=True), "The queue for what could not be delivered."
    )


class Schedule(Component):
    """Calls its targets again and again, or once at a time (EventBridge Scheduler).

    Its arrows say what it does; its role may do exactly that, for this schedule only.
    """

    title = "Amazon EventBridge Scheduler"
    icon = Icon(
        "resource", "event_time_based", Color.INTEGRATION, "integration/eventbridge-scheduler.png"
    )
    identity = "scheduler.amazonaws.com"
    delivers = ("invoke", "send", "publish", "put", "start", "run", "submit")
    phrase = Call
    resource = "AWS::Scheduler::ScheduleGroup"
    read_from = ("AWS::Scheduler::Schedule", "AWS::Events::Rule")
    values = {"arn": "${@.Arn}", "id": "${@}"}

    every: str | None = attribute(
        Every(),
        "How often: a time, or `cron(minute hour day-of-month month day-of-week year)`.",
        property="Schedule.ScheduleExpression",
        example="cron(0 2 * * ? *)",
    )
    once: str | None = attribute(
        word("a date and a time in quotes", '"2027-05-01T08:00:00"', r"[0-9:T-]{10,19}"),
        "Once, at this time.",
        name="at",
    )
    timezone: str | None = attribute(
        word("the name of a time zone", "Europe/Berlin", r"[A-Za-z]+(?:[/_+-][A-Za-z0-9_+-]+)*"),
        "The clock that `cron` and `at` mean, UTC unless written; it knows summer time.",
        property="Schedule.ScheduleExpressionTimezone",
    )
    flexible: int | None = attribute(
        duration("1min", "24h", "15min"),
        "How much later it may be, so that not everything starts at once.",
        property="Schedule.FlexibleTimeWindow.MaximumWindowInMinutes",
    )
    paused: bool = attribute(YesNo(), "Calls nothing for now.", default=False, example="yes")
    physical_name: str | None = attribute(
        word("up to 64 letters, digits, `-`, `_` and `.`", "nightly", r"[\w.-]{1,64}"),
        "A fixed name of its group in AWS.",
        name="name",
        property="ScheduleGroup.Name",
    )

    @classmethod
    def recognises(cls, one: Found) -> bool:
        """Schedules of one group are one; a rule with a time is one too."""
        if one.type == "AWS::Scheduler::Schedule":
            return not one.names("GroupName")
        return one.type == cls.resource or one.peek("ScheduleExpression") is not None

    @classmethod
    def read_back(cls, one: Found, said: Said) -> None:
        """When it calls, and what it may not call."""
        first = next(_schedules(one), one)
        first.label(said, "Description")
        when = first.take("ScheduleExpression")
        text = str(when.value) if when is not None else ""
        at = re.fullmatch(r"at\(([^)]*)\)", text)
        if at is not None and when is not None:
            said.say("at", said.text(at[1], when.span))
        elif when is not None and re.fullmatch(r"(cron|rate)\([^)\n]*\)", text):
            said.say("every", said.time(text, when.span))
        zone = first.take("ScheduleExpressionTimezone")
        if zone is not None:
            said.say("timezone", zone)
        flexible = first.amount("min", "FlexibleTimeWindow", "MaximumWindowInMinutes")
        if flexible is not None:
            said.say("flexible", flexible)
        first.take("FlexibleTimeWindow", "Mode")
        if first.word({"DISABLED": "yes"}, "State"):
            said.flag("paused")
        first.take_usual("State", value="enabled")
        for part in _schedules(one):
            part.take("GroupName")
            part.take("Target")
            one.owns(part)
            said.check_target(part.peek("Target"), part, "", cls.identity)
        if one.type == "AWS::Events::Rule":
            said.check_targets("events.amazonaws.com", "events.amazonaws.com")

    @classmethod
    def infer(cls, one: Found, said: Said) -> None:
        """An arrow to each of its targets."""
        for part in _schedules(one):
            target = part.peek("Target")
            if target is not None:
                said.call(target, part.span)
        if one.type == "AWS::Events::Rule":
            said.call_targets()

    @property
    def when(self) -> str:
        """The schedule expression."""
        return f"at({self.once})" if self.once is not None else self.every or ""

    def sample_event(self, relation: Relation, design: Architecture) -> dict[str, Any]:
        """What the function is given: the arrow's own input, if there is any."""
        said: dict[str, Any] | None = getattr(relation.details, "input", None)
        return said or samples.scheduled(self.name, design.region_of(self))

    def trusted_for(self) -> Mapping[str, Mapping[str, str]]:
        """The schedules of its own group."""
        return {
            "ArnEquals": {"aws:SourceArn": f"${{{self.logical_id}.Arn}}"},
            "StringEquals": {"aws:SourceAccount": "${AWS::AccountId}"},
        }


def _schedules(one: Found) -> Iterator[Found]:
    """The schedules that a group has; one alone is its own."""
    if one.type == "AWS::Scheduler::Schedule":
        yield one
    for part in one.whole.of_type("AWS::Scheduler::Schedule"):
        if one.type != part.type and one.whole.policies.found(part.peek("GroupName")) is one:
            yield part
