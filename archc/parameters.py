"""Parameters in use: which of a design's parameters stand anywhere in it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from archc.component import Architecture
from archc.values import BoundNumber, BoundText, Interpolated, Record, texts


def used_parameters(design: Architecture) -> frozenset[str]:
    """The names of the parameters that an attribute, a text or an output takes its value from."""
    found: set[str] = set()
    for component in design.components.values():
        for field in component.spans:
            found.update(_named(getattr(component, field)))
        for _, text in component.interpolated():
            found.update(_named(text))
    for relation in design.relations:
        found.update(_named(relation.details))
        found.update(_named(relation.scope))
    for override in design.overrides:
        for text in texts(override.properties):
            found.update(_named(text))
    for output in design.outputs:
        found.update(_named(output.value))
    return frozenset(found & design.parameters.keys())


def _named(value: Any) -> Iterator[str]:
    """Names that a value may take from a parameter."""
    match value:
        case BoundText() | BoundNumber():
            yield value.parameter
        case Interpolated():
            yield from (reference.name for reference in value.references if not reference.value)
        case Record():
            for part in vars(value).values():
                yield from _named(part)
        case dict():
            for entry in value.values():
                yield from _named(entry)
        case tuple() | list():
            for entry in value:
                yield from _named(entry)
