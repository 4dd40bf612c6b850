"""Schedule expressions and event patterns, read as AWS reads them."""

from __future__ import annotations

from typing import Any

import pytest

from archc import events, schedules
from archc.kinds.messages.event_rule import as_pattern

STOPPED = "EC2 Instance State-change Notification"


@pytest.mark.parametrize(
    "expression",
    [
        "rate(1 minute)",
        "rate(5 minutes)",
        "rate(1 days)",
        "at(2027-05-01T08:00:00)",
        "cron(0 2 * * ? *)",
        "cron(0/15 8-17 ? * MON-FRI *)",
        "cron(0 8 1 * ? *)",
        "cron(0 8 L * ? 2027-2030)",
        "cron(0 8 15W * ? *)",
        "cron(5,35 14 ? JAN,jul 6L *)",
        "cron(0 9 ? * 2#1 *)",
    ],
)
def test_what_aws_takes_has_no_problem(expression: str) -> None:
    assert schedules.problem(expression) is None


@pytest.mark.parametrize(
    ("expression", "word"),
    [
        ("every(5 minutes)", "neither"),
        ("rate(5 weeks)", "whole number"),
        ("rate(0 minutes)", "rate of 0"),
        ("at(2027-02-30T08:00:00)", "spelled like"),
        ("at(tomorrow)", "spelled like"),
        ("cron(0 2 * * *)", "5 fields"),
        ("cron(0 2 * * * *)", "`?`"),
        ("cron(0 2 ? * ? *)", "`?`"),
        ("cron(60 2 * * ? *)", "no minute"),
        ("cron(0 24 * * ? *)", "no hour"),
        ("cron(0 2 32 * ? *)", "no day of the month"),
        ("cron(0 2 * 13 ? *)", "no month"),
        ("cron(0 2 ? * 0 *)", "no day of the week"),
        ("cron(0 2 ? * SOON *)", "no day of the week"),
        ("cron(0/0 2 * * ? *)", "no minute"),
        ("cron(? 2 * * ? *)", "no minute"),
        ("cron(0 ? * * ? *)", "no hour"),
    ],
)
def test_what_aws_refuses_has_a_problem(expression: str, word: str) -> None:
    assert word in (schedules.problem(expression) or "")


@pytest.mark.parametrize(
    ("pattern", "word"),
    [
        ({"detail-type": ["EC2 instance state-change notification"]}, STOPPED),
        ({"detail-type": ["EC2 Instance State Change Notification"]}, STOPPED),
        ({"detail-type": ["Batch Job State Change"]}, "aws.batch"),
        ({"detail-type": [STOPPED], "detail": {"state": ["running", "halted"]}}, "shutting-down"),
    ],
)
def test_a_slip_names_what_may_be_meant(pattern: dict[str, Any], word: str) -> None:
    [slip] = events.slips({"source": ["aws.ec2"]} | pattern)
    assert word in slip.fix


@pytest.mark.parametrize(
    "pattern",
    [
        {"source": ["aws.ec2"]},
        {"source": ["shop.orders"], "detail-type": ["EC2 instance state-change notification"]},
        {"source": ["aws.ec2"], "detail-type": ["AWS API Call via CloudTrail"]},
        {"source": ["aws.ec2"], "detail-type": ["Something that nobody has listed"]},
        {"source": ["aws.ec2", "shop"], "detail-type": ["Batch Job State Change"]},
        {"source": [{"prefix": "aws."}], "detail-type": ["Batch Job State Change"]},
        {"source": ["aws.ec2"], "detail-type": [STOPPED], "detail": {"state": [{"prefix": "s"}]}},
        {"source": ["aws.cloudwatch"], "detail": {"state": {"value": ["ALARM"]}}},
    ],
)
def test_what_may_match_is_no_slip(pattern: dict[str, Any]) -> None:
    assert list(events.slips(pattern)) == []


def test_a_field_below_a_field_is_compared() -> None:
    pattern = {
        "source": ["aws.cloudwatch"],
        "detail-type": ["CloudWatch Alarm State Change"],
        "detail": {"state": {"value": ["alarm"]}},
    }
    [slip] = events.slips(pattern)
    assert "INSUFFICIENT_DATA" in slip.fix


def test_every_listed_type_stands_under_one_source() -> None:
    types = [name for listed in events.EVENTS.values() for name in listed]
    assert sorted(set(types)) == sorted(types)
    assert set(events.EVENTS) <= events.SOURCES


def test_a_leaf_is_made_a_list_and_a_matcher_is_let_alone() -> None:
    matcher = [{"numeric": [">", 100]}, {"exists": False}]
    assert as_pattern({"state": "stopped", "detail": {"total": matcher}}) == {
        "state": ["stopped"],
        "detail": {"total": matcher},
    }
    assert as_pattern({"$or": [{"a": 1}, {"b": [2]}]}) == {"$or": [{"a": [1]}, {"b": [2]}]}
