"""Attribute types: how a phrase of the source becomes a typed value, and what to say if not."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar, Generic, NamedTuple, Protocol, TypeVar

from archc.source import Span
from archc.syntax.tree import Atom, Call, ListValue, MapValue, Phrase, Text, Value, Word

T = TypeVar("T")


class Mismatch(Exception):  # noqa: N818  (not an error of archc: the reader's own control flow)
    """A value is not of the expected type; caught where the property is read."""

    def __init__(self, message: str, fix: str, span: Span) -> None:
        super().__init__(message)
        self.message = message
        self.fix = fix
        self.span = span


class Reader(Protocol):
    """Reads files of the design's own folder; raises `Unreadable` with the reason otherwise."""

    def text(self, path: str) -> str:
        """The file's text, UTF-8."""
        ...

    def folder(self, path: str) -> Mapping[str, bytes]:
        """Every file below a folder by its relative name with `/`, in order of names."""
        ...


class Unreadable(Exception):  # noqa: N818  (a user's mistake, reported at its place)
    """A file named in the design that cannot be read: `reason` and what to do."""

    def __init__(self, reason: str, fix: str) -> None:
        super().__init__(reason)
        self.reason = reason
        self.fix = fix


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


class Context(NamedTuple):
    """What reading a value may need: files of the design, and its parameters' defaults by name."""

    reader: Reader
    parameters: Mapping[str, str | None]


class BoundText(str):
    """A text given by a parameter at deployment; its characters are a stand-in for checks."""

    parameter: str


class BoundNumber(int):
    """A number given by a parameter at deployment; its value is a stand-in for checks."""

    parameter: str


class Cursor:
    """Reads the values of one phrase from left to right."""

    def __init__(self, phrase: Phrase, context: Context) -> None:
        self.values: Sequence[Value] = phrase.values
        self.span = phrase.span
        self.context = context
        self.at = 0

    @property
    def parameter(self) -> str | None:
        """The name of a parameter, if the next value is one."""
        return self.word if self.word in self.context.parameters else None

    @property
    def next(self) -> Value | None:
        """The value to be read next, None behind the last."""
        return self.values[self.at] if self.at < len(self.values) else None

    @property
    def word(self) -> str | None:
        """The next value if it is a bare word."""
        value = self.next
        return value.text if isinstance(value, Atom) and value.kind == "VALUE_WORD" else None

    @property
    def here(self) -> Span:
        """The place of the next value, or the whole phrase behind the last."""
        value = self.next
        return value.span if value is not None else self.span

    def take(self) -> Value:
        """The next value; the cursor moves behind it."""
        value = self.values[self.at]
        self.at += 1
        return value


class Type(Generic[T]):
    """What an attribute accepts; `expected` and `example` appear in messages and manual."""

    expected: str = ""
    example: str = ""
    words: tuple[str, ...] = ()

    def read(self, cursor: Cursor) -> T:
        """Take one value of this type off the cursor, or raise `Mismatch`."""
        raise NotImplementedError

    def read_map(self, value: MapValue, context: Context) -> T:
        """Read the long spelling `{ key: value }`, where the type has one."""
        raise self.mismatch(f"a map is not {self.expected}", value.span)

    def mismatch(self, found: str, span: Span) -> Mismatch:
        """This type was expected: `found` says what stands there instead."""
        return Mismatch(found, f"write {self.expected}, like `{self.example}`", span)

    def refuse(self, cursor: Cursor) -> Mismatch:
        """The next value is not of this type."""
        if cursor.next is None:
            return self.mismatch("a value is missing here", cursor.here)
        shown = cursor.here.text.split("\n", 1)[0]
        return self.mismatch(f"'{shown}' is not {self.expected}", cursor.here)


