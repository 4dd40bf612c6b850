"""GitLab's code quality report, which the widget of a merge request shows."""

import json

from archc.diagnostics import Diagnostic, Severity, shortened
from archc.fingerprints import digest
from archc.report import File, Run, place_of
from archc.report._marks import marks
from archc.report._paths import plain

_SEVERITIES = {Severity.ERROR: "major", Severity.WARNING: "minor", Severity.ADVICE: "info"}


def report(run: Run) -> str:
    """A list of issues; a file that cannot be read is one, and so is the count of what is hidden.

    The form has no other place for that.
    """
    issues = [_unread(file) for file in run.unread]
    placed = list(run.placed)
    issues += [_issue(*one, mark) for one, mark in zip(placed, marks(placed), strict=True)]
    issues += [_hidden(file) for file in run.files if file.hidden]
    return json.dumps(issues, indent=2) + "\n"


def _unread(file: File) -> dict[str, object]:
    mark = digest("unreadable", plain(file.path))
    lines = {"begin": 1}
    return _record("unreadable", file.problem, "blocker", file.path, lines, mark)


def _hidden(file: File) -> dict[str, object]:
    mark = digest("hidden", plain(file.path), file.summary)
    return _record("hidden", file.summary, "info", file.path, {"begin": 1}, mark)


def _issue(file: File, found: Diagnostic, mark: str) -> dict[str, object]:
    span = found.span
    lines = {"begin": span.first.line, "end": span.last.line} if span else {"begin": 1}
    told = f"{found.code}: {found.message}"
    path = place_of(file, found)
    return _record(found.name, told, _SEVERITIES[found.severity], path, lines, mark)


def _record(
    name: str, told: str, severity: str, path: str, lines: dict[str, int], mark: str
) -> dict[str, object]:
    return {
        "description": shortened(told),
        "check_name": name,
        "fingerprint": mark,
        "severity": severity,
        "location": {"path": plain(path), "lines": lines},
    }
