"""Compound types: names and texts with values of components, maps, lists, scripts and code."""

import re
from typing import Any, NamedTuple, TypeVar

from archc.source import Span
from archc.syntax.tree import Atom, Call, ListValue, MapValue, Text, Word
from archc.values.reading import (
    Context,
    Cursor,
    Mismatch,
    Reader,
    Type,
    Unreadable,
    read_value,
)

T = TypeVar("T")


class Reference(NamedTuple):
    """A component's name, or `name.value` (`value` is empty for the component itself)."""

    name: str
    value: str
    span: Span


class Interpolated(NamedTuple):
    """Text with values of components in it: texts and references in turn."""

    parts: tuple[str | Reference, ...]

    @property
    def literal(self) -> str:
        """The text with `${name.value}` where a value will stand."""
        return "".join(p if isinstance(p, str) else f"${{{p.name}.{p.value}}}" for p in self.parts)

    @property
    def references(self) -> tuple[Reference, ...]:
        """The values of components that the text needs."""
        return tuple(part for part in self.parts if isinstance(part, Reference))


class Script(NamedTuple):
    """A script: its text, and the file it came from (empty if it stands in the design)."""

    body: Interpolated
    path: str


class Code(NamedTuple):
    """Source files of a function by relative name."""

    path: str
    files: tuple[tuple[str, bytes], ...]


class ComponentName(Type[Reference]):
    """The name of a component, of one of the given kinds where they are given.

    With `drawn`, the attribute is an arrow too: what it names is sent to, and that is drawn. With
    `abroad`, it may be in another region than what names it.
    """

    def __init__(self, *kinds: str, drawn: bool = False, abroad: bool = False) -> None:
        self.kinds = kinds
        self.drawn = drawn
        self.abroad = abroad
        self.expected = (
            "the name of a " + " or ".join(kinds) if kinds else "the name of a component"
        )
        self.example = f"my_{kinds[0]}" if kinds else "server"

    def read(self, cursor: Cursor) -> Reference:
        """Take the name."""
        name = cursor.word
        if name is None or not re.fullmatch(r"[A-Za-z_]\w*", name):
            raise self.refuse(cursor)
        return Reference(name, "", cursor.take().span)


class TextWithValues(Type[Interpolated]):
    """Quoted text that may hold `${name.value}`, or `name.value` bare, or a plain number."""

    expected = "text in quotes, or a value like `front.dns`"
    example = '"http://${front.dns}"'

    def read(self, cursor: Cursor) -> Interpolated:
        """Take the text or the value."""
        value = cursor.next
        if isinstance(value, Text):
            cursor.take()
            return interpolated(value)
        if isinstance(value, Atom) and value.kind == "VALUE_WORD" and "." in value.text:
            cursor.take()
            return Interpolated((as_reference(Word(value.text, value.span)),))
        if isinstance(value, Atom) and (value.kind == "NUMERIC" or value.text in ("yes", "no")):
            cursor.take()
            return Interpolated((value.text,))
        raise self.refuse(cursor)


def interpolated(text: Text) -> Interpolated:
    """Quoted text with its `${name.value}` as references."""
    return Interpolated(
        tuple(part if isinstance(part, str) else as_reference(part) for part in text.parts)
    )


def as_reference(name: Word) -> Reference:
    """`front.dns` as the value `dns` of `front`."""
    component, _, value = name.text.partition(".")
    return Reference(component, value, name.span)


class MappingOf(Type[dict[str, T]]):
    """`{ key: value }` with free keys."""

    def __init__(self, of: Type[T], example: str) -> None:
        self.expected = "a map"
        self.example = example
        self._of = of

    def read(self, cursor: Cursor) -> dict[str, T]:
        """A phrase is no map."""
        raise self.refuse(cursor)

    def read_map(self, value: MapValue, context: Context) -> dict[str, T]:
        """Every entry, in the order written; a key said twice is refused."""
        entries: dict[str, T] = {}
        for key, entry in value.entries:
            if key.text in entries:
                raise Mismatch(f"'{key.text}' is said twice", "keep one of them", key.span)
            entries[key.text] = read_value(self._of, entry, context)
        return entries


class ScriptText(Type[Script]):
    """`file("setup.sh")`, or the script itself in quotes, with `${name.value}` in it."""

    expected = "a script: `file(…)` or text in quotes"
    example = 'file("setup.sh")'

    def read(self, cursor: Cursor) -> Script:
        """Take the script; a file is read now and is not interpolated."""
        value = cursor.next
        if isinstance(value, Text):
            cursor.take()
            return Script(interpolated(value), "")
        if not isinstance(value, Call) or value.function != "file" or not value.argument.is_plain:
            raise self.refuse(cursor)
        cursor.take()
        path = value.argument.plain or ""
        try:
            return Script(Interpolated((cursor.context.reader.text(path),)), path)
        except Unreadable as problem:
            raise Mismatch(problem.reason, problem.fix, value.span) from None


class CodeFiles(Type[Code]):
    """`file("hello.py")` or `dir("hello")`."""

    expected = 'the code: `file("…")` or `dir("…")`'
    example = 'file("hello.py")'

    def read(self, cursor: Cursor) -> Code:
        """Take the call and read what it names."""
        value = cursor.next
        if not isinstance(value, Call) or not value.argument.is_plain:
            raise self.refuse(cursor)
        path = value.argument.plain or ""
        try:
            files = _files(value.function, path, cursor.context.reader)
        except Unreadable as problem:
            raise Mismatch(problem.reason, problem.fix, value.span) from None
        if files is None:
            raise self.refuse(cursor)
        cursor.take()
        return Code(path, files)


def _files(function: str, path: str, reader: Reader) -> tuple[tuple[str, bytes], ...] | None:
    match function:
        case "file":
            return ((path.rsplit("/", 1)[-1], reader.text(path).encode()),)
        case "dir":
            return tuple(reader.folder(path).items())
        case _:
            return None


class ListOf(Type[tuple[T, ...]]):
    """`[a, b]`, or one value without brackets."""

    def __init__(self, of: Type[T]) -> None:
        self.of = of
        self.expected = f"{of.expected}, or a list of them"
        self.example = f"[{of.example}]"

    def read(self, cursor: Cursor) -> tuple[T, ...]:
        """Take the list, or the one value."""
        value = cursor.next
        if not isinstance(value, ListValue):
            return (self.of.read(cursor),)
        cursor.take()
        return tuple(read_value(self.of, entry, cursor.context) for entry in value.entries)


class Either(Type[Any]):
    """A value of one of two types: the first, where it can be read as that."""

    def __init__(self, first: Type[Any], second: Type[Any]) -> None:
        self.types = (first, second)
        self.expected = f"{first.expected}, or {second.expected}"
        self.example = first.example
        self.words = first.words

    def read(self, cursor: Cursor) -> Any:
        """Take the value as the first type, else as the second."""
        start = cursor.at
        try:
            return self.types[0].read(cursor)
        except Mismatch:
            cursor.at = start
        try:
            return self.types[1].read(cursor)
        except Mismatch:
            cursor.at = start
            raise self.refuse(cursor) from None

    def read_map(self, value: MapValue, context: Context) -> Any:
        """A map is of the second type."""
        return self.types[1].read_map(value, context)
