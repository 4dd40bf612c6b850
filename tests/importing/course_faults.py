"""Faults of students: the templates of a course, and what is easily done wrong in each.

A base is a template that is right, written as courses write them. Beside it stands a list of
faults: a title, the edits that make it, the other resources where it may be shown, and the codes
that name it (a `~` before one that is advice in a lab).

    = the NAT gateway stands in a private subnet
    NatGateway / !Ref PublicSubnet1 => !Ref AppSubnet1
    at: AppSubnet1
    codes: ROU204

An edit names a block of the template by its key and says what is replaced there, once; `…` is what
was there, `\\n` is a line's end. `Name gone` takes the whole block out, `*` is the whole file.
`missed:` is why nothing is said of a fault yet.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

from archc.compiler import Compilation
from archc.diagnostics import Diagnostic
from archc.folder import Folder
from archc.importers.cloudformation import read
from archc.source import Source
from tests.designs import GRAMMAR

FOLDER = Path(__file__).parent / "course"
BASES = tuple(sorted(path for path in FOLDER.iterdir() if path.suffix in (".yaml", ".json")))


class Fault(NamedTuple):
    """One fault: its title, the faulty template, where it may be shown, and what names it."""

    title: str
    text: str
    lines: frozenset[int]
    codes: frozenset[str]
    advice: frozenset[str]
    missed: str


def faults(base: Path) -> Iterator[Fault]:
    """The faults of a base."""
    text = base.read_text(encoding="utf-8")
    for entry in base.with_suffix(".faults").read_text(encoding="utf-8").split("\n= "):
        yield _fault(text, entry.removeprefix("= "))


def _fault(text: str, entry: str) -> Fault:
    title, *lines = entry.rstrip("\n").split("\n")
    said = {"at": "", "codes": "", "missed": ""}
    names = []
    for line in lines:
        word, colon, rest = line.partition(": ")
        if colon and word in said:
            said[word] = rest
        elif line:
            text = _edited(text, line)
            names.append(line.split(" ", 1)[0])
    where = [*names, *re.findall(r"[\w-]+", said["at"])]
    places = [place for name in where if name != "*" and (place := _block(text, name))]
    codes = said["codes"].split()
    return Fault(
        title,
        text,
        frozenset(line for start, end in places for line in _lines(text, start, end)),
        frozenset(code.removeprefix("~") for code in codes),
        frozenset(code[1:] for code in codes if code.startswith("~")),
        said["missed"],
    )


def _lines(text: str, start: int, end: int) -> range:
    return range(text.count("\n", 0, start) + 1, text.count("\n", 0, end) + 1)


def _block(text: str, name: str) -> tuple[int, int] | None:
    """A key of the template with all that stands below it, as places in the text."""
    found = re.search(
        rf'^( *)"?{re.escape(name)}"?:.*\n(?:\1 .*\n|[ ]*\n|\1}}.*\n)*', text, re.MULTILINE
    )
    return (found.start(), found.end()) if found else None


def _edited(text: str, line: str) -> str:
    name, space, change = line.partition(" / ")
    if not space:
        name, change = line.removesuffix(" gone"), ""
    place = (0, len(text)) if name == "*" else _block(text, name)
    assert place, line
    start, end = place
    block = text[start:end]
    if not space:
        left = text[:start] + text[end:]
        return re.sub(r"\},(\s*\})", r"}\1", left) if text.startswith("{") else left
    old, arrow, new = re.sub(" =>$", " => ", change).partition(" => ")
    assert arrow, line
    old, new = (re.sub(r"(?<!\\)\\n", "\n", part).replace("\\\\", "\\") for part in (old, new))
    assert old in block, line
    return text[:start] + block.replace(old, new.replace("…", old), 1) + text[end:]


@cache
def findings(text: str, base: Path) -> tuple[Diagnostic, ...]:
    """Everything that is said of a template, in a folder without any of its files."""
    source = Source(base.name, text)
    tree, found = read(source, GRAMMAR)
    folder = Folder(FOLDER / "nothing")
    return tuple(Compilation.of_tree(source, tree, found, folder, GRAMMAR).diagnostics)


def new(fault: Fault, base: Path) -> list[Diagnostic]:
    """What is said of a faulty template, and not of the right one."""
    before = {_sentence(found) for found in findings(base.read_text(encoding="utf-8"), base)}
    return [found for found in findings(fault.text, base) if _sentence(found) not in before]


def _sentence(found: Diagnostic) -> tuple[str, str]:
    return found.code, re.sub("[0-9]", "", found.message)
