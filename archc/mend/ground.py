"""Ground: where things are in a text, and how one is taken out of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from archc.component import Architecture
from archc.fmt.written import Break, Node
from archc.mend.places import Part, Place, Places, Row, comments
from archc.source import Span


class Patch(NamedTuple):
    """Text in the place of what stands between two offsets."""

    start: int
    end: int
    text: str


class Unplaceable(Exception):  # noqa: N818  (no fix is offered then)
    """A change has no place in this text."""


class Ground:
    """One text with its statements, and the design that it is read as."""

    def __init__(self, places: Places, design: Architecture) -> None:
        self._places = places
        self._text = places.text
        self._design = design

    def _component(self, name: str) -> Place:
        known = self._design.components.get(name)
        found = self._places.component(name, known.span.start) if known is not None else None
        if found is None:
            raise Unplaceable
        return found

    def _rows(self, owner: str) -> Iterator[Row]:
        """The blocks in which an owner's attributes stand."""
        place = self._component(owner) if owner else self._places.head
        if place is not None and place.block is not None:
            yield self._places.within(place.block)
        if not owner:
            yield self._places.top

    def _said(self, owner: str, word: str) -> list[Place]:
        return [one for row in self._rows(owner) for one in row.places if one.word == word]

    @staticmethod
    def _only(found: list[Place]) -> Place:
        if len(found) != 1:
            raise Unplaceable
        return found[0]

    def _arrow(self, span: Span) -> Place:
        around = [one for one in self._places.around(span.start) if one.is_arrow]
        if not around:
            raise Unplaceable
        return around[-1]

    def _line(self, offset: int) -> int:
        """Where the line of an offset begins."""
        return self._text.rfind("\n", 0, offset) + 1

    def _line_end(self, offset: int) -> int:
        end = self._text.find("\n", offset)
        end = end if end >= 0 else len(self._text)
        return end - 1 if end > offset and self._text[end - 1] == "\r" else end

    def _indent(self, offset: int) -> str:
        line = self._text[self._line(offset) : offset]
        return line[: len(line) - len(line.lstrip())]

    def _same_line(self, one: int, other: int) -> bool:
        return "\n" not in self._text[one:other]

    def _lifted(self, start: int, nodes: Sequence[Node]) -> Iterator[Patch]:
        """The comments between nodes that go, above the line of an offset."""
        kept = list(comments(nodes))
        if kept:
            at = self._line(start)
            indent = self._text[at : at + len(self._text[at:]) - len(self._text[at:].lstrip())]
            yield Patch(at, at, "".join(f"{indent}{note}\n" for note in kept))

    def _remove(self, place: Place) -> Iterator[Patch]:
        """A statement or an entry, with its separator; brackets around nothing go as well."""
        yield from self._lifted(place.start, place.nodes)
        group, before, behind = place.beside.group, place.before, place.behind
        line = self._line(place.start)
        if group is not None and before is behind and not any(comments(self._around(place))):
            start = len(self._text[: group.opening.start].rstrip(" "))
            yield Patch(start, group.closing.end, "")
            return
        opened = line <= group.opening.start if group is not None else False
        if before is not None and self._same_line(before.end, place.start):
            yield Patch(before.end, place.end, "")
        elif behind is not None and self._same_line(place.end, behind.start):
            yield Patch(place.start, behind.start, "")
        elif opened or (group is not None and self._same_line(place.end, group.closing.start)):
            yield Patch(place.start, place.end, "")
        else:
            end = self._line_end(place.end)
            rest = self._text[place.end : end].strip(" \t;,")
            if rest:
                yield Patch(place.start, end - len(self._text[place.end : end].lstrip(" \t;,")), "")
            else:
                yield from self._without_lines(line, end, lifted=any(comments(place.nodes)))

    def _around(self, place: Place) -> list[Node]:
        """The brackets around a statement."""
        group = place.beside.group
        return [] if group is None else [group]

    def _without_lines(self, start: int, end: int, *, lifted: bool) -> Iterator[Patch]:
        """Whole lines; of the blank lines before and behind, those behind go."""
        text = self._text
        after = text.find("\n", end) + 1 or len(text)
        opens = not text[:start].strip() or text[:start].rstrip().endswith("{")
        if opens or text[:start].endswith(("\n\n", "\n\r\n")) or text[after:].lstrip()[:1] == "}":
            while (more := text.find("\n", after) + 1) and not text[after:more].strip():
                after = more
        if after == len(text) and not text.endswith("\n") and not lifted:
            start -= 2 if text[:start].endswith("\r\n") else min(start, 1)
        yield Patch(start, after, "")

    def _without(self, parts: Sequence[Part], number: int, place: Place) -> Iterator[Patch]:
        """One of several parts between commas."""
        if number:
            start, end = parts[number - 1].end, parts[number].end
        else:
            start, end = parts[0].start, parts[1].start
        breaks = [n for n in place.nodes if isinstance(n, Break)]
        gone = [n for n in breaks if any(note in self._text[start:end] for note in comments([n]))]
        yield from self._lifted(place.start, [*gone, *parts[number].nodes])
        yield Patch(start, end, "")
