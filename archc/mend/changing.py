"""Changes → patches: where in a text a change is made, so that a person could have made it.

Nothing is laid out anew: what is added stands as its neighbours do, what is taken away takes its
separator along, and a comment always stays, on a line of its own if need be.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

from archc.component import Architecture
from archc.edits import (
    Call,
    Change,
    Cut,
    Detail,
    Entry,
    Include,
    New,
    Put,
    Remove,
    Replace,
    Say,
    Unlink,
    Unsay,
    Write,
)
from archc.fmt.written import Break, Group, Node
from archc.mend.places import Part, Place, Places, Row, comments, extent, kind_of, split
from archc.source import Span
from archc.syntax.tokens import Token

_STEP = "  "


class Patch(NamedTuple):
    """Text in the place of what stands between two offsets."""

    start: int
    end: int
    text: str


class Unplaceable(Exception):  # noqa: N818  (no fix is offered then)
    """A change has no place in this text."""


class Changing:
    """Finds the patches of changes in one text."""

    def __init__(self, places: Places, design: Architecture) -> None:
        self._places = places
        self._text = places.text
        self._design = design

    def patches(self, changes: Sequence[Change]) -> list[Patch]:
        """The patches of changes that belong together, in the order of the text."""
        found = [patch for change in changes for patch in self._of(change)]
        found.sort(key=lambda patch: patch.start)  # what is added at one place keeps its order
        if any(one.end > other.start for one, other in pairwise(found)):
            raise Unplaceable
        return found

    def _of(self, change: Change) -> Iterator[Patch]:
        makers: dict[type[Change], Callable[[Any], Iterator[Patch]]] = {
            Call: self._call,
            Cut: self._cut,
            Detail: self._detail,
            Entry: self._entry,
            Include: self._include,
            New: self._new,
            Put: self._put,
            Remove: self._take_away,
            Replace: self._replace,
            Say: self._say,
            Unlink: self._unlink,
            Unsay: self._unsay,
            Write: self._write,
        }
        return makers[type(change)](change)

    @staticmethod
    def _replace(change: Replace) -> Iterator[Patch]:
        yield Patch(change.span.start, change.span.end, change.text)

    def _call(self, change: Call) -> Iterator[Patch]:
        yield Patch(*extent(self._component(change.name).nodes[:1]), change.kind)

    def _take_away(self, change: Remove) -> Iterator[Patch]:
        yield from self._remove(self._only(self._said(change.owner, change.word)))

    # Where things are.

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

    # Statements of a block.

    def _write(self, change: Write) -> Iterator[Patch]:
        added = []
        for statement in change.several.split("; "):
            word = statement.partition(":")[0]
            said = self._said(change.owner, word)
            if said:
                yield from self._reword(self._only(said), statement)
            else:
                added.append(statement)
        if added:
            yield from self._add(change.owner, added)

    def _reword(self, place: Place, statement: str) -> Iterator[Patch]:
        yield from self._lifted(place.start, place.nodes)
        yield Patch(place.start, place.end, statement)

    def _add(self, owner: str, statements: list[str]) -> Iterator[Patch]:
        """Behind the last attribute of a block, else before what stands in it."""
        place = self._component(owner) if owner else self._places.head
        rows = list(self._rows(owner))
        if not owner:
            said = [one for row in rows for one in row.places if one.word]
            last = said[-1] if said else place
            if last is None:
                raise Unplaceable
            yield self._behind(last, statements)
            return
        if place is not None and not rows:
            yield Patch(place.end, place.end, f" {{ {'; '.join(statements)} }}")
            return
        for row in rows:
            said = [one for one in row.places if one.word]
            if said:
                yield self._behind(said[-1], statements)
            elif row.places:
                yield self._before(row.places[0], statements)
            else:
                yield self._into(row, statements)

    def _behind(self, place: Place, statements: Sequence[str]) -> Patch:
        """On lines of their own below a statement, or on its line where others are."""
        following = place.behind
        group = place.beside.group
        ends = following.start if following is not None else group.closing.start if group else None
        if ends is not None and self._same_line(place.end, ends):
            return Patch(place.end, place.end, "".join(f"; {one}" for one in statements))
        indent = self._indent(place.start)
        if group is not None and self._same_line(group.opening.start, place.start):
            indent += _STEP
        end = self._line_end(place.end)
        return Patch(end, end, "".join(f"\n{indent}{one}" for one in statements))

    def _before(self, place: Place, statements: Sequence[str]) -> Patch:
        group = place.beside.group
        if group is not None and self._same_line(group.opening.start, place.start):
            text = "".join(f"{one}; " for one in statements)
            return Patch(place.start, place.start, text)
        at = self._line_end(group.opening.end) if group is not None else 0
        indent = self._indent(place.start)
        return Patch(at, at, "".join(f"\n{indent}{one}" for one in statements))

    def _into(self, row: Row, statements: Sequence[str]) -> Patch:
        """Into brackets with nothing but comments between them."""
        group = row.group
        if group is None:
            raise Unplaceable
        start, end = group.opening.end, group.closing.start
        if self._text[start:end].strip():
            indent = self._indent(group.closing.start) + _STEP
            at = self._line(group.closing.start)
            return Patch(at, at, "".join(f"{indent}{one}\n" for one in statements))
        return Patch(start, end, f" {'; '.join(statements)} ")

    def _new(self, change: New) -> Iterator[Patch]:
        if change.behind:
            yield self._behind(self._component(change.behind), [change.statement])
        elif change.within:
            place = self._component(change.within)
            if place.block is None:
                yield Patch(place.end, place.end, f" {{ {change.statement} }}")
                return
            row = self._places.within(place.block)
            if row.places:
                yield self._behind(row.places[-1], [change.statement])
            else:
                yield self._into(row, [change.statement])
        else:
            top = self._places.top.places
            if not top:
                raise Unplaceable
            yield self._behind(top[-1], [change.statement])

    # What goes.

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

    def _cut(self, change: Cut) -> Iterator[Patch]:
        span = change.span
        around = self._places.around(span.start)
        if not around:
            raise Unplaceable
        place = around[-1]
        phrases = place.phrases
        number = next((n for n, p in enumerate(phrases) if p.start <= span.start < p.end), None)
        if number is None or len(phrases) == 1 or place.is_arrow:
            yield from self._remove(place)
        else:
            yield from self._without(phrases, number, place)

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

    # Lists.

    def _listed(self, place: Place) -> Row | None:
        """The entries in brackets, where an attribute's value is one list."""
        phrases = place.phrases
        only = phrases[0].nodes if len(phrases) == 1 else ()
        inner = only[0] if len(only) == 1 else None
        return self._places.within(inner) if isinstance(inner, Group) else None

    def _include(self, change: Include) -> Iterator[Patch]:
        owner, word, entry = change
        said = self._said(owner, word)
        if not said:
            yield from self._add(owner, [f"{word}: {entry}"])
            return
        row = self._listed(said[-1])
        if row is None:
            end = said[-1].phrases[-1].end
            yield Patch(end, end, f", {entry}")
        elif row.places:
            yield Patch(row.places[-1].end, row.places[-1].end, f", {entry}")
        elif row.group is not None:
            yield Patch(row.group.opening.end, row.group.closing.start, entry)

    def _entry(self, change: Entry) -> Iterator[Patch]:
        number = change.number
        for place in self._said(change.owner, change.word):
            row = self._listed(place)
            parts = place.phrases
            if row is not None:
                parts = [Part(tuple(one.nodes), one.start, one.end) for one in row.places]
            if number >= len(parts):
                number -= len(parts)
            elif change.text:
                yield from self._lifted(parts[number].start, parts[number].nodes)
                yield Patch(parts[number].start, parts[number].end, change.text)
                return
            elif len(parts) > 1:
                yield from self._without(parts, number, place)
                return
            else:
                yield from self._remove(place)
                return
        raise Unplaceable

    # Headers and arrows.

    def _put(self, change: Put) -> Iterator[Patch]:
        place = self._component(change.name)
        nodes = place.nodes[:-1] if place.block is not None else place.nodes
        at = next((n for n, node in enumerate(nodes) if kind_of(node) == "_IN"), len(nodes))
        named = (node for node in nodes[at + 1 :] if isinstance(node, Token))
        regions = [n.text for n in named if n.kind == "WORD" and "-" in n.text]
        told = ", ".join((*change.places, *regions))
        start = extent(nodes[:at])[1]
        end = extent(nodes)[1]
        yield from self._lifted(place.start, nodes[at:])
        yield Patch(start, end, f" in {told}" if told else "")

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

    def _detail(self, change: Detail) -> Iterator[Patch]:
        around = self._places.around(change.span.start)
        for place in reversed(around):
            for phrase in place.phrases:
                if not (phrase.start <= change.span.start < phrase.end or place.is_property):
                    continue
                found = self._value_of(phrase.nodes, change.word)
                if found is not None:
                    yield from self._revalue(phrase, *found, change)
                    return
            inner = place.block if place.is_arrow else None
            for said in self._places.within(inner).places if inner is not None else ():
                if said.word == change.word:
                    told = f"{change.word}: {change.value}"
                    yield from self._reword(said, told) if change.value else self._remove(said)
                    return
        raise Unplaceable

    def _value_of(self, nodes: Sequence[Node], word: str) -> tuple[int, int] | None:
        """The numbers of a word's node and of the one behind its value."""
        for number, node in enumerate(nodes):
            if isinstance(node, Token) and node.kind == "VALUE_WORD" and node.text == word:
                end = number + 1
                if end < len(nodes):
                    end += 1
                    amount = nodes[end - 1]
                    bare = isinstance(amount, Token) and amount.text.isdigit()
                    unit = nodes[end] if end < len(nodes) else None
                    is_unit = isinstance(unit, Token) and unit.text in _UNITS
                    end += bool(bare and is_unit)
                return number, end
        return None

    def _revalue(self, phrase: Part, first: int, behind: int, change: Detail) -> Iterator[Patch]:
        start, end = extent(phrase.nodes[first:behind])
        if change.value:
            yield Patch(start, end, f"{change.word} {change.value}")
        elif first:
            yield Patch(extent(phrase.nodes[:first])[1], end, "")
        elif behind < len(phrase.nodes):
            yield Patch(start, extent(phrase.nodes[behind:])[0], "")
        else:
            yield from self._cut(Cut(Span(change.span.source, start, end)))

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


_UNITS = frozenset(
    (
        *("second", "seconds", "s", "ms", "minute", "minutes", "min", "hour", "hours", "h"),
        *("day", "days", "week", "weeks", "year", "years"),
    )
)
