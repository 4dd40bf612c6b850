"""Edits: what is to be changed in a design, said without knowing how its text is laid out.

A rule says with its finding what would mend it: `write(database.name, "standby")`. The sentence a
person reads and the change of the text are one value, so they cannot come apart. `archc.mend`
finds the places in the text, and offers only what is proved to mend the finding.
"""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from archc.source import Span


class Repair(StrEnum):
    """How far a fix goes.

    A safe one keeps what a design does and costs, or mends only what cannot work as it is. An
    unsafe one changes what is deployed beyond that: it costs, opens, replaces or takes away
    something that a person wrote.
    """

    SAFE = "safe"
    UNSAFE = "unsafe"


class Edit(NamedTuple):
    """Text in the place of a span; it is proved that this mends the finding."""

    span: Span
    text: str


class Write(NamedTuple):
    """Statements in the block of a component, in place of those about the same attributes.

    Without an owner, they are settings of the design. `several` are set apart by `; `.
    """

    owner: str
    several: str


class Remove(NamedTuple):
    """No statement about an attribute in the block of a component."""

    owner: str
    word: str


class Include(NamedTuple):
    """One entry more in the list of an attribute."""

    owner: str
    word: str
    entry: str


class Entry(NamedTuple):
    """Another text for an entry of an attribute's list, by its number; none takes it out."""

    owner: str
    word: str
    number: int
    text: str = ""


class Cut(NamedTuple):
    """No entry, or else no statement, where a span is; a component goes as a whole."""

    span: Span


class Replace(NamedTuple):
    """Other text in the place of a span."""

    span: Span
    text: str


class Put(NamedTuple):
    """A component in other places; without places, it stands nowhere."""

    name: str
    places: tuple[str, ...]


class Call(NamedTuple):
    """A component of another kind."""

    name: str
    kind: str


class New(NamedTuple):
    """A statement of its own: behind a component, in the block of one, or at the end."""

    statement: str
    behind: str = ""
    within: str = ""


class Say(NamedTuple):
    """More words on an arrow, where a span is."""

    span: Span
    words: str


class Unsay(NamedTuple):
    """No words behind the colon of an arrow, where a span is."""

    span: Span


class Detail(NamedTuple):
    """Another value behind a word of a phrase; none takes the word away, too."""

    span: Span
    word: str
    value: str = ""


class Unlink(NamedTuple):
    """No arrow between two components, where a span is."""

    span: Span
    source: str
    target: str


Change = (
    Write
    | Remove
    | Include
    | Entry
    | Cut
    | Replace
    | Put
    | Call
    | New
    | Say
    | Unsay
    | Detail
    | Unlink
)


class Fix(NamedTuple):
    """What to do about a finding: the sentence, and the changes if they are mechanical."""

    text: str
    changes: tuple[Change, ...] = ()

    def also(self, *changes: Change) -> Fix:
        """The same, with more changes that belong to it."""
        return self._replace(changes=(*self.changes, *changes))


def write(owner: str, several: str, told: str = "write `{}`") -> Fix:
    """Write statements into a component's block; `{}` stands for them in the sentence."""
    return Fix(told.replace("{}", several), (Write(owner, several),))


def remove(owner: str, word: str, told: str = "remove `{}`") -> Fix:
    """Take a statement out of a component's block; `{}` stands for its word."""
    return Fix(told.replace("{}", word), (Remove(owner, word),))


def include(owner: str, word: str, entry: str, told: str = "write `{}` in '{owner}'") -> Fix:
    """One entry more in a list; `{}` stands for the statement that says it alone."""
    sentence = told.replace("{owner}", owner).replace("{}", f"{word}: {entry}")
    return Fix(sentence, (Include(owner, word, entry),))


def put(name: str, place: str, told: str) -> Fix:
    """Place a component elsewhere; `{}` stands for the place."""
    return Fix(told.replace("{}", place), (Put(name, (place,)),))
