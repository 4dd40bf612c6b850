"""Flows: the arrows in a flow's block become numbered steps along arrows of the design."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise, product

from archc.component import Component, Relation, Step
from archc.resolve import faults
from archc.resolve.faults import Report
from archc.resolve.statements import Nested, Written
from archc.source import Span
from archc.syntax import tree
from archc.values import meant


def with_steps(
    written: Written,
    components: dict[str, Component],
    relations: tuple[Relation, ...],
    report: Report,
) -> dict[str, Component]:
    """The components, every flow among them with its steps."""
    flows = [nested for nested in written.components if nested.arrows]
    if not flows:
        return components
    taken = {(relation.source.name, relation.target.name) for relation in relations}
    return components | {
        flow.component.name.text: _numbered(flow, components, taken, report)
        for flow in flows
        if flow.component.name.text in components
    }


def _numbered(
    flow: Nested, components: dict[str, Component], taken: set[tuple[str, str]], report: Report
) -> Component:
    owner = components[flow.component.name.text]
    steps = [
        step
        for arrow in flow.arrows
        for step in _steps(arrow, owner.name, components, taken, report)
    ]
    numbered = tuple(step._replace(number=number) for number, step in enumerate(steps, start=1))
    return type(owner)({**vars(owner), "steps": numbered})


def _steps(
    arrow: tree.Arrow,
    flow: str,
    components: dict[str, Component],
    taken: set[tuple[str, str]],
    report: Report,
) -> Iterator[Step]:
    """One step for every pair of neighbours along the chain."""
    text = (arrow.label.plain or "") if arrow.label else ""
    for sources, targets in pairwise(arrow.ends):
        for source, target in product(sources, targets):
            span = Span(arrow.span.source, source.span.start, target.span.end)
            unknown = [word for word in (source, target) if word.text not in components]
            for word in unknown:
                report.add(
                    faults.UNKNOWN_NAME,
                    f"nothing is called '{word.text}'",
                    meant(word.text, tuple(components), word.span),
                    word.span,
                    component=flow,
                )
            if not unknown and (source.text, target.text) not in taken:
                report.add(
                    faults.STEP_WITHOUT_ARROW,
                    f"the design has no arrow from '{source.text}' to '{target.text}'",
                    f"write `{source.text} -> {target.text}` outside of the flow too",
                    span,
                    component=flow,
                )
            elif not unknown:
                yield Step(0, source.text, target.text, text, span)
