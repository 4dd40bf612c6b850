"""Structures: maps, lists and texts of a template with the values of components in them."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from archc.foreign import Entry, Item
from archc.policies import flat
from archc.readback.spelling import bare, number, parts_of, plain, quoted
from archc.source import Span
from archc.syntax import tree

if TYPE_CHECKING:
    from archc.readback.whole import Whole


def structure(whole: Whole, item: Item, *, loosely: bool = False) -> tree.MapValue | None:
    """A map of any depth as the language writes it; None where something in it cannot be said.

    `loosely`, what is known later stands as it is in its text.
    """
    made = _entry(whole, item, loosely=loosely)
    return made if isinstance(made, tree.MapValue) else None


def shortened(made: tree.MapValue) -> tree.MapValue:
    """A structure in which a list of one text is that text."""
    pairs = []
    for key, entry in made.entries:
        short = entry
        if isinstance(entry, tree.MapValue):
            short = shortened(entry)
        elif isinstance(entry.values[0], tree.ListValue) and len(entry.values[0].entries) == 1:
            (only,) = entry.values[0].entries
            if isinstance(only, tree.Phrase) and not isinstance(only.values[0], tree.ListValue):
                short = only
        pairs.append((key, short))
    return tree.MapValue(tuple(pairs), made.span)


def structure_of(whole: Whole, text: str, span: Span) -> tree.MapValue | None:
    """The same for a map that stands in a text as JSON."""
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return structure(whole, _as_item(data, span))


def _as_item(data: Any, span: Span) -> Item:
    if isinstance(data, dict):
        return Item({key: Entry(span, _as_item(one, span)) for key, one in data.items()}, span)
    if isinstance(data, list):
        return Item([_as_item(one, span) for one in data], span)
    return Item(data, span)


def _entry(
    whole: Whole, item: Item, *, loosely: bool = False
) -> tree.Phrase | tree.MapValue | None:
    value = item.value
    leaf: tree.Value | None = None
    if isinstance(value, dict):
        entries = [
            (key, entry, _entry(whole, entry.item, loosely=loosely)) for key, entry in value.items()
        ]
        pairs = tuple((tree.Word(key, at.key), made) for key, at, made in entries if made)
        return tree.MapValue(pairs, item.span) if len(pairs) == len(entries) else None
    if isinstance(value, list):
        parts = [_entry(whole, one, loosely=loosely) for one in value]
        made = [one for one in parts if one is not None]
        leaf = tree.ListValue(tuple(made), item.span) if len(made) == len(value) else None
    elif isinstance(value, bool):
        leaf = bare("yes" if value else "no", item.span)
    elif isinstance(value, (int, float)):
        leaf = number(value, item.span) if re.fullmatch(r"[0-9]+(\.[0-9]+)?", str(value)) else None
    else:
        leaf = interpolated(whole, item)
        if leaf is None and loosely and flat(item):
            leaf = quoted(flat(item), item.span)
    return tree.Phrase((leaf,), item.span) if leaf is not None else None


def interpolated(whole: Whole, item: Item) -> tree.Text | None:
    """A text with values of components in it; None where something in it cannot be said."""
    value = item.value
    if isinstance(value, (str, int, float, bool)):
        return tree.Text((plain(item),) if plain(item) else (), item.span)
    return whole.text(parts_of(item), item.span)


def unsaid(whole: Whole, item: Item) -> Item:
    """An item with `?` for every value that the language cannot say."""
    if item.is_map:
        pairs = {key: one._replace(item=unsaid(whole, one.item)) for key, one in item.value.items()}
        return item._replace(value=pairs)
    if isinstance(item.value, list):
        return item._replace(value=[unsaid(whole, one) for one in item.value])
    return item if interpolated(whole, item) is not None else item._replace(value="?")
