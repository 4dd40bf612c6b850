"""resolve: Tree → Architecture: names bound, attributes typed, arrows given their meaning."""

from __future__ import annotations

from archc.component import Architecture, Neighbours
from archc.diagnostics import Diagnostic
from archc.resolve.arrows import relations
from archc.resolve.attributes import components
from archc.resolve.bindings import check_bindings
from archc.resolve.faults import Report
from archc.resolve.flows import with_steps
from archc.resolve.guarantees import guarantees
from archc.resolve.header import header, outputs, parameters
from archc.resolve.intent import intent
from archc.resolve.overrides import overrides
from archc.resolve.places import place
from archc.resolve.plan import address_plan
from archc.resolve.regions import check_regions
from archc.resolve.statements import sort_out
from archc.source import Source
from archc.syntax.tree import Tree
from archc.values import Context, Reader

__all__ = ["resolve"]


def resolve(tree: Tree, source: Source, reader: Reader) -> tuple[Architecture, list[Diagnostic]]:
    """The graph of a tree; what is wrong is reported, and left out or given its default."""
    report = Report()
    written = sort_out(tree, report)
    params = parameters(written, report)
    context = Context(reader, {name: param.default for name, param in params.items()})
    head = header(written, source, context, report)
    placed = place(components(written, context, report), written, report)
    arrows = relations(written, placed, context, report)
    placed = with_steps(written, placed, arrows, report)
    design = Architecture(
        head.name,
        head.title,
        head.settings.region,
        head.settings.purpose,
        head.settings.tags,
        placed,
        arrows,
        address_plan(placed),
        params,
        outputs(written, context, report),
        guarantees(written, placed, report),
        head.span,
        head.settings.accept,
        intent(written, placed),
        head.spans,
        Neighbours(placed, arrows),
        overrides(written, placed, context, report) if written.overrides else (),
        tree,
    )
    check_bindings(design, report)
    check_regions(design, report)
    return design, report.found
