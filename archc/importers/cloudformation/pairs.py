"""Pairs: the resources of a template, and those that the design read from it becomes again."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from archc.component import Architecture, pascal_case
from archc.foreign import Given, Item, Pseudo, Reference, Resource, Text, Unknown, other_name
from archc.readback import Found, Whole, component_of, snake

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
        theirs = {id_: self.leaves(other.properties) for id_, other in self._free.items()}
        left = Counter(one.type for one in self._whole.found.values() if one.id not in self.ids)
        scored: list[tuple[bool, int, Found, Resource]] = []
        for one in self._whole.found.values():
            several = by_type.get(one.type, ()) if one.id not in self.ids else ()
            home = self._whole.name(one) if one.id in self._whole.owners else ""
            if len(several) * left[one.type] > _MOST:
                several = [other for other in several if component_of(other) == home]
            mine = self.leaves(one.resource.properties) if several else Counter[tuple[str, ...]]()
            for other in several:
                alike = (mine & theirs[other.id]).total()
                scored.append((component_of(other) == home, alike, one, other))
        for is_home, alike, one, other in sorted(scored, key=lambda s: (s[0], s[1]), reverse=True):
            if is_home or alike:
                self._join(one, other)

    def leaves(self, item: Item) -> Counter[tuple[str, ...]]:
        """Every value in an item with the keys to it; places in lists are all alike."""
        return Counter(_leaves(self.data(item), ()))

    def data(self, item: Item | None) -> Any:
        """What an item says, spelled so that the same is the same in both templates."""
        value = item.value if item is not None else None
        match value:
            case dict() if "Statement" in value and item is not None:
                return sorted(self._statements(item))
            case dict():
                return {
                    key: self.data(entry.item) for key, entry in value.items() if key not in _CALLED
                }
            case list():
                return [self.data(one) for one in value]
            case bool():
                return str(value).lower()
            case Text():
                return _same_arn("".join(map(self._part, value.parts)))
        return _same_arn(self._part(value))

    def _part(self, part: Any) -> str:
        match part:
            case Reference():
                other = other_name(self._types.get(part.resource, ""), part.attribute)
                id_, attribute = (
                    self.ids.get(part.resource, part.resource),
                    min(part.attribute, other),
                )
                return f"${{{id_}.{attribute}}}" if attribute else f"${{{id_}}}"
            case Given() if path := self._whole.template.looked_up(part.parameter):
                return f"{{{{resolve:ssm:{path}}}}}"
            case Given():
                return f"${{{pascal_case(snake(part.parameter))}}}"
            case Pseudo():
                return f"${{{part.name}}}"
            case Unknown():
                return f"${{? {part.why}}}"
        # A text that only looks like a value is none.
        return str(part).replace("${", "$!{") if part is not None else ""

    def _statements(self, document: Item) -> Iterator[str]:
        """The statements of a policy, one for every action on every resource."""
        for one in document.value["Statement"].item.entries:
            said = dict(one.value) if one.is_map else {}
            rest = {
                key: _short(self.data(entry.item))
                for key, entry in sorted(said.items())
                if key not in ("Sid", "Action", "Resource")
            }
            actions, resources = one.get("Action"), one.get("Resource")
            for action in actions.entries if actions is not None else (None,):
                for resource in resources.entries if resources is not None else (None,):
                    what = str(self.data(action)).lower()
                    yield json.dumps([what, self.data(resource), rest], sort_keys=True)


# What something is only called by, where nothing else names it.
_CALLED = ("Id", "PolicyName", "Sid")


def _short(data: Any) -> Any:
    """Data in which a list of one is that one, and the order of others is nothing."""
    if isinstance(data, dict):
        return {key: _short(value) for key, value in data.items()}
    if isinstance(data, list):
        made = [_short(one) for one in data]
        return made[0] if len(made) == 1 else sorted(made, key=str)
    return data


# ARNs that are made of the name of a resource, which a reference to most of them is.
_BY_NAME = re.compile(
    r"^arn:\$\{AWS::Partition\}:(?:s3:::|(?:sqs|sns|dynamodb|lambda|events|states|kinesis):"
    r"\$\{AWS::Region\}:\$\{AWS::AccountId\}:(?:table/|function:|event-bus/|stream/)?)"
    r"\$\{(\w+)(?:\.\w*Name)?\}"
)


def _same_arn(text: str) -> str:
    """An ARN by its name is that of the resource; of the usual partition, it is of any."""
    text = re.sub(r"^arn:aws:", "arn:${AWS::Partition}:", text)
    return _BY_NAME.sub(r"${\1.Arn}", text)


def _leaves(data: Any, path: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    if isinstance(data, dict):
        for key, value in data.items():
            yield from _leaves(value, (*path, key))
    elif isinstance(data, list):
        for value in data:  # one alone is a list of it
            yield from _leaves(value, path)
    else:
        yield *path, data
