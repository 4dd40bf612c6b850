"""Mutants of a design: the same mistakes under other names, in another order and another layout."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator

from archc.fmt.written import Group
from archc.mend.places import Places, comments
from archc.source import Source
from tests.designs import GRAMMAR, compile_text

_STRANGERS = (
    "table {} {{ key: id string }}",
    "bucket {}",
    "topic {}",
    'function {} {{ code: file("hello.py") }}',
    "queue {} {{ keep: 14 days }}",
    'email {} {{ address: "ops@example.org" }}',
    "event_bus {}",
    'parameter {} {{ value: "on" }}',
)
_WORDS = ("alpha", "harbour", "lantern", "meadow", "orchid", "pebble", "quartz", "willow", "zephyr")

_Mutation = Callable[[str, random.Random], str]


def mutant(text: str, seed: str) -> str:
    """A design like this one; the same for the same seed."""
    rand = random.Random(seed)
    for mutate in (*_SHAPES, *_LAYOUTS):
        if rand.random() < 0.5:
            text = mutate(text, rand)
    return text


def _places(text: str) -> Places | None:
    """The statements of a text, if it can be read."""
    whole = compile_text(text).is_whole
    return Places(Source("design.arch", text), GRAMMAR) if whole else None


# Other designs with the same mistake.


def _renamed(text: str, rand: random.Random) -> str:
    for number, name in enumerate(compile_text(text).design.components):
        if rand.random() < 0.5:
            new = f"{rand.choice(_WORDS)}_{number}"
            text = re.sub(rf"(?<![\w.\"/-]){name}(?![\w\"/(-]|\.py|:)", new, text)
    return text


def _reordered(text: str, rand: random.Random) -> str:
    """Statements in another order; what is said of the design stays in front."""
    found = _places(text)
    places = [one for one in found.top.places[1:] if not one.word] if found is not None else []
    texts = [text[one.start : one.end] for one in places]
    rand.shuffle(texts)
    for place, other in reversed(list(zip(places, texts, strict=True))):
        text = text[: place.start] + other + text[place.end :]
    return text


def _with_strangers(text: str, rand: random.Random) -> str:
    """With components that have nothing to do with anything."""
    lines = text.splitlines(keepends=True)
    found = _places(text)
    starts = [text.count("\n", 0, one.start) for one in found.top.places[1:]] if found else []
    for number in range(rand.randint(1, 3)):
        at = rand.choice([*starts, len(lines)])
        lines.insert(at, rand.choice(_STRANGERS).format(f"stranger_{number}") + "\n")
        starts = [start + (start >= at) for start in starts]
    return "".join(lines)


# The same design in another layout.


def _blocks(text: str) -> Iterator[Group]:
    found = _places(text)
    rows = [found.top] if found is not None else []
    for row in rows:  # it grows
        for place in row.places:
            if found is not None and place.block is not None:
                yield place.block
                rows.append(found.within(place.block))


def _spread(text: str, rand: random.Random) -> str:
    """Blocks of one line over several."""
    found = _places(text)
    for block in sorted(_blocks(text), key=lambda one: -one.opening.start):
        flat = block.opening.line == block.closing.line
        row = found.within(block) if found is not None else None
        inner = any(place.block is not None for place in row.places) if row is not None else True
        if flat and row is not None and row.places and not inner and rand.random() < 0.6:
            line = text[text.rfind("\n", 0, block.opening.start) + 1 : block.opening.start]
            indent = line[: len(line) - len(line.lstrip())]
            said = [text[place.start : place.end] for place in row.places]
            body = "".join(f"\n{indent}  {one}" for one in said)
            text = f"{text[: block.opening.end]}{body}\n{indent}{text[block.closing.start :]}"
    return text


def _joined(text: str, rand: random.Random) -> str:
    """Blocks of several lines on one."""
    found = _places(text)
    done = len(text)
    for block in sorted(_blocks(text), key=lambda one: -one.opening.start):
        row = found.within(block) if found is not None else None
        if row is None or block.closing.end > done or any(comments([block])):
            continue
        if row.places and rand.random() < 0.4:
            said = " ; ".join(text[place.start : place.end] for place in row.places)
            text = f"{text[: block.opening.end]}{said}{text[block.closing.start :]}"
            done = block.opening.start
    return text


def _spaced(text: str, rand: random.Random) -> str:
    """More blanks and blank lines."""
    made = []
    for line in text.splitlines():
        if _is_code(line) and rand.random() < 0.3:
            made.append(line.replace(": ", ":   ", 1) if rand.random() < 0.5 else f"   {line}  ")
        else:
            made.append(line)
        made.append("\n" * (2 if rand.random() < 0.1 else 1))
    return "".join(made)


def _with_notes(text: str, rand: random.Random) -> str:
    """Comments on lines of their own."""
    made = []
    for number, line in enumerate(text.splitlines(keepends=True)):
        if rand.random() < 0.35:
            made.append(f'{" " * rand.randint(0, 4)}# above {number}, "quoted" {{ and so on\n')
        made.append(line)
    return "".join(made)


def _with_notes_behind(text: str, rand: random.Random) -> str:
    """Comments behind statements."""
    return "".join(
        f"{line}  # behind {number}; tier x {{ public }}\n"
        if _is_code(line) and rand.random() < 0.4
        else f"{line}\n"
        for number, line in enumerate(text.splitlines())
    )


def _is_code(line: str) -> bool:
    return bool(line.strip()) and "#" not in line


def _without_end(text: str, rand: random.Random) -> str:
    del rand
    return text.rstrip("\n")


def _crlf(text: str, rand: random.Random) -> str:
    """The line ends of Windows."""
    return text.replace("\r\n", "\n").replace("\n", "\r\n") if rand.random() < 0.4 else text


_SHAPES: tuple[_Mutation, ...] = (_renamed, _reordered, _with_strangers)
_LAYOUTS: tuple[_Mutation, ...] = (
    _spread,
    _joined,
    _spaced,
    _with_notes,
    _with_notes_behind,
    _without_end,
    _crlf,
)
