"""Attributes that name components, at whatever depth of a kind's or an arrow's records."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from archc.values import (
    ComponentName,
    Declared,
    Either,
    ListOf,
    Record,
    Reference,
    Type,
)


class Named(NamedTuple):
    """A component's name in an attribute: the attribute's word and type, and the name."""

    word: str
    type: ComponentName
    name: Reference


def named(owner: Declared) -> Iterator[Named]:
    """Every name of a component in the attributes of a kind, or of a record in them."""
    for field, declared in owner.attributes.items():
        value = getattr(owner, field)
        for entry in value if type(value) is tuple else (value,):
            if isinstance(entry, Record):
                yield from (one._replace(word=declared.name or one.word) for one in named(entry))
            elif isinstance(entry, Reference) and (type_ := _type(declared.type)):
                yield Named(declared.name or field, type_, entry)


def _type(type_: Type[Any]) -> ComponentName | None:
    match type_:
        case ComponentName():
            return type_
        case ListOf():
            return _type(type_.of)
        case Either():
            return next(filter(None, map(_type, type_.types)), None)
        case _:
            return None
