"""Counts the faults of draw.io files from the facts that a checker took in draw.io itself.

The checker is a command that takes `--full --batch FOLDER FILE...`, opens every file in draw.io's
web editor, writes a PNG of it into the folder, and prints a line of JSON per file: `file`, the
numbers `edgeCrossings`, `edgeOverlaps` and `aspect`, and as lists of pairs of cells, written
`id:label`, the rest of what `faults` looks at.
"""

from __future__ import annotations

import base64
import json
import subprocess
import xml.etree.ElementTree as ET
import zlib
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import unquote

SHAPE = "width : height"
_COLUMNS = (
    "overlaps", "lines through icons", "crossings", "lines over texts", "texts on texts or icons",
    "lines on lines", "lines through foreign places", SHAPE,
)  # fmt: skip


def opened(checker: Sequence[str], folder: Path, files: Iterable[Path]) -> dict[str, dict]:
    """What the checker says of every file, by the file's stem; it leaves pictures in a folder."""
    command = [*checker, "--full", "--batch", str(folder), *map(str, files)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    facts = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    return {Path(entry["file"]).stem: entry for entry in facts}


def faults(facts: dict[str, Any], file: Path) -> dict[str, Any]:
    """The numbers of one row, by column."""
    if "overlaps" not in facts:
        return {"error": facts.get("error", "not opened")}
    parents = _parents(file)
    over, through = (
        [pair for name in names for pair in facts[name] if not _own(*pair, parents)]
        for names in (("edgesThroughLabel", "edgesThroughOwnLabel"), ("edgesThroughVertex",))
    )
    counted = (
        len(facts["overlaps"]),
        len(through),
        facts["edgeCrossings"],
        len(over),
        len(facts["labelHits"]),
        facts["edgeOverlaps"],
        len(facts["edgesThroughGroup"]),
        facts["aspect"],
    )
    return dict(zip(_COLUMNS, counted, strict=True))


def _own(line: str, shape: str, parents: dict[str, str]) -> bool:
    """Whether a text is the line's own label or step; the checker names cells `id:label`."""
    ends = [_id(name, parents) for name in (line, shape)]
    return parents.get(ends[1]) == ends[0]


def _id(name: str, parents: dict[str, str]) -> str:
    return max((id_ for id_ in parents if name.startswith(f"{id_}:")), key=len, default="")


def _parents(file: Path) -> dict[str, str]:
    """The parent of every cell of the first page."""
    root = ET.parse(file).getroot()
    page = root.find("diagram")
    if page is not None and len(page) == 0:
        packed = base64.b64decode(page.text or "")
        root = ET.fromstring(unquote(zlib.decompress(packed, -15).decode()))
    elif page is not None:
        root = page
    found = {}
    for element in root.iter():
        cell = element if element.tag == "mxCell" else element.find("mxCell")
        if element.get("id") and cell is not None:
            found[element.get("id", "")] = cell.get("parent", "")
    return found
