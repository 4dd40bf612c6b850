"""Source and Span: a text and places in it."""

import re
from bisect import bisect_left, bisect_right
from functools import cached_property
from typing import NamedTuple

_TWO_UNITS = re.compile("[\U00010000-\U0010ffff]")


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

    @cached_property
    def _long_ones(self) -> list[int]:
        """Where the code points are that UTF-16 writes as two units."""
        return [match.start() for match in _TWO_UNITS.finditer(self.text)]

    def position_in_utf16(self, offset: int) -> Position:
        """The same place as editors and SARIF count it: columns in UTF-16 code units."""
        place = self.position(offset)
        before = bisect_left(self._long_ones, self._line_starts[place.line - 1])
        return Position(place.line, place.column + bisect_left(self._long_ones, offset) - before)

    def extent(self, number: int) -> tuple[int, int]:
        """Where line `number` (from 1) begins, and where it ends without its line end."""
        starts = self._line_starts
        start = starts[number - 1]
        end = starts[number] - 1 if number < len(starts) else len(self.text)
        while end > start and self.text[end - 1] == "\r":
            end -= 1
        return start, end


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

    def covers(self, other: "Span | None") -> bool:
        """Whether another span of the same source lies within this one."""
        if other is None or other.source is not self.source:
            return False
        return self.start <= other.start and other.end <= self.end
