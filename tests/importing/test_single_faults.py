"""Templates with one fault each are named, at the line or beside it; without the fault all is quiet.

The faults are made by `mutants.py`, which knows no rule. A third of them is tried here, and all of
them with `ARCHC_MUTANTS=all`. A fault is named if archc says an error or warning that it does not
say of the template without it, and at the right line if that speaks of the changed resource, of its
component or of a resource that names it. Not all of them are mistakes: a property that says what
AWS does anyway can go, and a stricter rule that nobody needs is only stricter.
"""

from __future__ import annotations

import os
import re
import zlib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from archc.diagnostics import Diagnostic, Severity
from archc.importers.cloudformation.document import read as read_document
from archc.source import Source
from tests.designs import ROOT, compile_file
from tests.importing.mutants import Mutant, mutants
from tests.importing.test_roundtrip import imported, template

BASES = (
    "06_web_shop",
    "09_groups_and_acls",
    "43_transit_gateway_literal",
    "17_guestbook",
    "21_queues",
)
ALL = os.environ.get("ARCHC_MUTANTS") == "all"


@cache
def base(name: str) -> str:
    return template(compile_file(ROOT / "examples" / f"{name}.arch"))


def chosen(name: str) -> Iterator[Mutant]:
    """The mutants that are tried, always the same ones."""
    for mutant in mutants(base(name)):
        if ALL or zlib.crc32(f"{name} {mutant.name}".encode()) % 3 == 0:
            yield mutant


def grave(text: str, folder: Path) -> list[Diagnostic]:
    return [f for f in imported(text, folder).diagnostics if f.severity is not Severity.ADVICE]


def _sentence(found: Diagnostic) -> tuple[str, str]:
    return found.code, re.sub("[0-9]", "", found.message)


def at_right_line(mutant: Mutant, found: Diagnostic) -> bool:
    """Whether a finding points at what was changed, or at what hangs together with it."""
    lines = {p.span.first.line for p in (found, *found.related) if p.span is not None}
    document, _ = read_document(Source("", mutant.text))
    assert document is not None
    if found.component is not None and _home(base_of(mutant), mutant.resource) == found.component:
        return True
    for id_, entry in document.get("Resources").value.items():  # type: ignore[union-attr]
        first, last = entry.key.first.line, entry.item.span.last.line
        near = id_ == mutant.resource or mutant.resource in entry.item.span.text
        if near and any(first <= line <= last for line in lines):
            return True
    return any(mutant.resource in one.span.text for one in (found, *found.related) if one.span)


def base_of(mutant: Mutant) -> str:
    return next(base(name) for name in BASES if f"  {mutant.resource}:" in base(name))


@cache
def _home(text: str, resource: str) -> str | None:
    document, _ = read_document(Source("", text))
    assert document is not None
    found = document.get("Resources", resource, "Metadata", "Component")
    return str(found.value) if found is not None else None


@pytest.mark.parametrize("name", BASES)
def test_the_base_is_quiet(name: str, tmp_path: Path) -> None:
    assert [found.message for found in grave(base(name), tmp_path)] == []


@pytest.mark.parametrize("name", BASES)
def test_faults_are_named_at_their_lines(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = {_sentence(found) for found in imported(base(name), tmp_path).diagnostics}
    tried = named = placed = 0
    unnamed = []
    for mutant in chosen(name):
        new = [f for f in grave(mutant.text, tmp_path) if _sentence(f) not in before]
        tried += 1
        named += bool(new)
        placed += any(at_right_line(mutant, found) for found in new)
        unnamed += [] if new else [mutant.name]
    if ALL:
        with capsys.disabled():
            print(f"\n{name}: {named} of {tried} named, {placed} at the right line")
    assert named >= 0.75 * tried, unnamed
    assert placed >= 0.8 * named
