"""Reading back is part of what a kind is: each comes back from the templates of its own page."""

from __future__ import annotations

from pathlib import Path

import pytest

from archc.kinds import catalogue, kind
from tests.designs import ROOT, compile_text
from tests.importing.test_roundtrip import back
from tests.pages import designs

PAGES = ROOT / "tests" / "spec" / "kinds"
MADE = [word for word in catalogue() if not kind(word).outside and kind(word).resource]


@pytest.mark.parametrize("word", MADE)
def test_a_kind_comes_back_from_its_own_template(word: str, tmp_path: Path) -> None:
    seen = 0
    for text in designs((PAGES / f"{word}.md").read_text(encoding="utf-8")):
        one = compile_text(text)
        if one.has_errors or not one.stack.resources or not one.design.of_kind(word):
            continue
        made = {resource.component for resource in one.stack.resources.values()}
        names = {c.name for c in one.design.of_kind(word)} & made
        for other in back(one, tmp_path):
            assert {c.name for c in other.design.of_kind(word)} & made == names
        seen += 1
    assert seen, f"no design on the page of {word} becomes a template of its own"
