"""GitLab's code quality report, which the widget of a merge request shows."""

import json

from archc.diagnostics import Diagnostic, Severity, shortened
from archc.report import File, Run
from archc.report._fingerprints import digest, fingerprints
from archc.report._paths import plain

_SEVERITIES = {Severity.ERROR: "major", Severity.WARNING: "minor", Severity.ADVICE: "info"}


def report(run: Run) -> str:
    """A list of issues; a file that cannot be read is one, too."""
    issues = [_unread(file) for file in run.unread]
    marks = fingerprints(run)
    issues += [_issue(*placed, mark) for placed, mark in zip(run.placed, marks, strict=True)]
    return json.dumps(issues, indent=2) + "\n"


def _unread(file: File) -> dict[str, object]:
    mark = digest("unreadable", plain(file.path))
    lines = {"begin": 1}
    return _record("unreadable", file.problem, "blocker", file.path, lines, mark)


def _issue(file: File, found: Diagnostic, mark: str) -> dict[str, object]:
    span = found.span
    lines = {"begin": span.first.line, "end": span.last.line} if span else {"begin": 1}
    told = f"{found.code}: {found.message}"
    return _record(found.name, told, _SEVERITIES[found.severity], file.path, lines, mark)


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
