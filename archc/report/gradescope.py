"""results.json of a Gradescope autograder: a test for each file.

A file has ten points. An error takes one, none is left at ten; warnings and advice take none.
A file that cannot be read gets nothing, and neither does a design with a mistake in its grammar:
the rules are not asked there, and what they would have found must not be worth points.
"""

import json

from archc.diagnostics import Severity, as_text, has_errors, visible
from archc.report import File, Run
from archc.report._paths import shown

POINTS = 10


def report(run: Run) -> str:
    """Scores and findings; the score of the whole is the sum of the tests."""
    tests = [_test(file) for file in run.files]
    body = {
        "score": sum(_score(file) for file in run.files),
        "output": run.summary,
        "output_format": "text",
        "visibility": "visible",
        "stdout_visibility": "hidden",
        "tests": tests,
    }
    return json.dumps(body, indent=2) + "\n"


def _test(file: File) -> dict[str, object]:
    passed = file.design is not None and not has_errors(file.findings)
    return {
        "name": shown(file.path),
        "name_format": "text",
        "score": _score(file),
        "max_score": POINTS,
        "status": "passed" if passed else "failed",
        "output": _output(file),
        "output_format": "text",
        "visibility": "visible",
    }


def _score(file: File) -> int:
    if file.design is None or not file.design.is_whole:
        return 0
    errors = sum(found.severity is Severity.ERROR for found in file.findings)
    return max(0, POINTS - errors)


def _output(file: File) -> str:
    if file.design is None:
        return visible(file.problem)
    return "\n".join([*map(as_text, file.findings), file.summary])
