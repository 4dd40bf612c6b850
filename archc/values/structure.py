"""Free structures: maps and lists of any depth, such as the pattern of an event."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from archc.syntax.tree import Atom, Call, ListValue, MapValue, Phrase, Text, Value, Word
from archc.values.compound import Interpolated, as_reference, interpolated
from archc.values.reading import Context, Cursor, Mismatch, Type


class Structure(Type[dict[str, Any]]):
    """`{ state: ["stopped"], detail: { total: [{ numeric: [">", 100] }] } }`.

    Leaves are quoted texts, numbers, `yes` and `no`. With `values`, texts may hold
    `${name.value}`, and a bare word is the value of a component; else it is refused.
    """

    expected = "a map"

    def __init__(self, example: str, *, values: bool = False) -> None:
        self.example = example
        self._values = values

    def read(self, cursor: Cursor) -> dict[str, Any]:
        """A phrase is no map."""
        raise self.refuse(cursor)

    def read_map(self, value: MapValue, context: Context) -> dict[str, Any]:
        """Every entry, in the order written; a key said twice is refused."""
        del context  # nothing in it is read from a file
        return self._map(value)

    def _map(self, value: MapValue) -> dict[str, Any]:
        entries: dict[str, Any] = {}
        for key, entry in value.entries:
            if key.text in entries:
                raise Mismatch(f"'{key.text}' is said twice", "keep one of them", key.span)
            entries[key.text] = self._entry(entry)
        return entries

    def _entry(self, entry: Phrase | MapValue) -> Any:
        if isinstance(entry, MapValue):
            return self._map(entry)
        if len(entry.values) != 1:
            raise Mismatch(
                "one value stands here", "put several in a list: `[1, 2]`", entry.values[1].span
            )
        return self._leaf(entry.values[0])

    def _leaf(self, value: Value) -> Any:
        match value:
            case ListValue():
                return [self._entry(entry) for entry in value.entries]
            case Text() if value.is_plain:
                return value.plain
            case Text() if self._values:
                return interpolated(value)
            case Atom() if value.text in ("yes", "no"):
                return value.text == "yes"
            case Atom(kind="NUMERIC") if _number(value.text) is not None:
                return _number(value.text)
            case Atom(kind="VALUE_WORD") if self._values and "." in value.text:
                return Interpolated((as_reference(Word(value.text, value.span)),))
            case Call() | Text():
                raise Mismatch(
                    "a plain text stands here", 'write it in quotes: `"text"`', value.span
                )
            case _:
                shown = value.text
                raise Mismatch(
                    f"'{shown}' is neither text nor number", f'write `"{shown}"`', value.span
                )


def texts(value: Any) -> Iterator[Interpolated]:
    """The texts with values of components in a structure."""
    match value:
        case Interpolated():
            yield value
        case dict():
            for entry in value.values():
                yield from texts(entry)
        case list():
            for entry in value:
                yield from texts(entry)


def _number(spelling: str) -> int | float | None:
    try:
        return int(spelling) if spelling.isdecimal() else float(spelling)
    except ValueError:
        return None
