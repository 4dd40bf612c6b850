"""Tree: what a `.arch` file says, statement by statement, every node with its span."""

from collections.abc import Mapping
from typing import NamedTuple

from archc.source import Span

# Words of the language, which are no names.
RESERVED = frozenset(
    ("guarantee", "param", "output", "use", "when", "in", "as", "is", "not", "and", "or", "only",
     "can", "cannot", "no", "nothing", "via", "yes", "none", "internet", "aws")
)  # fmt: skip


class Word(NamedTuple):
    """A name, kind, key or flag."""

    text: str
    span: Span


class Atom(NamedTuple):
    """A bare value; `kind` is its terminal: VALUE_WORD, NUMERIC, PATH, SCHEDULE or STAR."""

    kind: str
    text: str
    span: Span


class Text(NamedTuple):
    """Quoted text, escapes resolved; `parts` are texts and, for `${...}`, references in turn."""

    parts: tuple[str | Word, ...]
    span: Span

    @property
    def plain(self) -> str | None:
        """The text if nothing is interpolated, else None."""
        return "".join(str(p) for p in self.parts) if self.is_plain else None

    @property
    def is_plain(self) -> bool:
        """Whether the text holds no `${...}`."""
        return all(isinstance(part, str) for part in self.parts)


class Call(NamedTuple):
    """`file("setup.sh")`: a function and its one quoted argument."""

    function: str
    argument: Text
    span: Span


class ListValue(NamedTuple):
    """`[a, b]`."""

    entries: "tuple[Phrase | MapValue, ...]"
    span: Span


class Phrase(NamedTuple):
    """Values side by side: main values, then details."""

    values: "tuple[Value, ...]"
    span: Span


class MapValue(NamedTuple):
    """`{ key: value, ... }`."""

    entries: "tuple[tuple[Word, Phrase | MapValue], ...]"
    span: Span


Value = Atom | Text | Call | ListValue


class Property(NamedTuple):
    """`key: phrase, phrase`, or `key: { ... }` (then `phrases` is empty)."""

    key: Word
    phrases: tuple[Phrase, ...]
    map: MapValue | None
    span: Span


class Flag(NamedTuple):
    """A word alone, short for `word: yes`."""

    key: Word
    span: Span


class Component(NamedTuple):
    """`kind name "Label" in places { body }`."""

    kind: Word
    name: Word
    label: Text | None
    places: tuple[Word, ...]
    body: "tuple[Statement, ...]"
    span: Span


class Arrow(NamedTuple):
    """`a, b -> c -> d "label" : phrases { body }`; `ends` are the stations of the chain."""

    ends: tuple[tuple[Word, ...], ...]
    label: Text | None
    phrases: tuple[Phrase, ...]
    body: "tuple[Statement, ...]"
    span: Span


class Param(NamedTuple):
    """`param name "Label": type = default`; several choices stand for an enumeration."""

    name: Word
    label: Text | None
    choices: tuple[Value, ...]
    default: Value | None
    span: Span


class Output(NamedTuple):
    """`output name "Label": value`."""

    name: Word
    label: Text | None
    value: Value
    span: Span


class Guarantee(NamedTuple):
    """`guarantee` and the words of its sentence, commas left out."""

    words: tuple[Word, ...]
    span: Span


Statement = Component | Property | Flag | Arrow | Param | Output | Guarantee


class Foreign(NamedTuple):
    """What an importer knows of a design beside its statements.

    `named` are the components that something names which no kind reads, or which is elsewhere;
    `told` those that an output tells to other templates; `naming` those that name what no kind
    reads. Where `arrows` are worked out from resources, nobody
    drew them, and nobody said what the design is for. `ids` are the logical ids by the names that
    are made of them.
    """

    named: frozenset[str]
    told: frozenset[str]
    naming: frozenset[str]
    arrows: bool
    ids: Mapping[str, str]


class Tree(NamedTuple):
    """One file: its statements in the order they stand, and the words of unreadable ones.

    `intent` is where an imported template says what no resource of it does.
    """

    statements: tuple[Statement, ...]
    lost: frozenset[str] = frozenset()
    foreign: Foreign | None = None  # of a design that an importer read
    intent: Span | None = None