class Matched(Type[T]):
    """An atom whose spelling matches a pattern; `convert` may refuse by returning None."""

    def __init__(
        self,
        expected: str,
        example: str,
        pattern: str,
        convert: Callable[[str], T | None],
        *,
        also_text: bool = False,
    ) -> None:
        self.expected = expected
        self.example = example
        self._pattern = re.compile(pattern)
        self._convert = convert
        self._also_text = also_text

    def read(self, cursor: Cursor) -> T:
        """Take the atom, the parameter, or plain quoted text where that is allowed too."""
        if cursor.parameter is not None:
            return self._bound(cursor, cursor.parameter)
        value = cursor.next
        spelling = value.text if isinstance(value, Atom) else None
        if self._also_text and isinstance(value, Text):
            spelling = value.plain
        if spelling is None or not self._pattern.fullmatch(spelling):
            raise self.refuse(cursor)
        converted = self._convert(spelling)
        if converted is None:
            raise self.refuse(cursor)
        cursor.take()
        return converted

    def _bound(self, cursor: Cursor, parameter: str) -> T:
        """A value that the parameter will give; until then its default or an example stands in."""
        spelling = cursor.context.parameters[parameter] or self.example.strip('"')
        if not self._pattern.fullmatch(spelling):
            raise self.mismatch(
                f"the default '{spelling}' of '{parameter}' is not {self.expected}", cursor.here
            )
        result = bound(self._convert(spelling), parameter)
        if result is None:
            raise self.mismatch(f"a parameter cannot stand for {self.expected}", cursor.here)
        cursor.take()
        return result  # type: ignore[no-any-return]


def bound(stand_in: object, parameter: str) -> Any:
    """The stand-in, marked as given by a parameter; None where no parameter can give its type."""
    marked: BoundText | BoundNumber
    match stand_in:
        case bool() | None:
            return None
        case int():
            marked = BoundNumber(stand_in)
        case str():
            marked = BoundText(stand_in)
        case _:
            return None
    marked.parameter = parameter
    return marked


def integer(low: int, high: int) -> Type[int]:
    """A whole number from `low` to `high`."""

    def within(spelling: str) -> int | None:
        return int(spelling) if low <= int(spelling) <= high else None

    return Matched(f"a whole number from {low} to {high}", str(low), r"[0-9]{1,9}", within)


def port() -> Type[int]:
    """A TCP or UDP port."""
    return Matched("a port from 1 to 65535", "8080", r"[0-9]{1,5}",
                   lambda s: int(s) if 1 <= int(s) <= 65535 else None)  # fmt: skip


def word(expected: str, example: str, pattern: str) -> Type[str]:
    """One term, bare or quoted, whose spelling matches `pattern`."""
    return Matched(expected, example, pattern, lambda spelling: spelling, also_text=True)


def plain_text(expected: str = "text in quotes", example: str = '"text"') -> Type[str]:
    """Quoted text without `${...}`, or one bare word."""
    return Matched(expected, example, r"(?s:.*)", lambda spelling: spelling, also_text=True)


class Choice(Type[str]):
    """One of a closed list of words."""

    def __init__(self, *words: str) -> None:
        self.words = words
        self.expected = "one of " + ", ".join(words) if len(words) > 1 else f"the word {words[0]}"
        self.example = words[0]

    def read(self, cursor: Cursor) -> str:
        """Take the word, bare or as a number (`choice("1", "7")`)."""
        value = cursor.next
        if cursor.parameter is not None:
            return self._bound(cursor, cursor.parameter)
        if isinstance(value, Atom) and value.text in self.words:
            cursor.take()
            return value.text
        raise self.refuse(cursor)

    def _bound(self, cursor: Cursor, parameter: str) -> str:
        stand_in = cursor.context.parameters[parameter] or self.words[0]
        if stand_in not in self.words:
            raise self.mismatch(
                f"the default '{stand_in}' of '{parameter}' is not {self.expected}", cursor.here
            )
        cursor.take()
        return bound(stand_in, parameter)  # type: ignore[no-any-return]


class YesNo(Type[bool]):
    """`yes` or `no`; the attribute's word alone is short for yes."""

    expected = "yes or no"
    example = "yes"
    words = ("yes", "no")

    def read(self, cursor: Cursor) -> bool:
        """Take `yes` or `no`."""
        if cursor.word not in self.words:
            raise self.refuse(cursor)
        return cursor.take().text == "yes"  # type: ignore[union-attr]


