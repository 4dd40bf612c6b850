"""Schedule expressions: what `cron(…)`, `rate(…)` and `at(…)` say, and what is wrong with one."""

from __future__ import annotations

import re
from datetime import datetime

_MONTHS = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"]
_DAYS = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"]
_SPELLING = "a time is spelled like `at(2027-05-01T08:00:00)`"
# The six fields of cron: name, least, most, names of values (the first stands for the least).
_FIELDS: tuple[tuple[str, int, int, list[str]], ...] = (
    ("minute", 0, 59, []),
    ("hour", 0, 23, []),
    ("day of the month", 1, 31, []),
    ("month", 1, 12, _MONTHS),
    ("day of the week", 1, 7, _DAYS),
    ("year", 1970, 2199, []),
)
_SPECIAL = {  # what only days may say
    "day of the month": r"L|LW|W|[0-9]{1,2}W",
    "day of the week": r"L|[1-7A-Z]{1,3}L|(?:[1-7]|[A-Z]{3})#[1-5]",
}


def problem(expression: str) -> str | None:
    """What AWS would refuse in an expression; None if it is fine."""
    match = re.fullmatch(r"(cron|rate|at)\((.*)\)", expression.strip())
    if match is None:
        return "it is neither `rate(…)`, `cron(…)` nor `at(…)`"
    kind, inside = match[1], match[2].strip()
    return {"cron": _cron, "rate": _rate, "at": _at}[kind](inside)


def _rate(inside: str) -> str | None:
    match = re.fullmatch(r"([0-9]+) (minute|minutes|hour|hours|day|days)", inside)
    if match is None:
        return "a rate is a whole number of minutes, hours or days, like `rate(5 minutes)`"
    if int(match[1]) == 0:
        return "a rate of 0 is none"
    return None


def _at(inside: str) -> str | None:
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}", inside):
        return _SPELLING
    try:
        datetime.fromisoformat(inside)
    except ValueError:
        return _SPELLING
    return None


def _cron(inside: str) -> str | None:
    fields = inside.split()
    if len(fields) != len(_FIELDS):
        return (
            f"it has {len(fields)} fields; AWS wants six: minute, hour, day of the month, month, "
            f"day of the week, year"
        )
    days = (fields[2], fields[4])
    if days.count("?") != 1:
        return (
            "exactly one of day of the month (the third field) and day of the week (the fifth) "
            "must be `?`"
        )
    for text, field in zip(fields, _FIELDS, strict=True):
        if not (text == "?" and field[0] in _SPECIAL) and not _fits(text.upper(), field):
            return f"'{text}' is no {field[0]}"
    return None


def _fits(text: str, field: tuple[str, int, int, list[str]]) -> bool:
    return all(_part_fits(part, field) for part in text.split(","))


def _part_fits(part: str, field: tuple[str, int, int, list[str]]) -> bool:
    name, low, high, names = field
    if re.fullmatch(_SPECIAL.get(name, "(?!)"), part):
        return True
    span, slash, step = part.partition("/")
    if slash and not (step.isdecimal() and 0 < int(step) <= high):
        return False
    if span == "*":
        return True
    ends = [_number(end, low, names) for end in span.split("-")]
    return len(ends) <= 2 and all(end is not None and low <= end <= high for end in ends)


def _number(text: str, low: int, names: list[str]) -> int | None:
    if text in names:
        return names.index(text) + low
    return int(text) if text.isdecimal() else None
