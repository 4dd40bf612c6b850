"""Canonical spellings of values: a value is spelled anew only if it stays the same value."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

from archc.component import Component
from archc.kinds import catalogue, kind
from archc.resolve.phrases import Said, read_phrase
from archc.source import Span
from archc.syntax import tree
from archc.values import Context, Mismatch, Type, YesNo, read_value

_UNITS = {
    "second": "s", "seconds": "s", "s": "s", "ms": "ms",
    "minute": "min", "minutes": "min", "min": "min",
    "hour": "h", "hours": "h", "h": "h",
    "day": " days", "days": " days", "week": " weeks", "weeks": " weeks",
    "year": " years", "years": " years",
    "KB": "KB", "MB": "MB", "GB": "GB", "TB": "TB",
}  # fmt: skip
_AMOUNT = re.compile(r"([0-9]+(?:\.[0-9]+)?)([A-Za-z]*)")


class _Edit(NamedTuple):
    start: int
    end: int
    text: str


class _NoFiles:
    """A `Reader` for whom every file is empty: what is in them does not matter here."""

    def text(self, path: str) -> str:
        """Nothing."""
        del path
        return ""

    def folder(self, path: str) -> Mapping[str, bytes]:
        """Nothing."""
        del path
        return {}


def edits(design: tree.Tree) -> dict[int, tuple[int, str]]:
    """By the place where it begins: the end of a text, and what is written instead."""
    parameters = {s.name.text: None for s in design.statements if isinstance(s, tree.Param)}
    speller = _Speller(design.statements, Context(_NoFiles(), parameters))
    return {edit.start: (edit.end, edit.text) for edit in speller.of(design.statements)}


class _Speller:
    """Knows what the names of a design are, as far as that can be known without resolving it."""

    def __init__(self, statements: Sequence[tree.Statement], context: Context) -> None:
        self._context = context
        self._classes = {"internet": kind("internet")}
        self._classes.update(_classes(statements))
        self._ends: dict[str, Component] = {}

    def of(self, statements: Sequence[tree.Statement]) -> Iterator[_Edit]:
        """The edits of statements and of what stands in them."""
        for statement in statements:
            if isinstance(statement, tree.Component):
                yield from self._of_body(statement)
                yield from self.of(statement.body)
            elif isinstance(statement, tree.Arrow):
                yield from self._of_arrow(statement)

    def _of_body(self, component: tree.Component) -> Iterator[_Edit]:
        if component.kind.text not in catalogue():
            return
        known = kind(component.kind.text).by_word()
        for statement in component.body:
            if not isinstance(statement, tree.Property) or statement.key.text not in known:
                continue
            declared = known[statement.key.text][1]
            if isinstance(declared.type, YesNo):
                yield from _short(statement)
                continue
            entries = (statement.map,) if statement.map is not None else statement.phrases
            for entry in entries:
                found: list[_Edit] = []
                other = _respelled(entry, found)
                if found and self._same(declared.type, entry, other):
                    yield from found

    def _same(self, type_: Type[Any], entry: _Entry, other: _Entry) -> bool:
        try:
            before = read_value(type_, entry, self._context)
            return bool(before == read_value(type_, other, self._context))
        except Mismatch:
            return False

    def _of_arrow(self, arrow: tree.Arrow) -> Iterator[_Edit]:
        """An arrow reads its phrases and its block with the words of both of its ends."""
        found: list[_Edit] = []
        phrases = tuple(_phrase(phrase, found) for phrase in arrow.phrases)
        body = tuple(_statement(statement, found) for statement in arrow.body)
        other = arrow._replace(phrases=phrases, body=body)
        if found and self._says(arrow) == self._says(other) is not None:
            yield from found

    def _says(self, arrow: tree.Arrow) -> list[Said] | None:
        """What an arrow says between each two kinds of its ends; None if it says nothing."""
        ends = [{self._classes.get(n.text): n for n in names}.values() for names in arrow.ends]
        try:
            return [
                read_phrase(phrase, arrow, self._end(a), self._end(b), self._context)
                for sources, targets in pairwise(ends)
                for a in sources
                for b in targets
                for phrase in arrow.phrases or (None,)
            ]
        except (Mismatch, KeyError):
            return None

    def _end(self, name: tree.Word) -> Component:
        if name.text not in self._ends:
            head = {"name": name.text, "label": "", "places": (), "span": name.span, "spans": {}}
            self._ends[name.text] = self._classes[name.text](head)
        return self._ends[name.text]


def _classes(statements: Sequence[tree.Statement]) -> Iterator[tuple[str, type[Component]]]:
    for statement in statements:
        if isinstance(statement, tree.Component):
            if statement.kind.text in catalogue():
                yield statement.name.text, kind(statement.kind.text)
            yield from _classes(statement.body)


def _short(statement: tree.Property) -> Iterator[_Edit]:
    """`public: yes` is `public`."""
    if _is_yes(statement):
        yield _Edit(statement.span.start, statement.span.end, statement.key.text)


def _is_yes(statement: tree.Property) -> bool:
    values = [value for phrase in statement.phrases for value in phrase.values]
    return len(values) == 1 and isinstance(values[0], tree.Atom) and values[0].text == "yes"


_Entry = tree.Phrase | tree.MapValue


def _statement(statement: tree.Statement, found: list[_Edit]) -> tree.Statement:
    """An attribute in the block of an arrow, spelled anew."""
    if not isinstance(statement, tree.Property):
        return statement
    if _is_yes(statement):
        found += _short(statement)
        return tree.Flag(statement.key, statement.span)
    if statement.map is not None:
        return statement._replace(map=_map(statement.map, found))
    return statement._replace(phrases=tuple(_phrase(p, found) for p in statement.phrases))


def _respelled(entry: _Entry, found: list[_Edit]) -> _Entry:
    return _map(entry, found) if isinstance(entry, tree.MapValue) else _phrase(entry, found)


def _map(value: tree.MapValue, found: list[_Edit]) -> tree.MapValue:
    return value._replace(entries=tuple((k, _respelled(e, found)) for k, e in value.entries))


def _phrase(phrase: tree.Phrase, found: list[_Edit]) -> tree.Phrase:
    """A phrase with its amounts spelled anew, `5 minutes` as one value or two."""
    values: list[tree.Value] = []
    left = list(reversed(phrase.values))
    while left:
        value = left.pop()
        if isinstance(value, tree.ListValue):
            entries = tuple(_respelled(entry, found) for entry in value.entries)
            values.append(value._replace(entries=entries))
            continue
        spelled = _amount(value, left[-1] if left else None)
        if spelled is None:
            values.append(value)
            continue
        last = value.span if _unit_of(value) else left.pop().span
        whole = Span(value.span.source, value.span.start, last.end)
        values += (tree.Atom("NUMERIC", part, whole) for part in spelled.split())
        if spelled != whole.text:
            found.append(_Edit(whole.start, whole.end, spelled))
    return phrase._replace(values=tuple(values))


def _unit_of(value: tree.Value) -> str:
    match = _AMOUNT.fullmatch(value.text) if isinstance(value, tree.Atom) else None
    return match[2] if match else ""


def _amount(value: tree.Value, following: tree.Value | None) -> str | None:
    """How an amount is written; None if this is none."""
    match = _AMOUNT.fullmatch(value.text) if isinstance(value, tree.Atom) else None
    if match is None:
        return None
    unit = match[2] or (following.text if isinstance(following, tree.Atom) else "")
    if unit not in _UNITS:
        return None
    written = match[1] + _UNITS[unit]
    return written[:-1] if match[1] == "1" and written.endswith("s") and " " in written else written