class Quantity(Type[int]):
    """A number with a unit, converted to a whole number of the smallest listed unit."""

    def __init__(
        self, what: str, example: str, units: Mapping[str, int], low: int, high: int, shown: str
    ) -> None:
        self.expected = f"{what} from {shown}"
        self.example = example
        self._units = units
        self._low, self._high = low, high

    def read(self, cursor: Cursor) -> int:
        """Take `30s`, or `30 s` as two values."""
        match = _NUMBER_AND_UNIT.fullmatch(getattr(cursor.next, "text", ""))
        if not isinstance(cursor.next, Atom) or match is None:
            raise self.refuse(cursor)
        unit, taken = match[2], 1
        if not unit and cursor.at + 1 < len(cursor.values):
            following = cursor.values[cursor.at + 1]
            if isinstance(following, Atom) and following.text in self._units:
                unit, taken = following.text, 2
        if unit == "m":
            raise Mismatch("'5m' could be minutes or months", "write `5min`", cursor.here)
        if unit not in self._units:
            raise self.refuse(cursor)
        amount = float(match[1]) * self._units[unit]
        if not self._low <= amount <= self._high or amount != int(amount):
            raise self.refuse(cursor)
        cursor.at += taken
        return int(amount)


_NUMBER_AND_UNIT = re.compile(r"([0-9]{1,9}(?:\.[0-9]{1,6})?)([A-Za-z%]*)")
_SECONDS = {
    "s": 1, "second": 1, "seconds": 1, "min": 60, "minute": 60, "minutes": 60,
    "h": 3600, "hour": 3600, "hours": 3600, "day": 86400, "days": 86400,
    "week": 604800, "weeks": 604800, "year": 31536000, "years": 31536000,
}  # fmt: skip
_MEGABYTES = {"MB": 1, "GB": 1024, "TB": 1024 * 1024}


def duration(low: str, high: str, example: str = "30s") -> Type[int]:
    """A time span between two spelled-out ones, in seconds."""
    return Quantity("a time", example, _SECONDS, _amount(low, _SECONDS), _amount(high, _SECONDS),
                    f"{low} to {high}")  # fmt: skip


def size(low: str, high: str, example: str) -> Type[int]:
    """An amount of data between two spelled-out ones, in MiB (powers of 1024, as AWS counts)."""
    return Quantity("a size", example, _MEGABYTES, _amount(low, _MEGABYTES),
                    _amount(high, _MEGABYTES), f"{low} to {high}")  # fmt: skip


def percent() -> Type[int]:
    """A share in percent."""
    return Quantity("a share", "60%", {"%": 1}, 1, 100, "1% to 100%")


def _amount(spelling: str, units: Mapping[str, int]) -> int:
    match = _NUMBER_AND_UNIT.fullmatch(spelling.replace(" ", ""))
    if match is None:
        raise ValueError(spelling)
    return int(float(match[1]) * units[match[2]])


class IntegerRange(NamedTuple):
    """`2..6`, or one number as both ends."""

    low: int
    high: int


def integer_range(low: int, high: int, example: str = "2..6") -> Type[IntegerRange]:
    """`2..6`, each end from `low` to `high`; one number stands for both ends."""

    def convert(spelling: str) -> IntegerRange | None:
        first, _, last = spelling.partition("..")
        ends = IntegerRange(int(first), int(last or first))
        return ends if low <= ends.low and ends.high <= high else None

    return Matched(f"a range of whole numbers between {low} and {high}", example,
                   r"[0-9]{1,9}(?:\.\.[0-9]{1,9})?", convert)  # fmt: skip


def cidr() -> Type[ipaddress.IPv4Network]:
    """An IPv4 block whose host bits are zero."""

    def convert(spelling: str) -> ipaddress.IPv4Network | None:
        try:
            return ipaddress.IPv4Network(spelling)
        except ValueError:
            return None

    return Matched("an IPv4 block that begins at its first address", "10.0.0.0/16",
                   r"[0-9.]{7,15}/[0-9]{1,2}", convert)  # fmt: skip


