"""Changes → patches: where in a text a change is made, so that a person could have made it.

Nothing is laid out anew: what is added stands as its neighbours do, what is taken away takes its
separator along, and a comment always stays, on a line of its own if need be.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import Any

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
from archc.fmt.written import Group, Node
from archc.mend.arrows import Arrows
from archc.mend.ground import Patch, Unplaceable
from archc.mend.places import Part, Place, Row, extent, kind_of
from archc.source import Span
from archc.syntax.tokens import Token

_STEP = "  "


class Changing(Arrows):
    """Finds the patches of changes in one text."""

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


_UNITS = frozenset(
    (
        *("second", "seconds", "s", "ms", "minute", "minutes", "min", "hour", "hours", "h"),
        *("day", "days", "week", "weeks", "year", "years"),
    )
)
