"""Designs at random, from the catalogue alone, and the smallest design that still fails.

A design is drawn with more arrows and attributes than can hold; what the compiler refuses is taken
out, line by line, until it accepts the rest. So a new kind is in these designs by itself.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import NamedTuple

from archc.compiler import Compilation
from archc.component import Component
from archc.diagnostics import Severity
from archc.kinds import catalogue, kind
from archc.source import Source
from archc.values import ComponentName, Either, ListOf, Record, RecordOf, Type
from tests.designs import FILES, GRAMMAR, Files
from tests.test_kinds import split_page

_NETWORK = ("vpc net {", "zones: 2", "tier edge { public }", "tier app { private }",
            "tier data { isolated }", "}")  # fmt: skip
_TIERS = ("edge", "app", "data")
_COMMON = frozenset({"why", "tags", "id", "name", "role"})
_VERBS_OF_PACKETS = ("http 8080", "https", "ssh", "tcp 5000", "any")


class Part(NamedTuple):
    """A component: its header, and the lines of its block."""

    kind: str
    name: str
    place: str
    lines: tuple[str, ...]


class Draft(NamedTuple):
    """A design before it is written down."""

    parts: tuple[Part, ...]
    arrows: tuple[str, ...]

    def written(self) -> list[tuple[str, tuple[int, int]]]:
        """Its lines, each with what it is: a part (number, -1 or its line), an arrow (-1, number)."""
        found = [("architecture drawn", (-2, 0)), ("region: eu-central-1", (-2, 0))]
        if any(part.place in _TIERS for part in self.parts):
            found += [(line, (-2, 0)) for line in _NETWORK]
        for number, part in enumerate(self.parts):
            where = f" in {part.place}" if part.place else ""
            found.append((f"{part.kind} {part.name}{where} {{", (number, -1)))
            found += [(line, (number, at)) for at, line in enumerate(part.lines)]
            found.append(("}", (number, -1)))
        return found + [(arrow, (-1, number)) for number, arrow in enumerate(self.arrows)]

    @property
    def text(self) -> str:
        """The design as text."""
        return "\n".join(line for line, _ in self.written()) + "\n"

    def without_part(self, number: int) -> Draft:
        """Without a component, and without what speaks of it."""
        gone = re.compile(rf"\b{self.parts[number].name}\b")
        kept = [
            part._replace(lines=tuple(line for line in part.lines if not gone.search(line)))
            for at, part in enumerate(self.parts)
            if at != number and part.place != self.parts[number].name
        ]
        arrows = tuple(arrow for arrow in self.arrows if not gone.search(arrow))
        return Draft(tuple(kept), arrows)

    def without_line(self, number: int, at: int) -> Draft:
        """Without one line of a component's block."""
        part = self.parts[number]
        lines = part.lines[:at] + part.lines[at + 1 :]
        parts = (*self.parts[:number], part._replace(lines=lines), *self.parts[number + 1 :])
        return self._replace(parts=parts)

    def without_arrow(self, number: int) -> Draft:
        """Without one arrow."""
        return self._replace(arrows=self.arrows[:number] + self.arrows[number + 1 :])


@cache
def drawn_kinds() -> tuple[str, ...]:
    """Kinds that can stand at an end of an arrow, or hold one that can."""
    return tuple(word for word in sorted(catalogue()) if _takes_part(kind(word)))


def _takes_part(cls: type[Component]) -> bool:
    if cls.container or cls.own_arrows or cls.word == "internet":
        return False
    starts = cls.identity or cls.service or cls.delivers or cls.polled or cls.forwards
    return bool(cls.verbs or starts or (cls.outside and cls.on_network) or cls.part)


