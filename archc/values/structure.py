"""Free structures: maps and lists of any depth, such as the pattern of an event."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from archc.source import Span
from archc.syntax.tree import Atom, Call, ListValue, MapValue, Phrase, Property, Text, Value, Word
from archc.values.compound import Interpolated, Reference, as_reference, interpolated
from archc.values.reading import Context, Cursor, Mismatch, Type, Unreadable

_NUMBER = r"[0-9]{1,300}(?:\.[0-9]{1,300})?"


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
        read: dict[str, Any] = _Reading(values=self._values).map(value).plain
        return read


class Placed(NamedTuple):
    """A value of a free structure, and where it stands; `key` is the word in front of it.

    `value` is a map or list of others, or a leaf: text, number, truth, text with values of
    components, or None for `none`.
    """

    value: Any
    span: Span
    key: Span | None = None

    @property
    def place(self) -> Span:
        """Where its name is written, else the value."""
        return self.key or self.span

    @property
    def is_function(self) -> bool:
        """Whether it is a function of CloudFormation's in its long form: `{ "Fn::GetAZs": "" }`."""
        keys = list(self.value) if isinstance(self.value, dict) else []
        return len(keys) == 1 and (keys[0] in ("Ref", "Condition") or keys[0].startswith("Fn::"))

    @property
    def plain(self) -> Any:
        """The value without the places."""
        if isinstance(self.value, dict):
            return {key: entry.plain for key, entry in self.value.items()}
        if isinstance(self.value, list):
            return [entry.plain for entry in self.value]
        return self.value


def placed(statement: Property, context: Context) -> Placed:
    """The value of a property of any name, in which a bare word is always a name."""
    reading = _Reading(values=True, context=context)
    if statement.map is not None:
        value = reading.map(statement.map)
    elif len(statement.phrases) > 1:
        raise Mismatch(
            f"'{statement.key.text}' has several values",
            "put them in a list: `[1, 2]`",
            statement.phrases[1].span,
        )
    else:
        value = reading.entry(statement.phrases[0])
    return value._replace(key=statement.key.span)


class _Reading:
    """How a structure is read: whether it may name values, and with a context any component."""

    def __init__(self, *, values: bool, context: Context | None = None) -> None:
        self._values = values
        self._context = context

    def map(self, value: MapValue) -> Placed:
        """Every entry, in the order written."""
        entries: dict[str, Placed] = {}
        for key, entry in value.entries:
            if key.text in entries:
                raise Mismatch(f"'{key.text}' is said twice", "keep one of them", key.span)
            entries[key.text] = self.entry(entry)._replace(key=key.span)
        return Placed(entries, value.span)

    def entry(self, entry: Phrase | MapValue) -> Placed:
        """A map, or the one value of a phrase."""
        if isinstance(entry, MapValue):
            return self.map(entry)
        if len(entry.values) != 1:
            raise Mismatch(
                "one value stands here", "put several in a list: `[1, 2]`", entry.values[1].span
            )
        value = entry.values[0]
        if isinstance(value, ListValue):
            return Placed([self._listed(entry) for entry in value.entries], value.span)
        return Placed(self._leaf(value), value.span)

    def _listed(self, entry: Phrase | MapValue) -> Placed:
        found = self.entry(entry)
        if found.value is None:
            raise Mismatch("`none` is no entry of a list", "leave it out", found.span)
        return found

    def _leaf(self, value: Value) -> Any:  # noqa: PLR0911  (one line per form)
        match value:
            case Text() if value.is_plain:
                return value.plain
            case Text() if self._values:
                return interpolated(value)
            case Atom() if value.text in ("yes", "no"):
                return value.text == "yes"
            case Atom(kind="NUMERIC") if re.fullmatch(_NUMBER, value.text):
                return float(value.text) if "." in value.text else int(value.text)
            case Atom(kind="VALUE_WORD") if self._context is not None:
                return self._named(value.text, value.span, self._context)
            case Atom(kind="VALUE_WORD") if self._values and "." in value.text:
                return Interpolated((as_reference(Word(value.text, value.span)),))
            case Call() if self._context is not None:
                return _content(value, self._context)
            case Call() | Text():
                raise Mismatch(
                    "a plain text stands here", 'write it in quotes: `"text"`', value.span
                )
            case _:
                shown = value.text if isinstance(value, Atom) else value.span.text
                raise Mismatch(
                    f"'{shown}' is neither text nor number", f'write `"{shown}"`', value.span
                )

    def _named(self, name: str, span: Span, context: Context) -> Interpolated | None:
        """`none`, a value, a parameter, or a component, which stands for its id."""
        if name == "none":
            return None
        if not re.fullmatch(r"[A-Za-z_][\w.]*", name):
            raise Mismatch(f"'{name}' is no name", f'write `"{name}"`', span)
        if "." in name or name in context.parameters:
            return Interpolated((as_reference(Word(name, span)),))
        return Interpolated((Reference(name, "id", span),))


def _content(call: Call, context: Context) -> str:
    """`file("flow.json")`: the text of a file."""
    if call.function != "file" or not call.argument.is_plain:
        raise Mismatch(f"'{call.function}' gives no text here", 'write `file("name")`', call.span)
    try:
        return context.reader.text(call.argument.plain or "")
    except Unreadable as problem:
        raise Mismatch(problem.reason, problem.fix, call.span) from None


def texts(value: Any) -> Iterator[Interpolated]:
    """The texts with values of components in a structure."""
    match value:
        case Placed():
            yield from texts(value.value)
        case Interpolated():
            yield value
        case Mapping():
            for entry in value.values():
                yield from texts(entry)
        case list():
            for entry in value:
                yield from texts(entry)
