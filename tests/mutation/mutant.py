"""What a mutant is: a correct example with one small change, and how its change is named."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from archc.component import Architecture
from archc.source import Source
from archc.syntax.tokens import Token, tokens
from archc.syntax.tree import Component, Statement, Tree
from tests.designs import GRAMMAR, ROOT

Cut = tuple[int, int, str]  # from here to there stands this instead


class Change(NamedTuple):
    """What an operator changes: `what` names it, as it is written and without its place.

    A change of the source has its cuts, one of the graph the whole graph.
    """

    operator: str
    what: str
    line: int
    cuts: tuple[Cut, ...] = ()
    design: Architecture | None = None


class Mutant(NamedTuple):
    """A change of one example. `name` stays the same as long as the changed words do."""

    example: str
    name: str
    change: Change

    @property
    def operator(self) -> str:
        """The operator that made it."""
        return self.change.operator

    @property
    def draw(self) -> int:
        """A number that is the mutant's own, to draw samples by."""
        return int.from_bytes(hashlib.sha256(self.name.encode()).digest()[:4])


class Example(NamedTuple):
    """A correct example as operators see it."""

    stem: str
    source: Source
    tree: Tree
    tokens: tuple[Token, ...]
    design: Architecture


def named(example: Example, changes: Iterable[Change]) -> Iterator[Mutant]:
    """The mutants of an example; equal words at several places are counted."""
    seen: dict[str, int] = {}
    for change in changes:
        name = f"{example.stem} {change.operator} {change.what}"
        seen[name] = seen.get(name, 0) + 1
        number = f" #{seen[name]}" if seen[name] > 1 else ""
        yield Mutant(example.stem, name + number, change)


def mutated(text: str, cuts: Iterable[Cut]) -> str:
    """A text with its cuts made."""
    for start, end, new in sorted(cuts, reverse=True):
        text = text[:start] + new + text[end:]
    return text


def squeezed(text: str) -> str:
    """Text on one line."""
    return " ".join(text.split())


def lexed(source: Source) -> tuple[Token, ...]:
    """The tokens of a source."""
    return tuple(tokens(source, GRAMMAR))


def path_of(stem: str) -> str:
    """The file of an example, from the root."""
    return str((ROOT / "examples" / f"{stem}.arch").relative_to(ROOT))


def statements(
    found: Iterable[Statement], holder: Component | None = None
) -> Iterator[tuple[Statement, Component | None]]:
    """Every statement and the component in whose block it stands; steps of flows are left out."""
    for statement in found:
        yield statement, holder
        if isinstance(statement, Component) and statement.kind.text != "flow":
            yield from statements(statement.body, statement)