def draft(seed: int, focus: str = "") -> Draft:
    """A design drawn at random; the same seed gives the same one. Many arrows touch the focus."""
    chance = random.Random(f"{seed} {focus}")
    parts: list[Part] = []
    if focus:
        _add(focus, parts, chance)
    for _ in range(chance.randint(4, 9)):
        # Functions are what most arrows begin or end at.
        word = "function" if chance.random() < 0.25 else chance.choice(drawn_kinds())
        _add(word, parts, chance)
    named = tuple(part._replace(lines=_filled(part, parts, chance)) for part in parts)
    arrows = dict.fromkeys(
        _arrow(named, number, chance, focus if number % 2 else "")
        for number in range(chance.randint(14, 34))
    )
    return Draft(named, tuple(filter(None, arrows)))


def _add(word: str, parts: list[Part], chance: random.Random) -> str:
    """One more component, and the place that it needs; its name."""
    cls = kind(word)
    place = ""
    if "tier" in cls.inside and (cls.place_needed or chance.random() < 0.3):
        place = chance.choice(_TIERS)
    elif cls.inside and "tier" not in cls.inside and (cls.place_needed or chance.random() < 0.5):
        holder = chance.choice(cls.inside)
        there = [part.name for part in parts if part.kind == holder]
        place = chance.choice(there) if there else _add(holder, parts, chance)
    name = f"{word}_{len(parts)}"
    parts.append(Part(word, name, place, ()))
    return name


def _filled(part: Part, parts: list[Part], chance: random.Random) -> tuple[str, ...]:
    """The block of a component: what its page writes, or only what it must have, and more."""
    cls = kind(part.kind)
    lines = list(_of_page(part.kind)) if chance.random() < 0.5 else []
    # Two things with one fixed name are one thing in AWS.
    lines = [line for line in lines if not line.startswith("name:")]
    written = {line.partition(":")[0].strip() for line in lines}
    for declared in cls.attributes.values():
        if declared.name in written or declared.name in _COMMON:
            continue
        if declared.required or chance.random() < 0.15:
            value = _value(declared.type, declared.example, parts, chance)
            lines.append(f"{declared.name}: {value}")
    return tuple(lines)


def _value(type_: Type[object], example: str, parts: list[Part], chance: random.Random) -> str:
    """An attribute's example, with the name of a component of this design in it."""
    kinds = _named(type_)
    there = [part.name for part in parts if part.kind in kinds]
    if not there:
        return example
    name = chance.choice(there)
    return name if _alone(type_) else re.sub(r"\w+", name, example, count=1)


def _alone(type_: Type[object]) -> bool:
    return not isinstance(type_, RecordOf)


def _named(type_: Type[object]) -> tuple[str, ...]:
    """The kinds of which an attribute names a component first of all."""
    match type_:
        case ComponentName():
            return type_.kinds
        case ListOf():
            return _named(type_.of)
        case Either():
            return next(filter(None, map(_named, type_.types)), ())
        case RecordOf():
            first = next((a for a in type_.record.attributes.values() if a.main), None)
            return _named(first.type) if first else ()
        case _:
            return ()


@cache
def _of_page(word: str) -> tuple[str, ...]:
    """The lines that the kind's page writes into its first component."""
    _, body, _ = split_page(word)
    return tuple(_statements(body))


def _statements(body: str) -> Iterator[str]:
    """Statements of a block, each on a line of its own; what goes over lines stays together."""
    depth, start, quoted = 0, 0, False
    for at, char in enumerate([*body, "\n"]):
        quoted ^= char == '"'
        depth += (char in "[{(") - (char in "]})")
        if char in "\n;" and not quoted and depth == 0:
            statement = body[start:at].strip()
            start = at + 1
            if statement and not statement.startswith("#") and "\n" not in statement:
                yield statement
            elif "\n" in statement:
                yield " ".join(statement.split("\n"))


