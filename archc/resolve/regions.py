"""Regions: what belongs together is in one, and only what can cross from one to another does."""

from __future__ import annotations

from archc.component import Architecture, Component, Relation
from archc.diagnostics import Label
from archc.regions import are_of_one_account
from archc.resolve import faults
from archc.resolve.faults import Report
from archc.resolve.named import named
from archc.source import Span
from archc.values import BoundText, Declared


def check_regions(design: Architecture, report: Report) -> None:
    """Report what is torn apart by the regions in which it stands."""
    if len(design.regions) == 1:
        return
    if isinstance(design.region, BoundText):
        report.add(
            faults.NO_SUCH_REGION,
            "a parameter gives the region of the design, and it has other regions beside it",
            "write the code of the region",
            design.spans["region"],
        )
    for component in design.components.values():
        _check_account(component, design, report)
        _check_holder(component, design, report)
        _check_names(component, component, design, report)
    for relation in design.relations:
        if relation.details is not None and not relation.implied:
            _check_names(relation.details, relation.source, design, report)
        if not relation.implied and _is_stopped(relation, design):
            _refuse_arrow(relation, design, report)


def _check_account(component: Component, design: Architecture, report: Report) -> None:
    code = component.region
    if code is not None and not are_of_one_account(code, design.region):
        report.add(
            faults.NO_SUCH_REGION,
            f"no account has both {code} and {design.region}",
            f"make a design of its own for {code}",
            component.span,
            component=component.name,
        )


def _check_holder(component: Component, design: Architecture, report: Report) -> None:
    """What stands in a VPC, or in something else that is in one region, is where that is."""
    for holder in design.holders(component):
        where = design.region_of(holder)
        if component.region is not None and component.region != where:
            report.add(
                faults.OTHER_REGION,
                f"'{component.name}' cannot be in {component.region}: "
                f"it stands in '{holder.name}', which is in {where}",
                f"put it in something that is in {component.region}, or leave the region out",
                component.span,
                component=component.name,
                related=(Label(f"this is in {where}", holder.span),),
            )


def _check_names(
    declared: Declared, owner: Component, design: Architecture, report: Report
) -> None:
    """What an attribute names is where its owner is, unless it is in no region at all."""
    for one in named(declared):
        other = design.components.get(one.name.name)
        if other is None or owner.everywhere or other.everywhere or one.type.abroad:
            continue
        if design.are_apart(owner, other):
            _add(
                f"'{owner.name}' in {design.region_of(owner)} cannot use '{other.name}' "
                f"in {design.region_of(other)} as its {one.word}",
                owner, other, one.name.span, design, report,
            )  # fmt: skip


def _is_stopped(relation: Relation, design: Architecture) -> bool:
    """Whether an arrow leads where its source cannot do this; the network has rules of its own."""
    source, target, verb = relation.source, relation.target, relation.verb
    if not design.are_apart(source, target) or verb.network:
        return False
    if source.delivers:
        return verb.name not in source.delivers_abroad
    return source.polled is not None


def _refuse_arrow(relation: Relation, design: Architecture, report: Report) -> None:
    source, target = relation.source, relation.target
    if source.polled is not None:
        message = f"Lambda fetches from '{source.name}' only within {design.region_of(source)}"
    else:
        where = design.region_of(target)
        message = f"{source.called} cannot {relation.verb.name} {target.called} in {where}"
    _add(message, source, target, relation.span, design, report)


def _add(
    message: str,
    one: Component,
    other: Component,
    span: Span,
    design: Architecture,
    report: Report,
) -> None:
    report.add(
        faults.ACROSS_REGIONS,
        message,
        f"put '{one.name}' and '{other.name}' in one region",
        span,
        component=one.name,
        related=tuple(Label(f"in {design.region_of(c)}", c.span) for c in (one, other)),
    )
