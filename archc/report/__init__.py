"""report: findings → text for people and programs. One module per format, found by its file name.

A module has one function, `report`, which makes a text of a `Run`. Whatever comes from a design
is data there: every format escapes it in its own way, and control characters never get through.
"""

import importlib
import os
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from archc.compiler import Compilation
from archc.diagnostics import Diagnostic, reading_key, summary, visible
from archc.suppression import Hidden


class File(NamedTuple):
    """One file that was named: its design and what was found, or why it cannot be read."""

    path: str
    design: Compilation | None = None
    findings: tuple[Diagnostic, ...] = ()
    problem: str = ""
    hidden: tuple[Hidden, ...] = ()

    @property
    def summary(self) -> str:
        """How many findings there are, and how many more are hidden."""
        return counted(self.findings, self.hidden)


def place_of(file: File, found: Diagnostic) -> str:
    """The path of the file in which a finding has its place: what a design names, or itself."""
    return found.span.source.path if found.span is not None else file.path


class Run(NamedTuple):
    """Everything that one command looked at, in the order of the paths."""

    files: tuple[File, ...]

    @classmethod
    def of(cls, *files: File) -> "Run":
        """A run over files in any order; findings come to stand in reading order."""
        ordered = (
            file._replace(
                findings=tuple(sorted(file.findings, key=reading_key)),
                hidden=tuple(sorted(file.hidden, key=lambda one: reading_key(one.found))),
            )
            for file in files
        )
        return cls(tuple(sorted(ordered, key=lambda file: file.path)))

    @property
    def placed(self) -> Iterator[tuple[File, Diagnostic]]:
        """Every finding with its file, in reading order."""
        pairs = ((file, found) for file in self.files for found in file.findings)
        yield from sorted(pairs, key=lambda pair: reading_key(pair[1]))

    @property
    def found(self) -> list[Diagnostic]:
        """Every finding, in reading order."""
        return [found for _, found in self.placed]

    def offering(self) -> "Run":
        """The same run, with the edits of every finding that one is proved to mend."""
        return Run(tuple(map(_offering, self.files)))

    @property
    def mendable(self) -> tuple[int, int]:
        """How many findings safe fixes mend, and how many more unsafe ones."""
        if not any(found.changes for found in self.found):
            return 0, 0
        mend: Any = importlib.import_module("archc.mend")
        counted = [mend.mendable(f.design, f.findings) for f in self.files if f.design is not None]
        return sum(safe for safe, _ in counted), sum(unsafe for _, unsafe in counted)

    @property
    def hidden(self) -> list[Hidden]:
        """What was found and is not shown, file by file."""
        return [one for file in self.files for one in file.hidden]

    @property
    def summary(self) -> str:
        """How many findings there are, and how many more are hidden."""
        return counted(self.found, self.hidden)

    @property
    def unread(self) -> tuple[File, ...]:
        """The files that cannot be read."""
        return tuple(file for file in self.files if file.design is None)


def _offering(file: File) -> File:
    if file.design is None or not any(found.changes for found in file.findings):
        return file
    mend: Any = importlib.import_module("archc.mend")
    return file._replace(findings=mend.offered(file.design, file.findings))


def counted(found: Sequence[Diagnostic], hidden: Sequence[Hidden]) -> str:
    """`2 errors; 3 findings are hidden: 2 by accept, 1 by archc.toml`."""
    if not hidden:
        return summary(found)
    by = Counter(one.by for one in hidden)
    because = ", ".join(f"{number} by {visible(name)}" for name, number in sorted(by.items()))
    many = "1 finding is" if len(hidden) == 1 else f"{len(hidden)} findings are"
    return f"{summary(found)}; {many} hidden: {because}"


@cache
def formats() -> tuple[str, ...]:
    """The names of the formats, without importing one of them."""
    names = (n[:-3] for n in sorted(os.listdir(Path(__file__).parent)) if n.endswith(".py"))
    return tuple(name for name in names if not name.startswith("_"))


def report(run: Run, name: str) -> str:
    """A run in one of the formats."""
    module: Any = importlib.import_module(f"archc.report.{name}")
    return str(module.report(run))
