"""Compiles designs for tests: from text with files in memory, and from `examples/`."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from archc.compiler import Compilation
from archc.folder import Folder
from archc.source import Source
from archc.syntax.grammar import Grammar, user_cache
from archc.values import Unreadable

ROOT = Path(__file__).resolve().parent.parent
EXAMPLES = sorted((ROOT / "examples").glob("*.arch"))
FAULTY = sorted((ROOT / "examples" / "faulty").glob("*.arch"))
GRAMMAR = Grammar(user_cache())


class Memory:
    """A reader of files that exist in a test only."""

    def __init__(self, files: Mapping[str, str]) -> None:
        self._files = files

    def text(self, path: str) -> str:
        """The text of a file."""
        if path not in self._files:
            raise Unreadable(f"the file '{path}' does not exist", "write it")
        return self._files[path]

    def folder(self, path: str) -> Mapping[str, bytes]:
        """The files whose names begin with the folder's."""
        inside = {
            name.removeprefix(f"{path}/"): text.encode()
            for name, text in sorted(self._files.items())
            if name.startswith(f"{path}/")
        }
        if not inside:
            raise Unreadable(f"the folder '{path}' does not exist", "make it")
        return inside


def compile_text(
    text: str, files: Mapping[str, str] | None = None, path: str = "design.arch"
) -> Compilation:
    """A design that stands in a test."""
    return Compilation(Source(path, text), Memory(files or {}), GRAMMAR)


def compile_file(path: Path) -> Compilation:
    """A design on disk."""
    text = path.read_text(encoding="utf-8")
    return Compilation(Source(path.name, text), Folder(path.parent), GRAMMAR)


def compile_example(stem: str) -> Compilation:
    """A correct example by its name without `.arch`."""
    return compile_file(ROOT / "examples" / f"{stem}.arch")
