"""Templates with one fault each, made by operators that know YAML and CloudFormation and no rule.

A template is cut or changed in one place: a resource, a property or an entry of a list is taken
out, a port or a block of addresses becomes another, a reference names another resource of the
same type. What only labels things (tags, descriptions, metadata) is left alone, and so is what
nothing else in the template would notice, such as the order of things.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from archc.foreign import Entry, Function, Item
from archc.importers.cloudformation.document import read
from archc.source import Source

ASIDE = ("Tags", "Description", "GroupDescription", "TagSpecifications", "Metadata", "DependsOn")


class Mutant(NamedTuple):
    """A changed template, what was done to it, and the lines around the place, from 1."""

    name: str
    text: str
    resource: str
    line: int


class _Place(NamedTuple):
    resource: str
    type: str
    path: tuple[str, ...]
    entry: Entry


def mutants(text: str) -> Iterator[Mutant]:
    """Every mutant of a template."""
    document, found = read(Source("t.yaml", text))
    assert document is not None, found
    resources = document.get("Resources")
    assert resources is not None
    for id_, entry in resources.value.items():
        yield _cut(text, f"{id_}: gone", id_, entry)
        type_ = str(entry.item.get("Type").value)  # type: ignore[union-attr]
        properties = entry.item.value.get("Properties")
        for place in _places(id_, type_, (), properties):
            yield from _changes(text, place, resources)


def _places(id_: str, type_: str, path: tuple[str, ...], entry: Entry | None) -> Iterator[_Place]:
    if entry is None or not isinstance(entry.item.value, dict):
        return
    for key, inner in entry.item.value.items():
        if key not in ASIDE:
            yield _Place(id_, type_, (*path, key), inner)
            yield from _places(id_, type_, (*path, key), inner)


def _changes(text: str, place: _Place, resources: Item) -> Iterator[Mutant]:
    key, item = place.path[-1], place.entry.item
    name = f"{place.resource}.{'.'.join(place.path)}"
    if len(place.path) == 1:
        yield _cut(text, f"{name}: gone", place.resource, place.entry)
    if isinstance(item.value, list) and len(item.value) > 1 and not _is_flow(item):
        for number, one in enumerate(item.value):
            yield _without_entry(text, f"{name}[{number}]: gone", place.resource, item, number, one)
    if key in ("Port", "FromPort", "ToPort") and isinstance(item.value, int):
        yield _put(text, f"{name}: {item.value + 1}", place.resource, item, str(item.value + 1))
    if isinstance(item.value, str) and re.fullmatch(r"(\d+\.){3}\d+/\d+", item.value):
        other = "0.0.0.0/0" if item.value != "0.0.0.0/0" else "192.0.2.0/24"
        yield _put(text, f"{name}: {other}", place.resource, item, other)
    if isinstance(item.value, bool):
        other = "false" if item.value else "true"
        yield _put(text, f"{name}: {other}", place.resource, item, other)
    if isinstance(item.value, Function) and item.value.name == "Ref":
        yield from _other_references(text, name, place, item, resources)


def _other_references(
    text: str, name: str, place: _Place, item: Item, resources: Item
) -> Iterator[Mutant]:
    """The reference names the next resource of the same type."""
    wanted = str(item.value.argument.value)
    entry = resources.value.get(wanted)
    if entry is None:
        return
    type_ = _type(entry)
    same = [id_ for id_, one in resources.value.items() if _type(one) == type_]
    other = same[(same.index(wanted) + 1) % len(same)]
    if other != wanted:
        yield _put(text, f"{name}: {other}", place.resource, item, f"!Ref {other}")


def _type(entry: Entry) -> Any:
    item = entry.item.get("Type")
    return item.value if item is not None else None


def _is_flow(item: Item) -> bool:
    return item.span.text.startswith("[")


def _line(text: str, at: int) -> int:
    return text.count("\n", 0, at) + 1


def _cut(text: str, name: str, resource: str, entry: Entry) -> Mutant:
    """Without a key and all that is below it."""
    start = text.rindex("\n", 0, entry.key.start) + 1
    end = text.find("\n", max(entry.item.span.end, entry.key.end))
    return Mutant(name, text[:start] + text[end + 1 :], resource, _line(text, start))


def _without_entry(
    text: str, name: str, resource: str, whole: Item, number: int, one: Item
) -> Mutant:
    start = text.rindex("\n", 0, one.span.start) + 1
    entries = whole.value
    end = (
        text.rindex("\n", 0, entries[number + 1].span.start) + 1
        if number + 1 < len(entries)
        else text.find("\n", one.span.end) + 1
    )
    return Mutant(name, text[:start] + text[end:], resource, _line(text, start))


def _put(text: str, name: str, resource: str, item: Item, other: str) -> Mutant:
    changed = text[: item.span.start] + other + text[item.span.end :]
    return Mutant(name, changed, resource, _line(text, item.span.start))
