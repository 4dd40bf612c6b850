"""What a design says in words, by the shape or the arrow that stands for it.

A picture shows what there is and how it hangs together, but neither types nor sizes. A drawing
that people go on working in carries these words along, so that it can be read back as the design.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from itertools import pairwise, product

from archc.component import Architecture
from archc.drawing.scene import Box, Drawing, Route
from archc.drawing.wires import shows_whole
from archc.resolve.faults import Report
from archc.resolve.intent import apart
from archc.resolve.statements import sort_out
from archc.source import Span
from archc.syntax.printing import printed
from archc.syntax.tree import Arrow, Component, Statement, Tree, Word


def with_statements(design: Architecture, drawing: Drawing) -> Drawing:
    """The drawing with the statements of its design in the shapes and arrows that show them."""
    written = sort_out(design.tree, Report())  # what is wrong has been told before
    components: dict[str, Component] = {}
    for nested in written.components:
        components.setdefault(nested.component.name.text, apart(nested))
    arrows = _arrows(design, written.arrows)
    boxes = tuple(_with_its_own(box, components) for box in drawing.boxes)
    named = {box.id: box.component for box in boxes}
    routes = tuple(_with_arrows(route, named, arrows) for route in drawing.routes)
    shown = {box.component for box in boxes if box.says}
    drawn = {(named.get(r.source), named.get(r.target)) for r in routes if r.says}
    left: list[Statement] = [
        *([written.architecture._replace(body=())] if written.architecture else []),
        *written.settings,
        *written.params,
        *(said for name, said in components.items() if name not in shown),
        *(one for pair, every in arrows.items() if pair not in drawn for one in every),
        *written.outputs,
        *written.guarantees,
    ]
    return drawing._replace(boxes=boxes, routes=routes, says=_text(left))


def _with_its_own(box: Box, components: Mapping[str, Component]) -> Box:
    said = components.get(box.component)
    return box._replace(says=_text([said])) if said is not None and shows_whole(box) else box


def _with_arrows(
    route: Route, named: Mapping[str, str], arrows: Mapping[tuple[str, str], list[Arrow]]
) -> Route:
    found = arrows.get((named.get(route.source, ""), named.get(route.target, "")), [])
    return route._replace(says=_text(found)) if found else route


def _text(statements: Sequence[Statement]) -> str:
    return printed(Tree(tuple(statements))).strip()


def _arrows(design: Architecture, arrows: Sequence[Arrow]) -> dict[tuple[str, str], list[Arrow]]:
    """The arrows of the design by the components that they join, containers opened."""
    written = sorted(arrows, key=lambda arrow: _place(arrow.span))
    starts = [_place(arrow.span) for arrow in written]
    found: dict[tuple[str, str], list[Arrow]] = {}
    opened: set[tuple[int, str]] = set()
    for relation in design.relations:
        at = bisect_right(starts, _place(relation.span)) - 1
        if relation.implied or at < 0:
            continue
        names = relation.source.name, relation.target.name
        opened |= {(at, name) for name in names}
        _add(found, names, written[at])
    # What makes no relation is said too: it is a mistake, and stays one.
    for at, arrow in enumerate(written):
        for sources, targets in pairwise(arrow.ends):
            for source, target in product(sources, targets):
                ends = [design.components.get(end.text) for end in (source, target)]
                is_open = any(end is not None and end.container for end in ends)
                if not (is_open and any(number == at for number, _ in opened)):
                    _add(found, (source.text, target.text), arrow)
    return found


def _place(span: Span) -> tuple[str, int]:
    return span.source.path, span.start


def _add(found: dict[tuple[str, str], list[Arrow]], names: tuple[str, str], arrow: Arrow) -> None:
    """An arrow as it would be written between two components alone."""
    source, target = (Word(name, arrow.span) for name in names)
    alone = arrow._replace(ends=((source,), (target,)))
    every = found.setdefault(names, [])
    if alone not in every:
        every.append(alone)
