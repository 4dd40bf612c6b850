"""Templates with one fault each are named, at the line or beside it; without the fault all is quiet.

The faults are made by `mutants.py`, which knows no rule. Some are tried here, and all of them with
`ARCHC_MUTANTS=all`. A fault is named if archc says an error or warning that it does not say of the
template without it, and at the right line if that speaks of the changed resource, of its component
or of a resource that names it. Not all of them are mistakes: a property that says what AWS does
anyway can go, and a stricter rule that nobody needs is only stricter.
"""

from __future__ import annotations

import os
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.importing.mutants import Mutant
from tests.importing.single_faults import BASES, Base, grave, judge

ALL = os.environ.get("ARCHC_MUTANTS") == "all"
_SHARE = 24  # one of so many is tried
_NAMED = {True: 0.9, False: 0.75}  # at least, with the intent and without


def chosen(base: Base) -> Iterator[Mutant]:
    """The mutants that are tried, always the same ones."""
    for mutant in base.mutants:
        if ALL or zlib.crc32(f"{base} {mutant.name}".encode()) % _SHARE == 0:
            yield mutant


@pytest.mark.parametrize("base", BASES, ids=str)
def test_the_base_is_quiet(base: Base, tmp_path: Path) -> None:
    assert [found.message for found in grave(base.text, tmp_path)] == []


@pytest.mark.parametrize("base", BASES, ids=str)
def test_faults_are_named_at_their_lines(
    base: Base, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    verdicts = [judge(base, mutant, tmp_path) for mutant in chosen(base)]
    named = [one for one in verdicts if one.named]
    placed = [one for one in named if one.placed]
    if ALL:
        with capsys.disabled():
            print(f"\n{base}: {len(named)} of {len(verdicts)} named, "
                  f"{len(placed)} at the right line")  # fmt: skip
    unnamed = [one.mutant.name for one in verdicts if not one.named]
    assert len(named) >= _NAMED[base.intent] * len(verdicts), unnamed
    assert len(placed) >= 0.9 * len(named)
