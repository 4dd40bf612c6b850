"""Bindings: every reference names something with that value, every id is one's own."""

from __future__ import annotations

from collections.abc import Iterator

from archc.component import AWS, AWS_VALUES, Architecture, Component
from archc.diagnostics import Label
from archc.resolve import faults
from archc.resolve.faults import Report
from archc.resolve.named import Named, named
from archc.source import Span
from archc.values import Interpolated, Reference, meant, texts


def check_bindings(design: Architecture, report: Report) -> None:
    """Report references to nothing, values that nothing has, and ids that two would share."""
    for component in design.components.values():
        for one in named(component):
            _check_name(one, component, design, report)
        for _, text in component.interpolated():
            _check_text(text, design, report, component)
    for relation in design.relations:
        for record in (relation.details, relation.scope):
            for one in named(record) if record is not None and not relation.implied else ():
                _check_name(one, relation.source, design, report)
    for override in design.overrides:
        for text in texts(override.properties):
            _check_text(text, design, report, design.components[override.target])
    for output in design.outputs:
        _check_text(output.value, design, report, None)
    _check_ids(design, report)


def _check_text(
    text: Interpolated, design: Architecture, report: Report, component: Component | None
) -> None:
    for reference in text.references:
        _check_value(reference, design, report, component)


def _check_name(one: Named, owner: Component, design: Architecture, report: Report) -> None:
    """What an attribute names exists and is of the kind that is asked for."""
    kinds, value = one.type.kinds, one.name
    found = design.components.get(value.name)
    if found is not None and (found.word in kinds or not kinds):
        return
    if value.name == "internet" and "internet" in kinds:
        return  # it is in every design
    fitting = [c.name for c in (design.of_kind(*kinds) if kinds else design.components.values())]
    wanted = " or ".join(kinds)
    report.add(
        faults.UNKNOWN_NAME,
        f"no {wanted or 'component'} is called '{value.name}'"
        if found is None
        else f"'{value.name}' is {found.called}, not a {wanted}",
        meant(value.name, fitting, value.span)
        if fitting
        else f"declare it: `{kinds[0] if kinds else 'function'} {value.name}`",
        value.span,
        component=owner.name,
    )


def _check_value(
    reference: Reference, design: Architecture, report: Report, component: Component | None
) -> None:
    """`name.value`, or the name of a parameter."""
    owner = component.name if component else None
    if not reference.value and reference.name in design.parameters:
        return
    found = design.components.get(reference.name)
    if found is None and reference.name == AWS:
        if reference.value not in AWS_VALUES:
            report.add(
                faults.UNKNOWN_VALUE,
                f"AWS has no value '{reference.value}'",
                meant(reference.value, tuple(AWS_VALUES), _value(reference)),
                reference.span,
                component=owner,
            )
    elif found is None:
        known = (*design.components, *design.parameters)
        report.add(
            faults.UNKNOWN_NAME,
            f"nothing is called '{reference.name}'",
            meant(reference.name, known, _name(reference)),
            reference.span,
            component=owner,
        )
    elif reference.value not in found.values:
        missing = f"{found.called} has no value '{reference.value}'"
        report.add(
            faults.UNKNOWN_VALUE,
            missing if reference.value else f"which value of '{reference.name}'?",
            meant(reference.value, tuple(found.values), _value(reference)),
            reference.span,
            component=owner,
        )
    elif not found.expression(reference.value, design):
        report.add(
            faults.UNKNOWN_VALUE,
            f"'{found.name}' has no {reference.value} as it is written",
            f"write what gives it one: see `archc explain {found.word}`",
            reference.span,
            component=owner,
        )


def _name(reference: Reference) -> Span:
    """Where the name of a component stands in `name.value`."""
    span = reference.span
    return Span(span.source, span.start, span.start + len(reference.name))


def _value(reference: Reference) -> Span:
    """Where the value stands in it."""
    span = reference.span
    return Span(span.source, span.end - len(reference.value), span.end)


def _check_ids(design: Architecture, report: Report) -> None:
    """Two components, or a component and a parameter, that would share a logical id."""
    taken: dict[str, Label] = {}
    for name, logical_id, span in _ids(design):
        if logical_id in taken:
            report.add(
                faults.SAME_LOGICAL_ID,
                f"'{name}' gives the logical id {logical_id}, which is taken",
                "rename one of them, or give it an `id:` of its own",
                span,
                "the second one",
                component=name,
                related=(taken[logical_id],),
            )
        taken.setdefault(logical_id, Label("the first one", span))


def _ids(design: Architecture) -> Iterator[tuple[str, str, Span]]:
    for component in design.components.values():
        if not component.outside:
            yield component.name, component.logical_id, component.span
    for parameter in design.parameters.values():
        yield parameter.name, parameter.logical_id, parameter.span
