"""Texts of several lines: as deep as the statement they belong to, and the same text as before."""

from __future__ import annotations

import re

from archc.syntax.parse import same_text

_LINE = re.compile(r"( *)(.*)", re.DOTALL)


def indented(text: str, indent: int) -> str:
    """A text in triple quotes whose lines begin at a column, unless that would change it."""
    first, *lines = text.split("\n")
    split = [match.groups() for match in map(_LINE.fullmatch, lines) if match is not None]
    common = min((len(blanks) for blanks, rest in split if rest not in ("", '"""')), default=0)
    moved = [
        " " * (indent + max(0, len(blanks) - common)) + rest if rest or len(blanks) > common else ""
        for blanks, rest in split
    ]
    if split and split[-1][1] == '"""':
        moved[-1] = " " * indent + '"""'
    changed = "\n".join([first, *moved])
    return changed if same_text(text, changed) else text
