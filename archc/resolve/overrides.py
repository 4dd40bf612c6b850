"""Overrides: properties that a design lays over what the catalogue writes."""

from __future__ import annotations

from collections.abc import Mapping

from archc.component import Component, Override
from archc.diagnostics import Label
from archc.kinds import kind
from archc.resolve import faults
from archc.resolve.attributes import read_body
from archc.resolve.faults import Report
from archc.resolve.statements import Written
from archc.source import Span
from archc.syntax import tree
from archc.values import Context, meant

_WORD = "override"


def overrides(
    written: Written, components: Mapping[str, Component], context: Context, report: Report
) -> tuple[Override, ...]:
    """Every override of something that can be overridden; no property twice."""
    found: list[Override] = []
    for statement in written.overrides:
        name, _, part = statement.name.text.partition(".")
        target = _target(name, statement, components, report)
        _check_head(statement, report)
        body = [s for s in statement.body if isinstance(s, (tree.Property, tree.Flag))]
        read, *_ = read_body(kind(_WORD), body, "an override", context, report, name)
        if target is not None:
            is_found = statement.kind.span.text != _WORD
            properties = read.get("properties", {})
            one = Override(name, part, properties, statement.name.span, found=is_found)
            _check_twice(one, found, report)
            found.append(one)
    return tuple(found)


def _target(
    name: str, statement: tree.Component, components: Mapping[str, Component], report: Report
) -> Component | None:
    """The component that an override is of."""
    target = components.get(name)
    span = Span(
        statement.span.source, statement.name.span.start, statement.name.span.start + len(name)
    )
    if target is None:
        report.add(
            faults.UNKNOWN_NAME,
            f"nothing is called '{name}', so there is nothing to override",
            meant(name, tuple(components), span),
            span,
            component=name,
        )
    elif target.outside or not target.deployed:
        report.add(
            faults.WRONG_OVERRIDE,
            f"'{name}' is {target.called}, and becomes no resource",
            "override what the template makes",
            span,
            component=name,
        )
    elif target.takes_properties:
        report.add(
            faults.WRONG_OVERRIDE,
            f"'{name}' is {target.called}, whose properties are written already",
            f"write them into '{name}' itself",
            span,
            component=name,
            related=(Label("the resource is here", target.span),),
        )
    else:
        return target
    return None


def _check_head(statement: tree.Component, report: Report) -> None:
    """An override has a name and properties, and nothing else."""
    if statement.places or statement.label is not None:
        place = statement.places[0] if statement.places else statement.label
        report.add(
            faults.WRONG_OVERRIDE,
            "an override has neither a label nor a place",
            f"write `{_WORD} {statement.name.text} {{ ... }}`",
            place.span if place is not None else None,
        )
    for inner in statement.body:
        if not isinstance(inner, (tree.Property, tree.Flag)):
            report.add(
                faults.WRONG_OVERRIDE,
                "only properties stand in an override",
                "write it outside of the block",
                inner.span,
            )


def _check_twice(one: Override, others: list[Override], report: Report) -> None:
    for other in others:
        same = (other.target, other.part.replace("_", "")) == (
            one.target,
            one.part.replace("_", ""),
        )
        for name in (*one.properties,) if same else ():
            if name in other.properties:
                report.add(
                    faults.SAID_TWICE,
                    f"'{name}' of '{one.target}' is overridden twice",
                    "keep one of them",
                    one.properties[name].place,
                    "again here",
                    component=one.target,
                    related=(Label("first here", other.properties[name].place),),
                )
