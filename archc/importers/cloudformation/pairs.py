"""Pairs: the resources of a template, and those that the design read from it becomes again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from archc.component import Architecture
from archc.foreign import Item, Reference, Resource, Text, other_name
from archc.readback import Found, Whole, component_of

_MOST = 20_000  # comparisons of resources of one type that are many and alike


class Pairs:
    """Which resource became which, and whether a value of the one is that of the other."""

    def __init__(self, whole: Whole, made: Mapping[str, Resource], design: Architecture) -> None:
        self._whole, self._made = whole, made
        self._types = {id_: one.type for id_, one in {**whole.template.resources, **made}.items()}
        self.ids: dict[str, str] = {}  # of what was made, by the ids of the template
        self._free = dict(made)
        for one in whole.found.values():
            own = design.components.get(whole.names[one.id])
            same = made.get(one.id)
            if same is not None and component_of(same) != whole.name(one):
                same = None
            self._join(one, same or (made.get(own.logical_id) if own is not None else None))
        for _ in range(2):  # what names something that was found is found itself
            self._join_by_likeness()

    def made(self, one: Found) -> Resource | None:
        """What a resource became; None where it became nothing of its type."""
        return self._made.get(self.ids.get(one.id, ""))

    def _join(self, one: Found, other: Resource | None) -> None:
        if one.id in self.ids or other is None or other.id not in self._free:
            return
        if one.type == other.type:
            self.ids[one.id] = other.id
            del self._free[other.id]

    def _join_by_likeness(self) -> None:
        by_type: dict[str, list[Resource]] = {}
        for other in self._free.values():
            by_type.setdefault(other.type, []).append(other)
        left = Counter(one.type for one in self._whole.found.values() if one.id not in self.ids)
        scored: list[tuple[bool, int, Found, Resource]] = []
        for one in self._whole.found.values():
            several = by_type.get(one.type, ()) if one.id not in self.ids else ()
            home = self._whole.name(one) if one.id in self._whole.owners else ""
            if len(several) * left[one.type] > _MOST:
                several = [other for other in several if component_of(other) == home]
            mine = self.leaves(one.resource.properties) if several else Counter()
            for other in several:
                alike = (mine & self.leaves(other.properties)).total()
                scored.append((component_of(other) == home, alike, one, other))
        for is_home, alike, one, other in sorted(scored, key=lambda s: (s[0], s[1]), reverse=True):
            if is_home or alike:
                self._join(one, other)

    def leaves(self, item: Item) -> Counter[tuple[Any, ...]]:
        """Every value in an item with the keys to it; places in lists are all alike."""
        return Counter(_leaves(self.data(item), ()))

    def data(self, item: Item | None) -> Any:
        """What an item says, spelled so that the same is the same in both templates."""
        value = item.value if item is not None else None
        match value:
            case dict():
                return {key: self.data(entry.item) for key, entry in value.items()}
            case list():
                return [self.data(one) for one in value]
            case bool():
                return str(value).lower()
            case str() | int() | float():
                return str(value)
            case Text():
                return tuple(self._part(part) for part in value.parts)
        return self._part(value)

    def _part(self, part: Any) -> Any:
        if not isinstance(part, Reference):
            return str(part) if isinstance(part, str) else part
        other = other_name(self._types.get(part.resource, ""), part.attribute)
        attribute = min(part.attribute, other)
        return Reference(self.ids.get(part.resource, part.resource), attribute)


def _leaves(data: Any, path: tuple[str, ...]) -> Iterator[tuple[Any, ...]]:
    several: Iterable[tuple[str, Any]] = ()
    if isinstance(data, dict):
        several = data.items()
    elif isinstance(data, list):
        several = (("*", one) for one in data)
    else:
        yield *path, data
    for key, value in several:
        yield from _leaves(value, (*path, key))
