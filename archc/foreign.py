"""Foreign designs: the values of templates with their places, as importers and kinds read them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from archc.source import Span


class Item(NamedTuple):
    """A value and its place.

    The value is a scalar, a map of entries, a list of items, a `Function` of them, or what stands
    for something that is known later: `Reference`, `Pseudo`, `Given`, `Zone`, `Text`, `Unknown`.
    """

    value: Any
    span: Span

    @property
    def is_map(self) -> bool:
        """Whether it has keys."""
        return isinstance(self.value, dict)

    @property
    def entries(self) -> list[Item]:
        """The entries of a list; one alone where it is none, and none where it is empty."""
        if self.value is None:
            return []
        return self.value if isinstance(self.value, list) else [self]

    def get(self, *keys: str) -> Item | None:
        """What stands under a key of a map, and under further ones in it; None where none does."""
        found: Item | None = self
        for key in keys:
            if found is None or not isinstance(found.value, dict):
                return None
            entry = found.value.get(key)
            found = entry.item if entry is not None else None
        return found


class Entry(NamedTuple):
    """What stands under one key, and the key's place."""

    key: Span
    item: Item


class Function(NamedTuple):
    """A call of CloudFormation, in either spelling: `!Ref x` is `Ref` of `x`."""

    name: str
    argument: Item


class Reference(NamedTuple):
    """A resource by its logical id, or one of its attributes."""

    resource: str
    attribute: str = ""


class Pseudo(NamedTuple):
    """`AWS::Region` and others that are known when the stack is made."""

    name: str


class Given(NamedTuple):
    """A parameter whose value is given, or looked up, when the stack is made."""

    parameter: str


class Zone(NamedTuple):
    """An availability zone of the region, by its number from 0."""

    number: int


class Unknown(NamedTuple):
    """What cannot be known from the template, and why."""

    why: str


class Text(NamedTuple):
    """A text of which some parts are not known before the stack is made."""

    parts: tuple[str | Reference | Pseudo | Given | Zone | Unknown, ...]


def leaves(item: Item) -> Iterator[Any]:
    """What a value is made of in the end, the parts of texts one by one."""
    value = item.value
    if isinstance(value, dict):
        for entry in value.values():
            yield from leaves(entry.item)
    elif isinstance(value, list):
        for one in value:
            yield from leaves(one)
    elif isinstance(value, Text):
        yield from value.parts
    else:
        yield value


def named_in(item: Item) -> Iterator[str]:
    """The logical ids of the resources that a value names anywhere."""
    return (one.resource for one in leaves(item) if isinstance(one, Reference))


def given_in(item: Item) -> dict[str, None]:
    """The parameters without a value that a value needs, each once."""
    return dict.fromkeys(one.parameter for one in leaves(item) if isinstance(one, Given))


class Parameter(NamedTuple):
    """A parameter: its type, its value as an item where there is one, and its place."""

    name: str
    type: str
    value: Item | None
    choices: tuple[str, ...]
    description: str
    span: Span


class Resource(NamedTuple):
    """One resource; `properties` is what remains when functions and conditions are worked out."""

    id: str
    type: str
    properties: Item
    span: Span  # of the logical id
    type_span: Span
    item: Item  # the whole body as written
    after: tuple[str, ...] = ()
    region: str = ""  # that its template is for, where it says so


class Output(NamedTuple):
    """One output."""

    name: str
    value: Item
    description: str
    span: Span


class Template(NamedTuple):
    """What a template makes with the values of its parameters."""

    description: str
    parameters: Mapping[str, Parameter]
    resources: Mapping[str, Resource]
    left_out: frozenset[str]  # by their conditions
    outputs: tuple[Output, ...]
    intent: Item | None = None  # what archc writes into the metadata of its templates
