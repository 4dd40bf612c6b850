"""Walking: every value of an item with the keys that lead to it."""

from __future__ import annotations

from collections.abc import Iterator

from archc.foreign import Function, Item
from archc.source import Span

Path = tuple[str, ...]


def leaves(item: Item, path: Path = ()) -> Iterator[tuple[Path, Item]]:
    """The values that are no map and no list; an entry of a list has the path of the list."""
    value = item.value
    if isinstance(value, dict):
        for key, entry in value.items():
            yield from leaves(entry.item, (*path, key))
    elif isinstance(value, list):
        for one in value:
            yield from leaves(one, path)
    else:
        yield path, item


def calls(item: Item, path: Path = ()) -> Iterator[tuple[Path, Function, Span]]:
    """The functions in an item as it is written, the outer before those in its argument."""
    value = item.value
    if isinstance(value, Function):
        yield path, value, item.span
        yield from calls(value.argument, path)
    elif isinstance(value, dict):
        for key, entry in value.items():
            yield from calls(entry.item, (*path, key))
    elif isinstance(value, list):
        for one in value:
            yield from calls(one, path)


def texts(item: Item, path: Path = ()) -> Iterator[tuple[Path, Item]]:
    """The texts in an item as it is written, but for those that `Fn::Sub` fills in."""
    value = item.value
    if isinstance(value, Function):
        if value.name != "Fn::Sub":
            yield from texts(value.argument, path)
    elif isinstance(value, dict):
        for key, entry in value.items():
            yield from texts(entry.item, (*path, key))
    elif isinstance(value, list):
        for one in value:
            yield from texts(one, path)
    elif isinstance(value, str):
        yield path, item