def address() -> Type[ipaddress.IPv4Address]:
    """One IPv4 address."""

    def convert(spelling: str) -> ipaddress.IPv4Address | None:
        try:
            return ipaddress.IPv4Address(spelling)
        except ValueError:
            return None

    return Matched("an IPv4 address", "203.0.113.7", r"[0-9.]{7,15}", convert)


def url_path() -> Type[str]:
    """A path that begins with `/`."""
    return Matched("a path", "/orders/*", r"/.*", lambda spelling: spelling, also_text=True)


class ComponentName(Type[Reference]):
    """The name of a component, of one of the given kinds where they are given."""

    def __init__(self, *kinds: str) -> None:
        self.kinds = kinds
        self.expected = "the name of a " + " or ".join(kinds) if kinds else "the name of a component"
        self.example = f"my_{kinds[0]}" if kinds else "server"

    def read(self, cursor: Cursor) -> Reference:
        """Take the name."""
        name = cursor.word
        if name is None or not re.fullmatch(r"[A-Za-z_]\w*", name):
            raise self.refuse(cursor)
        return Reference(name, "", cursor.take().span)


class TextWithValues(Type[Interpolated]):
    """Quoted text that may hold `${name.value}`, or `name.value` bare, or a plain number."""

    expected = 'text in quotes, or a value like `front.dns`'
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
    '''`file("setup.sh")`, or the script itself in quotes, with `${name.value}` in it.'''

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
    example = 'dir("hello")'

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
        self._of = of
        self.expected = f"{of.expected}, or a list of them"
        self.example = f"[{of.example}]"

    def read(self, cursor: Cursor) -> tuple[T, ...]:
        """Take the list, or the one value."""
        value = cursor.next
        if not isinstance(value, ListValue):
            return (self._of.read(cursor),)
        cursor.take()
        return tuple(read_value(self._of, entry, cursor.context) for entry in value.entries)


def read_value(type_: Type[T], value: Phrase | MapValue, context: Context) -> T:
    """The whole of a phrase or map as one value; what is left over is a mismatch."""
    if isinstance(value, MapValue):
        return type_.read_map(value, context)
    cursor = Cursor(value, context)
    result = type_.read(cursor)
    if cursor.next is not None:
        shown = cursor.here.text.split("\n", 1)[0]
        raise Mismatch(
            f"'{shown}' is one value too many here",
            f"write {type_.expected}, like `{type_.example}`",
            cursor.here,
        )
    return result


class Attribute(NamedTuple):
    """One attribute of a kind or record, as the language and the manual know it."""

    name: str
    type: Type[Any]
    sentence: str
    default: Any
    required: bool
    many: bool
    main: bool
    property: str
    example: str


def attribute(
    type_: Type[Any],
    sentence: str,
    *,
    default: Any = None,
    required: bool = False,
    many: bool = False,
    name: str = "",
    property: str = "",  # noqa: A002  (CloudFormation's own word)
    example: str = "",
) -> Any:
    """Declare an attribute in the body of a kind or record.

    `many` accepts several phrases and repeated lines, the value is a tuple. `name` is the word in
    the language where it differs from the field. `property` is the CloudFormation property that
    the attribute is, as `Type.Path` with the resource type's last part where a kind writes
    several resources. `example` is a value other than the default.
    """
    fallback = () if many and default is None else default
    return Attribute(
        name, type_, sentence, fallback, required, many, False, property, example or type_.example
    )


def main(type_: Type[Any], sentence: str, *, default: Any = None, required: bool = False) -> Any:
    """Declare a value that stands at the front of a phrase, without its word."""
    return Attribute("", type_, sentence, default, required, False, True, "", type_.example)


class Declared:
    """A class whose attributes are declared by `attribute` and `main`; its objects are frozen."""

    attributes: ClassVar[Mapping[str, Attribute]] = {}

    def __init_subclass__(cls) -> None:
        collected = dict(cls.attributes)
        for field, declared in list(vars(cls).items()):
            if isinstance(declared, Attribute):
                named = declared._replace(name=declared.name or field)
                collected[field] = named
                setattr(cls, field, declared.default)
        cls.attributes = collected

    def __init__(self, values: Mapping[str, Any]) -> None:
        self.__dict__.update(values)

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"{type(self).__name__} is frozen")

    @classmethod
    def by_word(cls) -> Mapping[str, tuple[str, Attribute]]:
        """Field and declaration by the language's word."""
        return {declared.name: (field, declared) for field, declared in cls.attributes.items()}


