"""Arrows: what they say, and one of them less."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from archc.edits import (
    Say,
    Unlink,
    Unsay,
)
from archc.fmt.written import Break
from archc.mend.ground import Ground, Patch, Unplaceable
from archc.mend.places import Part, Place, extent, kind_of, split
from archc.source import Span


class Arrows(Ground):
    """Changes of arrows; a chain is parted where one of its arrows is to say something else."""

    def _say(self, change: Say) -> Iterator[Patch]:
        span, words = change
        place = self._arrow(span)
        phrases = place.phrases
        if phrases:
            inside = (p for p in phrases if p.start <= span.start < p.end)
            yield from (Patch(p.end, p.end, f" {words}") for p in (next(inside, phrases[-1]),))
            return
        stations = self._stations(place)
        if len(stations) == 2:
            end = extent(place.nodes[:-1] if place.block is not None else place.nodes)[1]
            yield Patch(end, end, f" : {words}")
            return
        at = self._hop(place, stations, span)
        if at:
            here = stations[at]
            apart = f"{self._separator(place)}{self._text[here.start : here.end]}"
            yield Patch(here.end, here.end, apart)
        there = stations[at + 1]
        last = at + 2 == len(stations)
        again = "" if last else f"{self._separator(place)}{self._text[there.start : there.end]}"
        yield Patch(there.end, there.end, f" : {words}{again}")

    @staticmethod
    def _stations(place: Place) -> list[Part]:
        """What stands between the arrows of a chain."""
        colon = next((n for n, node in enumerate(place.nodes) if kind_of(node) == "_COLON"), None)
        ends = -1 if place.block is not None else len(place.nodes)
        return split(place.nodes[: colon if colon is not None else ends], "_ARROW")

    @staticmethod
    def _hop(place: Place, stations: Sequence[Part], span: Span) -> int:
        """Which arrow of a chain begins at a span; what a chain says, each of its arrows does."""
        bare = place.block is None and not place.phrases
        names = [node for part in stations for node in part.nodes]
        if not bare or any(kind_of(node) not in ("WORD", "_COMMA") for node in names):
            raise Unplaceable
        return next((n for n, p in enumerate(stations[:-1]) if p.start <= span.start < p.end), 0)

    def _separator(self, place: Place) -> str:
        """Between a statement and one that is put behind it."""
        group = place.beside.group
        if group is not None and self._same_line(group.opening.end, group.closing.start):
            return "; "
        return f"\n{self._indent(place.start)}"

    def _unsay(self, change: Unsay) -> Iterator[Patch]:
        place = self._arrow(change.span)
        phrases = place.phrases
        if len(phrases) != 1:
            raise Unplaceable
        colon = next(n for n, node in enumerate(place.nodes) if kind_of(node) == "_COLON")
        yield from self._lifted(place.start, place.nodes[colon:])
        yield Patch(extent(place.nodes[:colon])[1], phrases[0].end, "")

    def _unlink(self, change: Unlink) -> Iterator[Patch]:
        place = self._arrow(change.span)
        phrases = place.phrases
        stations = self._stations(place)
        if len(stations) > 2:
            yield from self._unchain(place, stations, change)
            return
        ends = [split(part.nodes, "_COMMA") for part in stations]
        names = [[self._text[p.start : p.end].split()[0] for p in parts] for parts in ends]
        if [len(row) for row in names] == [1, 1]:
            start = change.span.start
            inside = [n for n, p in enumerate(phrases) if p.start <= start < p.end]
            if len(phrases) > 1 and inside:
                yield from self._without(phrases, inside[0], place)
            else:
                yield from self._remove(place)
            return
        side, name = (1, change.target) if len(names[0]) == 1 else (0, change.source)
        if len(phrases) > 1 or len(names[1 - side]) > 1 or name not in names[side]:
            raise Unplaceable
        yield from self._without(ends[side], names[side].index(name), place)

    def _unchain(self, place: Place, stations: Sequence[Part], change: Unlink) -> Iterator[Patch]:
        """A chain without one of its arrows; in the middle it becomes two."""
        at = self._hop(place, stations, change.span)
        one, other = stations[at], stations[at + 1]
        if self._text[one.start : one.end] != change.source:
            raise Unplaceable
        if self._text[other.start : other.end] != change.target:
            raise Unplaceable
        breaks = [n for n in place.nodes if isinstance(n, Break)]
        yield from self._lifted(place.start, breaks)
        if at == 0:
            yield Patch(one.start, other.start, "")
        elif at + 2 == len(stations):
            yield Patch(one.end, other.end, "")
        else:
            yield Patch(one.end, other.start, self._separator(place))
