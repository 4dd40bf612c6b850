"""Drawings made by hand in draw.io: the designs that a person sees in them.

Beside every `NAME.drawio` in `tests/drawings/` stands that design as `NAME.arch`, and in
`NAME.txt` what cannot be read or had to be assumed.
"""

from __future__ import annotations

import base64
import json
import os
import random
import time
import zlib
from pathlib import Path
from typing import Any

import pytest

from archc.compiler import Compilation
from archc.diagnostics import as_text
from archc.fmt import formatted
from archc.graph import as_json
from archc.importers.drawio import annotate, read
from archc.importers.drawio.cells import MAX_CELLS
from archc.source import Source
from archc.syntax.printing import printed
from tests.designs import GRAMMAR, ROOT, Files, compile_file, compile_text

DRAWINGS = sorted((ROOT / "tests" / "drawings").glob("*.drawio"))
each = pytest.mark.parametrize("path", DRAWINGS, ids=lambda path: path.stem)
_PLACES = ("file", "start", "end")


def compiled(path: str, content: bytes) -> Compilation:
    """The design of a drawing."""
    found = read(path, content)
    return Compilation.of_tree(found.source, found.tree, found.found, Files({}))


def graph(compilation: Compilation) -> Any:
    """What a design says, wherever it is written and in whatever order."""

    def bare(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: bare(inner) for key, inner in value.items() if key not in _PLACES}
        return [bare(inner) for inner in value] if isinstance(value, list) else value

    whole = bare(json.loads(as_json(compilation.design)))
    for key in ("components", "relations", "subnets"):
        whole[key].sort(key=lambda entry: json.dumps(entry, sort_keys=True))
    return whole


def test_there_are_eight() -> None:
    assert len(DRAWINGS) >= 8


@each
def test_a_drawing_is_the_design_that_a_person_sees(path: Path) -> None:
    assert graph(compiled(path.name, path.read_bytes())) == graph(
        compile_file(path.with_suffix(".arch"))
    )


@each
def test_what_is_not_read_is_listed(path: Path) -> None:
    found = read(path.name, path.read_bytes()).found
    text = "\n".join(map(as_text, found))
    listing = path.with_suffix(".txt")
    if os.environ.get("ARCHC_UPDATE"):
        listing.write_text(text, encoding="utf-8")
    assert listing.read_text(encoding="utf-8") == text


@each
def test_the_printed_design_is_the_same(path: Path) -> None:
    found = read(path.name, path.read_bytes())
    laid = formatted(Source("x.arch", printed(found.tree)), GRAMMAR)
    assert not laid.mistakes
    assert graph(compile_text(laid.text)) == graph(compiled(path.name, path.read_bytes()))


@each
def test_findings_stand_on_an_annotated_copy(path: Path) -> None:
    content = path.read_bytes()
    design = compiled(path.name, content)
    copy = annotate(content, design.diagnostics)
    for found in design.diagnostics:
        assert found.code.encode() in copy
    # What is annotated is read as before, and annotating it again changes nothing.
    assert graph(compiled(path.name, copy)) == graph(design)
    assert annotate(copy, compiled(path.name, copy).diagnostics) == copy
    assert annotate(copy, []).count(b"archFinding") == 0


@each
def test_findings_name_page_label_and_id(path: Path) -> None:
    design = compiled(path.name, path.read_bytes())
    listing = design.source.text.splitlines()
    assert listing[0] == f'drawing "{path.name}"'
    for line in listing[1:]:
        assert line.startswith('"')
        assert ", id " in line
    assert all(found.span and found.span.source is design.source for found in design.diagnostics)