def _arrow(parts: tuple[Part, ...], number: int, chance: random.Random, focus: str) -> str:
    """An arrow between two components, with or without a verb and details."""
    if len(parts) < 2:
        return ""
    source, target = chance.sample(parts, 2)
    wanted = [part for part in parts if part.kind == focus and part not in (source, target)]
    if wanted:
        source, target = chance.choice([(wanted[0], target), (source, wanted[0])])
    cls, to = kind(source.kind), kind(target.kind)
    phrase = ""
    if cls.word == "http_api":
        method = chance.choice(("GET", "POST", "ANY"))
        end = "/{proxy+}" if method == "ANY" and chance.random() < 0.5 else ""
        phrase = f"{method} /p{number}{end} auth none"
    elif chance.random() < 0.6 and not cls.delivers:
        words = [verb.name for verb in to.verbs]
        words += list(_VERBS_OF_PACKETS) if to.on_network else []
        phrase = chance.choice(words) if words else ""
    for record in (cls.phrase if cls.word != "http_api" else None, to.scope):
        if record is not None and chance.random() < 0.3:
            phrase = f"{phrase} {_detail(record, parts, chance)}".strip()
    if phrase and target.kind == "table" and not cls.delivers and chance.random() < 0.1:
        phrase += " allow dynamodb:DescribeTable"
    return f"{source.name} -> {target.name}" + (f" : {phrase}" if phrase else "")


def _detail(record: type[Record], parts: tuple[Part, ...], chance: random.Random) -> str:
    """One detail of an arrow."""
    declared = chance.choice(list(record.attributes.values()))
    value = _value(declared.type, declared.example, list(parts), chance)
    if declared.main:
        return value
    return declared.name if value == "yes" else f"{declared.name} {value}"


_TRIES = 12


def _compiled(text: str) -> Compilation:
    compiled = Compilation(Source("drawn.arch", text), Files(FILES), GRAMMAR)
    compiled.finish()
    return compiled


def accepted(wanted: Draft) -> tuple[Draft, Compilation] | None:
    """What is left of a draft when everything is gone that the compiler refuses."""
    for _ in range(_TRIES):
        compiled = _compiled(wanted.text)
        errors = [d for d in compiled.diagnostics if d.severity is Severity.ERROR]
        if not errors:
            return wanted, compiled
        marks = [mark for _, mark in wanted.written()]
        bad = {marks[d.span.first.line - 1] for d in errors if d.span is not None}
        reduced = _reduced(wanted, bad)
        if reduced == wanted:
            return None
        wanted = reduced
    return None


def _reduced(wanted: Draft, bad: set[tuple[int, int]]) -> Draft:
    """Without the arrows that are refused; else without the lines, else without the components."""
    arrows = sorted((at for part, at in bad if part == -1), reverse=True)
    for at in arrows:
        wanted = wanted.without_arrow(at)
    if arrows:
        return wanted
    lines = sorted(((part, at) for part, at in bad if part >= 0 and at >= 0), reverse=True)
    for part, at in lines:
        required = {d.name for d in kind(wanted.parts[part].kind).attributes.values() if d.required}
        if wanted.parts[part].lines[at].partition(":")[0] in required:
            return wanted.without_part(part)
        wanted = wanted.without_line(part, at)
    if lines:
        return wanted
    for part in sorted((part for part, at in bad if part >= 0), reverse=True)[:1]:
        wanted = wanted.without_part(part)
    return wanted


def smallest(failing: Draft, fails: Callable[[Draft], object]) -> Draft:
    """Fewer arrows, components and attributes, as long as it still fails."""
    shrunk = True
    while shrunk:
        shrunk = False
        for smaller in _smaller(failing):
            if fails(smaller):
                failing, shrunk = smaller, True
                break
    return failing


def _smaller(draft_: Draft) -> Iterator[Draft]:
    for number in range(len(draft_.parts)):
        yield draft_.without_part(number)
    for number in range(len(draft_.arrows)):
        yield draft_.without_arrow(number)
    for number, part in enumerate(draft_.parts):
        for at in range(len(part.lines)):
            yield draft_.without_line(number, at)
