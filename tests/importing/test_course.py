"""What students get wrong in templates that they write by hand is named, at its place.

The templates are right as they stand in `course/`, and nothing is said of them that matters in a
lab. Each of the faults beside them is one mistake; `course_faults.py` says how they are written.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from archc.diagnostics import Diagnostic, Severity
from tests.importing.course_faults import BASES, Fault, faults, findings, new

WANTED, PLACED = 0.95, 0.9

each = pytest.mark.parametrize("base", BASES, ids=lambda base: base.stem)


@each
def test_the_template_is_quiet(base: Path) -> None:
    found = findings(base.read_text(encoding="utf-8"), base)
    assert [f.message for f in found if f.severity is not Severity.ADVICE] == []


@each
def test_cfn_lint_takes_the_template(base: Path) -> None:
    linter = Path(sys.executable).with_name("cfn-lint")
    ran = subprocess.run([linter, base], capture_output=True, text=True, check=False)
    assert (ran.stdout, ran.returncode) == ("", 0)


@each
def test_every_fault_is_named_as_its_list_says(base: Path) -> None:
    wrong = [
        f"{fault.title}: {sorted({f.code for f in found})}"
        for fault in faults(base)
        if bool(_naming(fault, found := new(fault, base))) is bool(fault.missed)
    ]
    assert wrong == []


@each
def test_every_fault_says_by_what_it_is_named_or_why_it_is_not(base: Path) -> None:
    assert [fault.title for fault in faults(base) if bool(fault.codes) is bool(fault.missed)] == []
    titles = [fault.title for fault in faults(base)]
    assert len(titles) == len(set(titles))


def test_most_are_named_and_placed(capsys: pytest.CaptureFixture[str]) -> None:
    tried = named = placed = 0
    for base in BASES:
        all_of_it = list(faults(base))
        naming = [(fault, _naming(fault, new(fault, base))) for fault in all_of_it]
        own = sum(bool(found) for _, found in naming)
        right = sum(any(_is_at(fault, f) for f in found) for fault, found in naming)
        with capsys.disabled():
            print(f"\n{base.name}: {own} of {len(all_of_it)} named, {right} at the right line")
        tried, named, placed = tried + len(all_of_it), named + own, placed + right
    assert tried >= 200
    assert named >= WANTED * tried
    assert placed >= PLACED * tried


def _naming(fault: Fault, found: list[Diagnostic]) -> list[Diagnostic]:
    """The findings that name a fault: an advice only where more would be too much."""
    return [
        f
        for f in found
        if f.code in fault.codes and (f.severity is not Severity.ADVICE or f.code in fault.advice)
    ]


def _is_at(fault: Fault, found: Diagnostic) -> bool:
    lines = {one.span.first.line for one in (found, *found.related) if one.span is not None}
    return bool(lines & fault.lines)