class Record(Declared):
    """A phrase with parts: main values in a fixed order, then details in any order."""

    @property
    def id_part(self) -> str:
        """What tells two arrows between the same ends apart, as part of a logical id."""
        return ""

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and vars(self) == vars(other)

    def __hash__(self) -> int:
        return hash(tuple(sorted((k, repr(v)) for k, v in vars(self).items())))


R = TypeVar("R", bound=Record)


class RecordOf(Type[R]):
    """A phrase as one record; `{ part: value }` is its long spelling."""

    def __init__(self, record: type[R], expected: str, example: str) -> None:
        self.record = record
        self.expected = expected
        self.example = example
        self.words = tuple(record.by_word())

    def read(self, cursor: Cursor) -> R:
        """Take main values, then details, to the end of the phrase."""
        values: dict[str, Any] = {}
        read_mains(self.record, cursor, values)
        read_details(self.record, cursor, values)
        return self._complete(values, cursor.span)

    def read_map(self, value: MapValue, context: Context) -> R:
        """The long spelling: every part by its word."""
        values: dict[str, Any] = {}
        known = self.record.by_word()
        for key, entry in value.entries:
            if key.text not in known:
                raise unknown_word(key.text, tuple(known), key.span)
            field, declared = known[key.text]
            values[field] = read_value(declared.type, entry, context)
        return self._complete(values, value.span)

    def _complete(self, values: dict[str, Any], span: Span) -> R:
        for field, declared in self.record.attributes.items():
            if declared.required and field not in values:
                raise self.mismatch(f"the {declared.name} is missing", span)
        return self.record(values)


def read_mains(record: type[Record], cursor: Cursor, values: dict[str, Any]) -> None:
    """Read the main values at the front of a phrase; one that is left out keeps its default."""
    details = {d.name for d in record.attributes.values() if not d.main}
    refused: Mismatch | None = None
    for field, declared in record.attributes.items():
        start = cursor.at
        if declared.main:
            try:
                values[field] = declared.type.read(cursor)
            except Mismatch as wrong:
                cursor.at = start
                refused = refused or wrong
                if declared.required:
                    raise
    misfit = refused is not None and refused.span == cursor.here and cursor.next is not None
    if refused is not None and misfit and cursor.word not in details:
        raise refused


def read_details(record: type[Record], cursor: Cursor, values: dict[str, Any]) -> None:
    """Read `word value` details of a record to the end of the phrase into `values`."""
    known = {w: entry for w, entry in record.by_word().items() if not entry[1].main}
    while cursor.next is not None:
        if cursor.word not in known:
            raise unknown_word(cursor.here.text, tuple(known), cursor.here)
        field, declared = known[cursor.word or ""]
        if field in values:
            raise Mismatch(f"'{cursor.word}' is said twice", "keep one of them", cursor.here)
        cursor.take()
        if isinstance(declared.type, YesNo) and cursor.word not in YesNo.words:
            values[field] = True
        else:
            values[field] = declared.type.read(cursor)


def unknown_word(found: str, known: Sequence[str], span: Span) -> Mismatch:
    """A word that is none of the known ones, with the nearest of them."""
    return Mismatch(f"'{found}' is not known here", did_you_mean(found, known), span)


def did_you_mean(found: str, known: Sequence[str]) -> str:
    """`did you mean 'x'?` where something is near, and always the list of what is possible."""
    import difflib  # noqa: PLC0415  (wanted only when something is wrong)

    near = difflib.get_close_matches(found, known, n=1, cutoff=0.6)
    listed = ", ".join(sorted(known)) or "nothing"
    return (f"did you mean '{near[0]}'? " if near else "") + f"possible here: {listed}"
