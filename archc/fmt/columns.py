"""Lines → text: what stood in one column in neighbouring lines does so again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from archc.fmt.layout import Cell, Line

_ROOM = 2  # spaces before a comment, at least
_USUAL = 52  # characters before a comment where even one alone stays


def text_of(lines: Sequence[Line], source: str) -> str:
    """The lines as they are written into the file."""
    for run in _runs(lines):
        _align(run, source)
    places = _places(lines)
    written = []
    for number, line in enumerate(lines):
        code = " " * line.indent + " ".join(" " * cell.pad + cell.text for cell in line.cells)
        if line.note is not None:
            code = code.ljust(places.get(number, 0)) + line.note.text
        written.append(code.rstrip() + "\n")
    return "".join(written)


class _Mark(NamedTuple):
    """A cell that another one may stand below; `wide` where more than one space is before it."""

    column: int
    line: int
    cell: int
    wide: bool
    brace: bool


def _runs(lines: Sequence[Line]) -> Iterator[list[Line]]:
    """Lines of one depth that stand below each other here, and did so before."""
    run: list[Line] = []
    for line in lines:
        if run and not (_whole(line) and line.indent == run[-1].indent and _follows(run[-1], line)):
            yield run
            run = []
        if _whole(line):
            run.append(line)
    yield run


def _follows(line: Line, other: Line) -> bool:
    return other.cells[0].token.line == line.cells[0].token.line + 1


def _whole(line: Line) -> bool:
    """Whether all of a line was one line before."""
    return (
        bool(line.cells)
        and len({cell.token.line for cell in line.cells}) == 1
        and not any("\n" in cell.text for cell in line.cells)
    )


def _align(run: Sequence[Line], source: str) -> None:
    """Pad cells from left to right; those in one column follow the one furthest to the right."""
    if len(run) < 2:
        return
    at = [(0, line.indent) for line in run]  # the cell behind what is placed, and where it begins
    for group in _columns(_marks(run, source)):
        reached = []
        for mark in group:
            cell, x = at[mark.line]
            for passed in run[mark.line].cells[cell : mark.cell]:
                x += passed.pad + len(passed.text) + 1
            reached.append(x)
        column = max(reached)
        for mark, x in zip(group, reached, strict=True):
            run[mark.line].cells[mark.cell].pad = column - x
            at[mark.line] = (mark.cell, x)


def _marks(run: Sequence[Line], source: str) -> list[_Mark]:
    return sorted(
        _Mark(cell.token.column, number, place, _wide(cell, source), cell.text[0] == "{")
        for number, line in enumerate(run)
        for place, cell in enumerate(line.cells)
        if place
    )


def _wide(cell: Cell, source: str) -> bool:
    start = cell.token.start
    return start > 1 and source[start - 2 : start] == "  "


def _columns(marks: Sequence[_Mark]) -> Iterator[list[_Mark]]:
    """Marks below each other, of which somebody spaced one, from left to right."""
    for _, same in groupby(marks, lambda mark: mark.column):
        group: list[_Mark] = []
        for mark in same:
            last = group[-1] if group else None
            if last is not None and not _belong(last, mark):
                if len(group) > 1:
                    yield group
                group = []
            group.append(mark)
        if len(group) > 1:
            yield group


def _belong(upper: _Mark, lower: _Mark) -> bool:
    return (
        lower.line == upper.line + 1 and lower.brace == upper.brace and (upper.wide or lower.wide)
    )


def _places(lines: Sequence[Line]) -> dict[int, int]:
    """Where the comments behind statements begin, by the number of the line.

    Comments in one column stay there, if there is room in all of their neighbouring lines;
    neighbours for whom there is none move together. A comment alone in its column stands behind
    its line, unless it is in the usual column.
    """
    ends = {n: _end(line) for n, line in enumerate(lines) if line.cells and line.note}
    groups: list[tuple[int, list[int]]] = []  # a column, and the lines that have it in a row
    for number in ends:
        column = _column(lines[number])
        if groups and groups[-1][0] == column and groups[-1][1][-1] == number - 1:
            groups[-1][1].append(number)
        else:
            groups.append((column, [number]))
    needed = [max(ends[number] for number in group) + _ROOM for _, group in groups]
    together: Counter[int] = Counter()
    for (column, group), least in zip(groups, needed, strict=True):
        together[column] += len(group) if least <= column else 0
    places = {}
    for (column, group), least in zip(groups, needed, strict=True):
        stays = least <= column and (together[column] > 1 or column == _USUAL)
        places.update(dict.fromkeys(group, column if stays else least))
    return places


def _column(line: Line) -> int:
    return line.note.column - 1 if line.note is not None else 0


def _end(line: Line) -> int:
    """The width of a line without its comment."""
    last = line.cells[-1].text.rpartition("\n")
    if last[1]:
        return len(last[2])
    return line.indent + sum(cell.pad + len(cell.text) + 1 for cell in line.cells) - 1
