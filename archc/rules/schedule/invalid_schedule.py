"""Schedule that AWS refuses.

What it does
------------
Reads `every` and `at` as EventBridge Scheduler does: six fields of `cron`, one of the two days a
`?`, values within their ranges; and exactly one of the two.

Why
---
AWS refuses a schedule that it cannot read. Its `cron` is not that of Unix: it has six fields, and
counts Sunday as 1.

Bad
---

    architecture nightly
    schedule night { every: cron(0 2 * * *) }
    function report { code: file("hello.py") }
    night -> report

Good
----

    architecture nightly
    schedule night { every: cron(0 2 * * ? *) }
    function report { code: file("hello.py") }
    night -> report

Fix
---
Write minute, hour, day of the month, month, day of the week and year, with `?` for one of the
days.

References
----------
- https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html

"""

from collections.abc import Iterator

from archc import schedules
from archc.component import Architecture
from archc.diagnostics import Severity
from archc.edits import Fix, Repair, write
from archc.kinds.messages.schedule import Schedule
from archc.rules.rule import Finding, Pillar, Rule

RULE = Rule("MSG814", Severity.ERROR, Pillar.CORRECTNESS, repair=Repair.SAFE)


def check(schedule: Schedule, _: Architecture) -> Iterator[Finding]:
    """Look for exactly one expression, and read it."""
    said = [value for value in (schedule.every, schedule.once) if value is not None]
    if len(said) != 1:
        yield Finding(
            f"the schedule '{schedule.name}' says both `every` and `at`"
            if said
            else f"the schedule '{schedule.name}' does not say when",
            "write one of `every:` and `at:`, for instance `every: 5min`",
            schedule.at("once"),
        )
        return
    problem = schedules.problem(schedule.when)
    if problem is not None:
        yield Finding(
            f"AWS cannot read `{schedule.when}`: {problem}",
            _fix(schedule) if schedule.every else 'write it like `at: "2027-05-01T08:00:00"`',
            schedule.at("every", "once"),
            "no schedule",
        )


def _fix(schedule: Schedule) -> Fix:
    told = "write it like `every: cron(0 2 * * ? *)`, every night at two"
    fields = schedule.when.removeprefix("cron(").removesuffix(")").split()
    if not schedule.when.startswith("cron(") or len(fields) not in (5, 6):
        return Fix(told)
    # The usual form has no year, and a star where AWS wants `?` for one of the days.
    fields += ["*"] if len(fields) == 5 else []
    if fields[4] == "*":
        fields[4] = "?"
    elif fields[2] == "*" and fields[4].isalpha():
        fields[2] = "?"
    wanted = f"cron({' '.join(fields)})"
    if schedules.problem(wanted) is not None:
        return Fix(told)
    return write(schedule.name, f"every: {wanted}", "write `{}`")
