"""Every page below `tests/spec` shows what archc does."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.pages import verify

PAGES = sorted((Path(__file__).parent / "spec").rglob("*.md"))


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_page(path: Path) -> None:
    verify(path)
