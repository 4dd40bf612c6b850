"""Fixes: each mends its finding, adds none, and leaves everything else as it is written.

Of every rule and fault that can be fixed, the bad example and mutants of it are fixed;
`ARCHC_MUTANTS=100` asks for more of these.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

import pytest

from archc.compiler import Compilation
from archc.diagnostics import Diagnostic
from archc.edits import Edit, Repair
from archc.fmt import formatted
from archc.mend import offered
from archc.reference import every_fault, every_rule
from archc.rules.rule import name_of, page
from archc.source import Source
from tests.designs import GRAMMAR, compile_text
from tests.mutants import mutant

MUTANTS = int(os.environ.get("ARCHC_MUTANTS", "3"))
TRIES = 8  # per mutant: in some the mistake is none


class Mistake(NamedTuple):
    """What a rule or a fault finds, and its bad example."""

    name: str
    code: str
    bad: str
    repair: Repair | None


MISTAKES = [
    *(Mistake(name_of(m), m.RULE.code, page(m).bad, m.RULE.repair) for m in every_rule()),
    *(Mistake(f.name, f.code, f.bad, f.repair) for f in every_fault()),
]
FIXABLE = [one for one in MISTAKES if one.repair is not None]
FAULTS = frozenset(fault.code for fault in every_fault())
SLIPS = frozenset(code for code in FAULTS if code.startswith("SYN"))
each = pytest.mark.parametrize("mistake", FIXABLE, ids=lambda one: one.name)


def applied(text: str, edits: Sequence[Edit]) -> str:
    """The text with edits made."""
    for edit in sorted(edits, key=lambda one: -one.span.start):
        text = text[: edit.span.start] + edit.text + text[edit.span.end :]
    return text


def findings(design: Compilation) -> Counter[tuple[str, str | None, str]]:
    return Counter((f.code, f.component, f.message) for f in design.diagnostics)


def notes(text: str) -> Counter[str]:
    """The comments of a text."""
    strings = r'"""(?:[^\\]|\\.)*?"""|"(?:[^"\\\n]|\\.)*"'
    return Counter(
        m[1].rstrip() for m in re.finditer(rf"(?:{strings})|(#[^\n]*)", text, re.DOTALL) if m[1]
    )


def is_laid_out(text: str) -> bool:
    laid = formatted(Source("design.arch", text), GRAMMAR)
    return not laid.mistakes and laid.text == text


def assert_fixes(mistake: Mistake, text: str) -> bool:
    """Assert that every finding is fixed; whether there was one."""
    before = compile_text(text)
    own = [f for f in before.diagnostics if f.code == mistake.code and f.changes]
    if not own:
        return False
    fixed = [f for f in offered(before, own) if f.edits]
    assert fixed, f"nothing is offered\n{text}"
    for found in fixed:
        assert_fixed(before, found, applied(text, found.edits))
    return True


def assert_fixed(before: Compilation, found: Diagnostic, text: str) -> None:
    """Assert that one fix does what it should and no more."""
    old = before.source.text
    after = compile_text(text)
    told = f"{found.code}\n{old}\n----\n{text}"
    gone = findings(before) - findings(after)
    come = findings(after) - findings(before)
    if found.code in SLIPS:
        come -= Counter({key: n for key, n in come.items() if key[0] not in SLIPS})
    elif found.code in FAULTS:
        come -= Counter({key: n for key, n in come.items() if key[0] not in FAULTS})
    assert (found.code, found.component, found.message) in gone, told
    assert not come, f"{come}\n{told}"
    assert notes(old) == notes(text), told
    mixed = r"(?<!\r)\n|\r(?!\n)" if "\r\n" in old else r"\r"
    assert not re.search(mixed, text), told
    if is_laid_out(old):
        assert is_laid_out(text), told
    touched = {line for e in found.edits for line in range(e.span.first.line, e.span.last.line + 1)}
    kept = [line for n, line in enumerate(old.splitlines(), 1) if n not in touched]
    rest = iter(text.splitlines())
    assert all(line in rest for line in kept), told


@each
def test_the_bad_example_is_fixed(mistake: Mistake) -> None:
    assert assert_fixes(mistake, mistake.bad)


@each
def test_mutants_are_fixed(mistake: Mistake) -> None:
    done = tried = 0
    while done < MUTANTS and tried < MUTANTS * TRIES:
        tried += 1
        done += assert_fixes(mistake, mutant(mistake.bad, f"{mistake.name} {tried}"))
    assert done == MUTANTS


@pytest.mark.parametrize(
    "mistake", [one for one in MISTAKES if one.repair is None], ids=lambda one: one.name
)
def test_what_cannot_be_fixed_does_not_say_so(mistake: Mistake) -> None:
    found = [f for f in compile_text(mistake.bad).diagnostics if f.code == mistake.code]
    assert not any(f.edits or f.changes for f in offered(compile_text(mistake.bad), found))
