"""Walking: every value of an item with the keys that lead to it."""

from __future__ import annotations

from collections.abc import Iterator

from archc.foreign import Function, Item
from archc.source import Span

Path = tuple[str, ...]


def leaves(item: Item, path: Path = ()) -> Iterator[tuple[Path, Item]]:
    """The values that are no map and no list; an entry of a list has the path of the list."""
    if not isinstance(item.value, (dict, list)):
        yield path, item
    for at, one in _within(item, path):
        yield from leaves(one, at)


def calls(item: Item, path: Path = ()) -> Iterator[tuple[Path, Function, Span]]:
    """The functions in an item as it is written, the outer before those in its argument."""
    if isinstance(item.value, Function):
        yield path, item.value, item.span
        yield from calls(item.value.argument, path)
    for at, one in _within(item, path):
        yield from calls(one, at)


def texts(item: Item, path: Path = ()) -> Iterator[tuple[Path, Item]]:
    """The texts in an item as it is written, but for those that `Fn::Sub` fills in."""
    if isinstance(item.value, Function):
        if item.value.name != "Fn::Sub":
            yield from texts(item.value.argument, path)
    elif isinstance(item.value, str):
        yield path, item
    for at, one in _within(item, path):
        yield from texts(one, at)


def _within(item: Item, path: Path) -> Iterator[tuple[Path, Item]]:
    """The entries of a map or list."""
    if isinstance(item.value, dict):
        yield from (((*path, key), entry.item) for key, entry in item.value.items())
    elif isinstance(item.value, list):
        yield from ((path, one) for one in item.value)
