"""Mistakes in overrides, for which the resources that they mean must be known."""

from __future__ import annotations

from collections.abc import Iterator

from archc.component import Architecture, Component, Override
from archc.diagnostics import Diagnostic, Fault, Label
from archc.schemas import Unavailable, problems, schema
from archc.stack.faults import NO_PART, REFUSED
from archc.stack.properties import meant_by, parts_of
from archc.stack.resource import Stack
from archc.values import did_you_mean


def override_faults(stack: Stack, design: Architecture) -> Iterator[Diagnostic]:
    """Overrides of what is not there, and those that AWS would refuse."""
    for override in design.overrides:
        found = meant_by(override, stack.sections, design)
        component = design.components[override.target]
        if found is None:
            parts = parts_of(override.target, stack.sections, design)
            yield _no_part(override, list(parts), component)
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
            told = one.fix if isinstance(one.fix, str) else one.fix.text
            yield _diagnostic(REFUSED, one.message, told, override, component)._replace(
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
    related = (Label("what it overrides", component.span),)
    return fault.found(message, fix, override.span, component=component.name, related=related)
