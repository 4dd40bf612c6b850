"""Golden files: what every example becomes, to be read whenever it changes.

`tests/golden/<example>/` holds the template, the scripts and the drawing, of two examples also who
may do what. In the drawing the SVG's icons are left out, which belong to the installed icon package.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from archc import allowed
from archc.compiler import files
from tests.designs import EXAMPLES, compile_file

GOLDEN = Path(__file__).parent / "golden"
PERMISSIONS = ("06_web_shop", "17_guestbook")


def made(path: Path) -> dict[str, str]:
    """The readable files of an example by name."""
    compiled = compile_file(path)
    compiled.finish()
    assert not compiled.has_errors
    found = files(compiled, path.stem, ("yaml", "drawio", "svg"))
    # Zips and folders hold files of the example as they are.
    own = ((name, content) for name, content in found if not name.endswith(".zip"))
    texts = {name: content.decode() for name, content in own if "/" not in name}
    icons = re.compile(r"data:image/png[^\"']*")
    texts = {name: icons.sub("icon", text) for name, text in texts.items()}
    if path.stem in PERMISSIONS:
        texts[f"{path.stem}.permissions.txt"] = allowed.as_text(compiled.design)
    return texts


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda p: p.stem)
def test_golden(path: Path) -> None:
    folder = GOLDEN / path.stem
    texts = made(path)
    if os.environ.get("ARCHC_UPDATE"):
        folder.mkdir(parents=True, exist_ok=True)
        for old in folder.iterdir():
            old.unlink()
        for name, text in texts.items():
            (folder / name).write_text(text, encoding="utf-8")
        return
    assert sorted(texts) == sorted(old.name for old in folder.iterdir())
    for name, text in texts.items():
        kept = (folder / name).read_text(encoding="utf-8")
        assert text == kept, f"{name} changed: run `./dev update` and read the difference"


def test_there_is_no_golden_file_of_a_lost_example() -> None:
    assert {folder.name for folder in GOLDEN.iterdir()} == {path.stem for path in EXAMPLES}
