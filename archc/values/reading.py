"""Reading a value: the cursor over a phrase, the type that takes its share, the mismatch."""

from collections.abc import Mapping, Sequence
from typing import Generic, NamedTuple, Protocol, TypeVar

from archc.edits import Fix, Replace
from archc.source import Span
from archc.syntax.tree import Atom, MapValue, Phrase, Value

T = TypeVar("T")


class Mismatch(Exception):  # noqa: N818  (not an error of archc: the reader's own control flow)
    """A value is not of the expected type; caught where the property is read.

    One of the `known` words may be meant; that is asked only where it is reported.
    """

    def __init__(self, message: str, fix: str | Fix, span: Span) -> None:
        super().__init__(message)
        self.message = message
        self.span = span
        self.known: Sequence[str] = ()
        self._fix = fix

    @property
    def fix(self) -> str | Fix:
        """What to write instead."""
        if not self.known or isinstance(self._fix, Fix):
            return self._fix
        return Fix(self._fix, meant(self.span.text, self.known, self.span).changes)


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


class Context(NamedTuple):
    """What reading a value may need: files of the design, and its parameters' defaults by name."""

    reader: Reader
    parameters: Mapping[str, str | None]


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
    may_be_given = False  # by a parameter

    def read(self, cursor: Cursor) -> T:
        """Take one value of this type off the cursor, or raise `Mismatch`."""
        raise NotImplementedError

    def read_map(self, value: MapValue, context: Context) -> T:
        """Read the long spelling `{ key: value }`, where the type has one."""
        del context  # a type that has a long spelling reads its entries in it
        raise self.mismatch(f"a map is not {self.expected}", value.span)

    def spell(self, value: T) -> str:
        """A value as the language writes it; empty where it has no short spelling."""
        return str(value) if isinstance(value, (str, int)) else ""

    def mismatch(self, found: str, span: Span) -> Mismatch:
        """The type was expected; `found` says what stands there instead."""
        return Mismatch(found, f"write {self.expected}, like `{self.example}`", span)

    def refuse(self, cursor: Cursor) -> Mismatch:
        """The next value is not of this type."""
        if cursor.next is None:
            return self.mismatch("a value is missing here", cursor.here)
        shown = cursor.here.text.split("\n", 1)[0]
        return self.mismatch(f"'{shown}' is not {self.expected}", cursor.here)


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


def unknown_word(found: str, known: Sequence[str], span: Span) -> Mismatch:
    """A word that is none of the known ones, with the nearest of them."""
    return Mismatch(f"'{found}' is not known here", meant(found, known, span), span)


def nearest(found: str, known: Sequence[str]) -> str:
    """The one of the known words that is clearly meant; empty where none or several could be."""
    return _clear(found, _near(found, known))


def meant(found: str, known: Sequence[str], span: Span) -> Fix:
    """What may be meant by a word, and its correction where that is clear."""
    near = _near(found, known)
    clear = _clear(found, near) if span.text == found else ""
    return Fix(_listed(near, known), (Replace(span, clear),) if clear else ())


def is_near(name: str, written: Sequence[str]) -> bool:
    """Whether one of the words that are written may be meant for a name."""
    return bool(_near(name, written))


def _near(found: str, known: Sequence[str]) -> list[str]:
    import difflib  # noqa: PLC0415  (wanted only when something is wrong)

    return difflib.get_close_matches(found, known, n=2, cutoff=_NEAR)


def _clear(found: str, near: Sequence[str]) -> str:
    import difflib  # noqa: PLC0415

    if len(near) < 2:
        return "".join(near)
    first, second = (difflib.SequenceMatcher(None, word, found).ratio() for word in near)
    return near[0] if first >= second + _CLEARLY else ""


_NEAR = 0.6  # of all letters in the same order
_CLEARLY = 0.05  # so much nearer than the next
_LONG = 20  # names in a list


def did_you_mean(found: str, known: Sequence[str]) -> str:
    """`did you mean 'x'?` where something is near, and the list of what is possible.

    A long list is left out where something is near: nobody reads it, and it grows.
    """
    return _listed(_near(found, known), known)


def _listed(near: Sequence[str], known: Sequence[str]) -> str:
    if near and len(known) > _LONG:
        return f"did you mean '{near[0]}'?"
    listed = ", ".join(sorted(known)) or "nothing"
    return (f"did you mean '{near[0]}'? " if near else "") + f"possible here: {listed}"
