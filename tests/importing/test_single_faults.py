"""Templates with one fault each are named, at the line or beside it; without the fault all is quiet.

The faults are made by `mutants.py`, which knows no rule. Some are tried here, and all of them with
`ARCHC_MUTANTS=all`. A fault is named if archc says an error or warning that it does not say of the
template without it, and at the right line if that speaks of the changed resource, of its component
or of a resource that names it. Not all of them are mistakes: a property that says what AWS does
anyway can go, and a stricter rule that nobody needs is only stricter. The page
`tests/spec/FAULTS_IN_TEMPLATES.md` has every one that is not named, and why.
"""

from __future__ import annotations

import os
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.importing.faults_page import PAGE, keep, kept, page, result, why
from tests.importing.mutants import Mutant
from tests.importing.single_faults import BASES, Base, grave, judge

ALL = os.environ.get("ARCHC_MUTANTS") == "all"
UPDATE = os.environ.get("ARCHC_UPDATE") == "1"
STALE = "run this file with ARCHC_MUTANTS=all ARCHC_UPDATE=1 and read the difference"
_SHARE = 40  # one of so many is tried
_NAMED = {True: 0.94, False: 0.85}  # at least, with the intent and without
_PLACED = 0.95


def is_chosen(base: Base, name: str) -> bool:
    """Whether a mutant is tried, always the same ones."""
    return ALL or zlib.crc32(f"{base} {name}".encode()) % _SHARE == 0


def chosen(base: Base) -> Iterator[Mutant]:
    """The mutants that are tried."""
    return (mutant for mutant in base.mutants if is_chosen(base, mutant.name))


@pytest.mark.parametrize("base", BASES, ids=str)
def test_the_base_is_quiet(base: Base, tmp_path: Path) -> None:
    assert [found.message for found in grave(base.text, tmp_path)] == []


@pytest.mark.parametrize("base", BASES, ids=str)
def test_faults_are_named_at_their_lines(
    base: Base, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = result(str(base), (judge(base, mutant, tmp_path) for mutant in chosen(base)))
    if ALL:
        with capsys.disabled():
            print(
                f"\n{base}: {found.named} of {found.tried} named, {found.placed} at the right line"
            )
    if ALL and UPDATE:
        keep(found)
    before = kept()[str(base)]
    assert before.tried == len(base.mutants), STALE
    assert list(found.unnamed) == [n for n in before.unnamed if is_chosen(base, n)], STALE


@pytest.mark.parametrize("base", BASES, ids=str)
def test_most_of_all_faults_are_named(base: Base) -> None:
    found = kept()[str(base)]
    assert found.named >= _NAMED[base.intent] * found.tried
    assert found.placed >= _PLACED * found.named


def test_every_fault_that_is_not_named_has_its_reason() -> None:
    assert [name for one in kept().values() for name in one.unnamed if why(name) is None] == []
    assert PAGE.read_text(encoding="utf-8") == page(), STALE
