"""Every page below `tests/spec` shows what archc does."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.pages import verify

# The pages of rules and faults are those of test_rules.py and test_faults.py.
OTHERS = ("rules", "faults")
PAGES = sorted(
    page
    for page in (Path(__file__).parent / "spec").rglob("*/*.md")  # those in it are lists
    if page.parent.name not in OTHERS
)


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_page(path: Path) -> None:
    verify(path)
