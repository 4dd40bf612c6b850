"""Properties of raw resources held against their schemas, for the rules in `resource`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from archc.component import Architecture, Component
from archc.kinds.operations.resource import Resource
from archc.reach.once import once_per_design
from archc.rules.rule import Finding
from archc.schemas import Problem, Sort, problems, schema
from archc.values import Interpolated, Placed, Reference


def wrong(resource: Resource, design: Architecture, sort: Sort) -> Iterator[Finding]:
    """What is wrong with a resource in one way."""
    for problem in _problems(design).get(resource.name, ()):
        if problem.sort is sort:
            yield Finding(problem.message, problem.fix, problem.span, problem.label)


def said(value: Placed, design: Architecture) -> Any:
    """What a property says; where a parameter stands alone, the default of that."""
    parts = value.value.parts if isinstance(value.value, Interpolated) else ()
    named = parts[0] if len(parts) == 1 and isinstance(parts[0], Reference) else None
    parameter = design.parameters.get(named.name) if named is not None else None
    return parameter.default if parameter is not None else value.plain


@once_per_design
def _problems(design: Architecture) -> Mapping[str, list[Problem]]:
    """Everything that is wrong, by resource: six rules ask."""
    return {one.name: list(_of(one, design)) for one in design.of_kind("resource")}


def _of(resource: Component, design: Architecture) -> Iterator[Problem]:
    type_ = getattr(resource, "type", "")
    known = schema(type_, design.region_of(resource)) if type_ else None
    if known is not None:
        yield from problems(resource.properties, known, resource.at("type"))
