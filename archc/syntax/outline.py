"""Brackets of a source, found without parsing: how deep they nest, and where one is missing."""

import re
from collections.abc import Iterator
from typing import NamedTuple

MAX_DEPTH = 32
_MARKS = re.compile(r'"""(?:[^\\]|\\.)*?"""|"(?:[^"\\\n]|\\.)*"|#[^\n]*|[{}\[\]]', re.DOTALL)
_CLOSES = {"}": "{", "]": "["}


class Outline(NamedTuple):
    """Offsets: brackets never closed, brackets never opened, and the first one nested too deep."""

    unclosed: tuple[int, ...]
    unopened: tuple[int, ...]
    too_deep: int | None


def outline(text: str) -> Outline:
    """Pair the brackets of a text, ignoring those in quoted text and comments."""
    opened: list[int] = []
    unopened: list[int] = []
    too_deep = None
    for offset, mark in brackets(text):
        if mark in "{[":
            opened.append(offset)
            if len(opened) > MAX_DEPTH and too_deep is None:
                too_deep = offset
        elif opened and text[opened[-1]] == _CLOSES[mark]:
            opened.pop()
        else:
            unopened.append(offset)
    return Outline(tuple(opened), tuple(unopened), too_deep)


def brackets(text: str) -> Iterator[tuple[int, str]]:
    """Every bracket with its offset, in order."""
    for match in _MARKS.finditer(text):
        if match[0] in "{}[]":
            yield match.start(), match[0]


def statement_end(text: str, start: int) -> int:
    """Where the statement that `start` lies in ends: its line's end, or behind its block."""
    end = _line_end(text, start)
    depth = 0
    for offset, mark in brackets(text[start:]):
        if depth == 0 and start + offset >= end:
            return end
        depth += 1 if mark in "{[" else -1
        if depth < 0:
            return start + offset
        if depth == 0:
            end = max(end, _line_end(text, start + offset))
    return end if depth == 0 else len(text)


def _line_end(text: str, offset: int) -> int:
    end = text.find("\n", offset)
    return end if end >= 0 else len(text)
