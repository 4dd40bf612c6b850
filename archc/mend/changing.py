"""Changes → patches: where in a text a change is made, so that a person could have made it.

Nothing is laid out anew: what is added stands as its neighbours do, what is taken away takes its
separator along, and a comment always stays, on a line of its own if need be.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

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
        match change:
            case Replace(span, text):
                yield Patch(span.start, span.end, text)
            case Write():
                yield from self._write(change)
            case Remove(owner, word):
                yield from self._remove(self._only(self._said(owner, word)))
            case Include(owner, word, entry):
                yield from self._include(owner, word, entry)
            case Entry():
                yield from self._entry(change)
            case Cut(span):
                yield from self._cut(span)
            case Put(name, places):
                yield from self._put(self._component(name), places)
            case Call(name, kind):
                first = self._component(name).nodes[0]
                yield Patch(*extent([first]), kind)
            case New():
                yield from self._new(change)
            case Say(span, words):
                yield from self._say(span, words)
            case Unsay(span):
                yield from self._unsay(span)
            case Detail():
                yield from self._detail(change)
            case Unlink():
                yield from self._unlink(change)

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
                yield from self._without_lines(line, end)

    def _around(self, place: Place) -> list[Node]:
        """The brackets around a statement."""
        group = place.beside.group
        return [] if group is None else [group]

    def _without_lines(self, start: int, end: int) -> Iterator[Patch]:
        """Whole lines; of the blank lines before and behind, those behind go."""
        text = self._text
        after = text.find("\n", end) + 1 or len(text)
        opens = not text[:start].strip() or text[:start].rstrip().endswith("{")
        if opens or text[:start].endswith(("\n\n", "\n\r\n")) or text[after:].lstrip()[:1] == "}":
            while (more := text.find("\n", after) + 1) and not text[after:more].strip():
                after = more
        if after == len(text) and not text.endswith("\n"):
            start = max(0, start - 1)
        yield Patch(start, after, "")

    def _cut(self, span: Span) -> Iterator[Patch]:
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

    def _include(self, owner: str, word: str, entry: str) -> Iterator[Patch]:
        said = self._said(owner, word)
        if not said:
            yield from self._add(owner, [f"{word}: {entry}"])
            return
        last = said[-1].phrases[-1]
        inner = last.nodes[0]
        if isinstance(inner, Group):
            yield from self._into_list(inner, entry)
        else:
            yield Patch(last.end, last.end, f", {entry}")

    def _into_list(self, group: Group, entry: str) -> Iterator[Patch]:
        places = self._places.within(group).places
        if places:
            yield Patch(places[-1].end, places[-1].end, f", {entry}")
        else:
            yield Patch(group.opening.end, group.closing.start, entry)

    def _entry(self, change: Entry) -> Iterator[Patch]:
        entries = [
            (place, number)
            for place in self._said(change.owner, change.word)
            for number in range(len(place.phrases))
        ]
        if change.number >= len(entries):
            raise Unplaceable
        place, number = entries[change.number]
        phrases = place.phrases
        inner = phrases[number].nodes[0]
        if len(entries) == 1 and isinstance(inner, Group) and inner.kind == "list":
            raise Unplaceable
        if change.text:
            yield Patch(phrases[number].start, phrases[number].end, change.text)
        elif len(phrases) > 1:
            yield from self._without(phrases, number, place)
        else:
            yield from self._remove(place)

    # Headers and arrows.

    def _put(self, place: Place, places: Sequence[str]) -> Iterator[Patch]:
        nodes = place.nodes[:-1] if place.block is not None else place.nodes
        at = next((n for n, node in enumerate(nodes) if kind_of(node) == "_IN"), len(nodes))
        named = (node for node in nodes[at + 1 :] if isinstance(node, Token))
        regions = [n.text for n in named if n.kind == "WORD" and "-" in n.text]
        told = ", ".join((*places, *regions))
        start = extent(nodes[:at])[1]
        end = extent(nodes)[1]
        yield from self._lifted(place.start, nodes[at:])
        yield Patch(start, end, f" in {told}" if told else "")

    def _say(self, span: Span, words: str) -> Iterator[Patch]:
        place = self._arrow(span)
        phrases = place.phrases
        if phrases:
            inside = (p for p in phrases if p.start <= span.start < p.end)
            yield from (Patch(p.end, p.end, f" {words}") for p in (next(inside, phrases[-1]),))
            return
        nodes = place.nodes[:-1] if place.block is not None else place.nodes
        end = extent(nodes)[1]
        yield Patch(end, end, f" : {words}")

    def _unsay(self, span: Span) -> Iterator[Patch]:
        place = self._arrow(span)
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
            yield from self._cut(Span(change.span.source, start, end))

    def _unlink(self, change: Unlink) -> Iterator[Patch]:
        place = self._arrow(change.span)
        phrases = place.phrases
        inside = next(
            (n for n, p in enumerate(phrases) if p.start <= change.span.start < p.end), None
        )
        colon = next((n for n, node in enumerate(place.nodes) if kind_of(node) == "_COLON"), None)
        ends = -1 if place.block is not None else len(place.nodes)
        nodes = place.nodes[: colon if colon is not None else ends]
        stations = [split(part.nodes, "_COMMA") for part in split(nodes, "_ARROW")]
        here = [[self._text[p.start : p.end].split()[0] for p in names] for names in stations]
        if len(stations) != 2:
            raise Unplaceable
        if [len(names) for names in here] == [1, 1]:
            if len(phrases) > 1 and inside is not None:
                yield from self._without(phrases, inside, place)
            else:
                yield from self._remove(place)
            return
        side, name = (1, change.target) if len(here[0]) == 1 else (0, change.source)
        if len(phrases) > 1 or len(here[1 - side]) > 1 or name not in here[side]:
            raise Unplaceable
        yield from self._without(stations[side], here[side].index(name), place)


_UNITS = frozenset(
    [
        "second",
        "seconds",
        "s",
        "ms",
        "minute",
        "minutes",
        "min",
        "hour",
        "hours",
        "h",
        "day",
        "days",
        "week",
        "weeks",
        "year",
        "years",
    ]
)
