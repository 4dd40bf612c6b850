"""Source and Span: a text and places in it."""

from __future__ import annotations

from bisect import bisect_right
from functools import cached_property
from typing import NamedTuple


class Position(NamedTuple):
    """A place as people count it: line and column from 1, columns in code points."""

    line: int
    column: int


class Source:
    """The text of one file, and the name it is shown under."""

    def __init__(self, path: str, text: str) -> None:
        self.path = path
        self.text = text

    @cached_property
    def _line_starts(self) -> list[int]:
        return [0, *(i + 1 for i, char in enumerate(self.text) if char == "\n")]

    def position(self, offset: int) -> Position:
        """Line and column of a code point offset; the end of the text is a place too."""
        line = bisect_right(self._line_starts, offset)
        return Position(line, offset - self._line_starts[line - 1] + 1)

    def line(self, number: int) -> str:
        """The text of line `number` (from 1) without its line end."""
        start = self._line_starts[number - 1]
        end = self.text.find("\n", start)
        return self.text[start : end if end >= 0 else len(self.text)].rstrip("\r")


class Span(NamedTuple):
    """Code points `start` (included) to `end` (excluded) of a source."""

    source: Source
    start: int
    end: int

    @property
    def first(self) -> Position:
        """Where the span begins."""
        return self.source.position(self.start)

    @property
    def last(self) -> Position:
        """The place just behind the span."""
        return self.source.position(self.end)

    @property
    def text(self) -> str:
        """The characters of the span."""
        return self.source.text[self.start : self.end]
