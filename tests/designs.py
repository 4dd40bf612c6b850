"""Designs given as text: compiled without a folder, with the files they name in memory."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from archc.compiler import Compilation
from archc.source import Source
from archc.syntax.grammar import Grammar, user_cache
from archc.values import Unreadable

# Files that the examples of rules may name beside those a test gives.
FILES = {
    "hello.py": "def handler(event, context):\n    return {'statusCode': 200, 'body': 'hello'}\n",
    "orders/app.py": "from shapes import ORDER\n\n\ndef handler(event, context):\n    return ORDER\n",
    "orders/shapes.py": "ORDER = {'statusCode': 200}\n",
    "small.sh": "#!/bin/bash\necho ready\n",
    "large.sh": "#!/bin/bash\n" + "echo one more line of a long script\n" * 500,
}


class Files:
    """A `Reader` of files that lie in memory, by their path."""

    def __init__(self, files: Mapping[str, str]) -> None:
        self._files = files

    def text(self, path: str) -> str:
        """The text of a file."""
        if path not in self._files:
            raise Unreadable(f"the file '{path}' does not exist", "put it beside the design")
        return self._files[path]

    def folder(self, path: str) -> Mapping[str, bytes]:
        """Every file below a folder, by its name in there."""
        top = path.rstrip("/") + "/"
        found = {
            name[len(top) :]: text.encode()
            for name, text in sorted(self._files.items())
            if name.startswith(top)
        }
        if not found:
            raise Unreadable(f"the folder '{path}' does not exist", "put it beside the design")
        return found


@cache
def grammar() -> Grammar:
    """The grammar, read once."""
    return Grammar(user_cache())


def compile_text(text: str, files: Mapping[str, str] = {}) -> Compilation:
    """The compilation of a design; call `finish` for what only the whole stack shows."""
    return Compilation(Source("design.arch", text), Files({**FILES, **files}), grammar())
