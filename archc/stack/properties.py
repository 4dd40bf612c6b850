"""Properties that a design writes itself: those of raw resources, and overrides of others."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from archc.component import Architecture, Component, Override
from archc.diagnostics import Diagnostic, Fault, Label, Severity
from archc.schemas import Unavailable, problems, schema
from archc.stack.expressions import expression, substituted
from archc.stack.resource import Resource, Section, Stack
from archc.values import Interpolated, Placed, did_you_mean

_SERVER = "architecture shop\nvpc lab { tier edge { public } }\ninstance web in edge\n"
NO_PART = Fault(
    "STK605",
    "no_such_part",
    "An override of a resource that the template does not have",
    "What an override lies over is found by its address: the component's name, and what the "
    "logical id adds to it.",
    _SERVER + "override web.volume { Size: 20 }\n",
    _SERVER + 'override web.group { GroupName: "web" }\n',
)
REFUSED = Fault(
    "STK606",
    "refused_override",
    "An override that AWS would refuse",
    "Properties of an override are held against the schema of the resource that they change.",
    _SERVER + 'override web { InstanceTypo: "t3.micro" }\n',
    _SERVER + 'override web { InstanceInitiatedShutdownBehavior: "stop" }\n',
)
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
            return {key: _spelled(entry, viewer, design) for key, entry in entries.items()}
        case list() as entries:
            return [one for entry in entries for one in _entries(entry, viewer, design)]
        case plain:
            return plain


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
    return {**kept, "Properties": {name: found[name] for name in order}} if found else kept


# Overrides.


def overridden(sections: Sequence[Section], design: Architecture) -> Iterator[Section]:
    """The sections with every override laid over the resource that it means."""
    meant: dict[str, list[Override]] = {}
    for override in design.overrides:
        found = _meant(override, sections, design)
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


def _meant(
    override: Override, sections: Iterable[Section], design: Architecture
) -> Resource | None:
    """The resource that an override means; None if there is none."""
    parts = _parts(override.target, sections, design)
    wanted = override.part.replace("_", "")
    if not wanted and len(parts) == 1:
        return next(iter(parts.values()))
    return next((r for address, r in parts.items() if address.replace("_", "") == wanted), None)


def _parts(target: str, sections: Iterable[Section], design: Architecture) -> dict[str, Resource]:
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


def override_faults(stack: Stack, design: Architecture) -> Iterator[Diagnostic]:
    """Overrides of what is not there, and those that AWS would refuse."""
    for override in design.overrides:
        found = _meant(override, stack.sections, design)
        component = design.components[override.target]
        if found is None:
            yield _no_part(override, [*_parts(override.target, stack.sections, design)], component)
            continue
        try:
            known = schema(found.type, design.region_of(component))
            wrong = (
                problems(override.properties, known, override.span, whole=False) if known else []
            )
        except Unavailable as problem:
            yield _diagnostic(REFUSED, problem.reason, problem.fix, override, component)
            return
        for one in wrong:
            yield _diagnostic(REFUSED, one.message, one.fix, override, component)._replace(
                span=one.span, label=one.label
            )


def _no_part(override: Override, parts: list[str], component: Component) -> Diagnostic:
    addresses = [f"{override.target}.{part}" if part else override.target for part in parts]
    wanted = f"{override.target}.{override.part}" if override.part else override.target
    message = f"the template has no resource '{wanted}'"
    if not addresses:
        fix = f"{component.called} makes no resources of its own"
    elif override.part:
        fix = did_you_mean(wanted, addresses)
    else:
        fix = f"write which one is meant: {', '.join(sorted(addresses))}"
    return _diagnostic(NO_PART, message, fix, override, component)


def _diagnostic(
    fault: Fault, message: str, fix: str, override: Override, component: Component
) -> Diagnostic:
    return Diagnostic(
        fault.code,
        fault.name,
        Severity.ERROR,
        message,
        fault.why,
        fix,
        override.span,
        "",
        component.name,
        (Label("what it overrides", component.span),),
    )
