"""Tree → text: what a program made of a design, as a person would write it.

The layout is the formatter's business; here only what a parser reads back as the same tree.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from archc.syntax.parse import same_parts
from archc.syntax.tree import (
    Arrow,
    Atom,
    Call,
    Component,
    Flag,
    Guarantee,
    ListValue,
    MapValue,
    Output,
    Param,
    Phrase,
    Property,
    Statement,
    Text,
    Tree,
    Value,
    Word,
)

_KEY = re.compile(r"[A-Za-z_](?:\w|-(?!>))*")
_STEP = "  "
_LONG = 80  # characters that a block, a list or a map may have on one line
_FEW = 2  # statements of a block that stands on one line


def printed(tree: Tree) -> str:
    """The whole of a design, a statement on each line."""
    return "".join(f"{line}\n" for one in tree.statements for line in _statement(one))


def _statement(one: Statement) -> list[str]:  # noqa: PLR0911  (a form after the other)
    match one:
        case Component():
            head = f"{one.kind.text} {one.name.text}{_label(one.label)}"
            places = f" in {_names(one.places)}" if one.places else ""
            return _with_block(head + places, one.body)
        case Arrow():
            said = f" : {_phrases(one.phrases)}" if one.phrases else ""
            return _with_block(
                f"{' -> '.join(map(_names, one.ends))}{_label(one.label)}{said}", one.body
            )
        case Property():
            value = _map(one.map) if one.map is not None else _phrases(one.phrases)
            return f"{one.key.text}: {value}".split("\n")
        case Flag():
            return [one.key.text]
        case Param():
            default = f" = {_value(one.default)}" if one.default is not None else ""
            choices = " | ".join(map(_value, one.choices))
            return [f"param {one.name.text}{_label(one.label)}: {choices}{default}"]
        case Output():
            return [f"output {one.name.text}{_label(one.label)}: {_value(one.value)}"]
        case Guarantee():
            return [f"guarantee {' '.join(word.text for word in one.words)}"]


def _with_block(head: str, body: Iterable[Statement]) -> list[str]:
    inside = [line for one in body for line in _statement(one)]
    if not inside:
        return [head]
    short = f"{head} {{ {'; '.join(inside)} }}"
    if len(inside) <= _FEW and len(short) <= _LONG and not any("{" in line for line in inside):
        return [short]
    return [f"{head} {{", *(_STEP + line for line in inside), "}"]


def _label(label: Text | None) -> str:
    return f" {_text(label)}" if label is not None else ""


def _names(names: Iterable[Word]) -> str:
    return ", ".join(name.text for name in names)


def _phrases(phrases: Iterable[Phrase]) -> str:
    return ", ".join(map(_phrase, phrases))


def _phrase(phrase: Phrase) -> str:
    return " ".join(map(_value, phrase.values))


def _value(value: Value) -> str:
    match value:
        case Atom():
            return value.text
        case Text():
            return _text(value)
        case Call():
            return f"{value.function}({_text(value.argument)})"
        case ListValue():
            return _wrapped("[", [_entry(entry) for entry in value.entries], "]")


def _entry(entry: Phrase | MapValue) -> str:
    return _map(entry) if isinstance(entry, MapValue) else _phrase(entry)


def _map(value: MapValue) -> str:
    entries = (f"{_key(key)}: {_entry(entry)}" for key, entry in value.entries)
    return _wrapped("{ ", list(entries), " }")


def _key(key: Word) -> str:
    return key.text if _KEY.fullmatch(key.text) else f'"{key.text}"'


def _wrapped(start: str, entries: list[str], end: str) -> str:
    """A list or map on one line; a long one with an entry on each."""
    line = f"{start}{', '.join(entries)}{end}"
    if not entries:
        return start.strip() + end.strip()
    if len(line) <= _LONG and "\n" not in line:
        return line
    inside = "".join(f"{_STEP}{line}\n" for entry in entries for line in f"{entry},".split("\n"))
    return f"{start.strip()}\n{inside}{end.strip()}"


def _text(text: Text) -> str:
    """Quoted text; one of several lines in triple quotes, where that keeps it as it is."""
    body = "".join(
        _escaped(part) if isinstance(part, str) else f"${{{part.text}}}" for part in text.parts
    )
    if body.count("\n") > 1 and body.endswith("\n"):
        inner = "".join(f"{_STEP}{line}\n" if line else "\n" for line in body[:-1].split("\n"))
        spelling = f'"""\n{inner}{_STEP}"""'.replace('\\"', '"') if '""' not in body else ""
        if spelling and same_parts(spelling, text.parts):
            return spelling
    return '"' + body.replace("\n", "\\n").replace("\t", "\\t") + '"'


def _escaped(part: str) -> str:
    return part.replace("\\", "\\\\").replace('"', '\\"').replace("${", "\\${")
