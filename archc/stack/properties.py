"""Properties that a design writes itself: those of raw resources, and overrides of others."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from archc.component import Architecture, Component, Intrinsic, Override
from archc.stack.expressions import expression, substituted
from archc.stack.references import dependencies, values_of
from archc.stack.resource import Resource, Section
from archc.values import Interpolated, Placed

_WORDS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")


# Values.


def written(component: Component, values: Mapping[str, Placed], design: Architecture) -> Any:
    """Properties as the template of a component spells them; None takes one away."""
    return {name: _spelled(value, component, design) for name, value in values.items()}


def _spelled(given: Placed, viewer: Component, design: Architecture) -> Any:
    match given.value:
        case Interpolated() as text:
            several = _several(text, viewer, design)
            return several if several is not None else _one(text, viewer, design)
        case dict() as entries:
            found = {key: _spelled(entry, viewer, design) for key, entry in entries.items()}
            return _function(found) if given.is_function else found
        case list() as entries:
            return [one for entry in entries for one in _entries(entry, viewer, design)]
        case plain:
            return plain


def _function(long: dict[str, Any]) -> Any:
    """A function in its short form, by which its references are known.

    YAML takes no short form of a short form: around another function the long one stays.
    """
    [(name, argument)] = long.items()
    if isinstance(argument, Intrinsic):
        return long
    return Intrinsic(name.removeprefix("Fn::"), argument)


def _entries(given: Placed, viewer: Component, design: Architecture) -> Iterable[Any]:
    """What stands for one entry of a list: a value that is several stands for all of them."""
    text = given.value
    several = _several(text, viewer, design) if isinstance(text, Interpolated) else None
    return several if several is not None else (_spelled(given, viewer, design),)


def _one(text: Interpolated, viewer: Component, design: Architecture) -> Any:
    return substituted(expression(text, design, viewer))


def _several(text: Interpolated, viewer: Component, design: Architecture) -> list[Any] | None:
    """The entries of a value that is a list, where it stands alone."""
    if len(text.parts) != 1 or not text.references:
        return None
    [wanted] = text.references
    owner = design.components.get(wanted.name)
    if owner is None or wanted.value not in owner.lists:
        return None
    return [substituted(part) for part in expression(text, design, viewer).split(",")]


def merged(below: Any, above: Any) -> Any:
    """Maps laid over maps; anything else replaces what was there, and None takes it away."""
    if not isinstance(above, dict):
        return above
    found = dict(below) if isinstance(below, dict) else {}
    for key, value in above.items():
        if value is None:
            found.pop(key, None)
        else:
            found[key] = merged(found.get(key), value)
    return found


def with_own(body: Mapping[str, Any], component: Component, design: Architecture) -> dict[str, Any]:
    """The body of a raw resource with its properties as they are written, in front of its tags."""
    own = written(component, component.properties, design)
    found = merged(body.get("Properties"), own)
    order = [*(name for name in own if name in found), *(name for name in found if name not in own)]
    kept = {key: value for key, value in body.items() if key != "Properties"}
    # What it refers to is there before it anyway.
    waits = [name for name in dependencies(body) if name not in set(values_of(found))]
    kept = {**kept, "DependsOn": waits[0] if len(waits) == 1 else waits}
    kept = {key: value for key, value in kept.items() if key != "DependsOn" or waits}
    return {**kept, "Properties": {name: found[name] for name in order}} if found else kept


# Overrides.


def overridden(sections: Sequence[Section], design: Architecture) -> Iterator[Section]:
    """The sections with every override laid over the resource that it means."""
    meant: dict[str, list[Override]] = {}
    for override in design.overrides:
        found = meant_by(override, sections, design)
        if found is not None:
            meant.setdefault(found.logical_id, []).append(override)
    for section in sections:
        yield section._replace(
            resources=tuple(
                _laid_over(r, meant.get(r.logical_id, ()), design) for r in section.resources
            )
        )


def _laid_over(resource: Resource, overrides: Iterable[Override], design: Architecture) -> Resource:
    body = dict(resource.body)
    for override in overrides:
        above = written(design.components[resource.component], override.properties, design)
        body["Properties"] = merged(body.get("Properties"), above)
    return resource._replace(body=body)


def meant_by(
    override: Override, sections: Iterable[Section], design: Architecture
) -> Resource | None:
    """The resource that an override means; None if there is none."""
    parts = parts_of(override.target, sections, design)
    wanted = override.part.replace("_", "")
    if not wanted and len(parts) == 1:
        return next(iter(parts.values()))
    return next((r for address, r in parts.items() if address.replace("_", "") == wanted), None)


def parts_of(target: str, sections: Iterable[Section], design: Architecture) -> dict[str, Resource]:
    """The resources of a component by their address in it; the main one's is empty."""
    stem = design.components[target].logical_id
    return {
        address(r.logical_id.removeprefix(stem)): r
        for section in sections
        for r in section.resources
        if r.component == target
    }


def address(rest: str) -> str:
    """`Listener80` → `listener_80`, as an override names it."""
    return "_".join(word.lower() for word in _WORDS.findall(rest))
