"""The picture of a design at one level of detail: placed, routed and labelled."""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from archc.component import Architecture
from archc.diagnostics import Diagnostic
from archc.drawing import detail as details
from archc.drawing.air import with_air
from archc.drawing.findings import with_marked_arrows
from archc.drawing.labels import place_labels
from archc.drawing.place import Placed, place
from archc.drawing.route import route
from archc.drawing.scene import NETWORK, PERMISSIONS, TRAFFIC, Route
from archc.drawing.sheet import Sheet, said_below_title, sorted_out
from archc.drawing.wires import Wire, wires


def picture(
    design: Architecture,
    findings: Sequence[Diagnostic],
    detail: str,
    forbidden: frozenset[tuple[str, str]],
    heading: str = "",
) -> Sheet:
    """Shapes, arrows and marks of a design; flows are no shapes, forbidden ways stand out."""
    things = [name for name, c in design.components.items() if c.word != "flow"]
    design = details.simplified(sorted_out(design, things), detail)
    design = design._replace(
        title=design.title or design.name, name=said_below_title(design, heading)
    )
    findings = [_about_shape(design, found) for found in findings]
    placed = details.detailed(place(design, findings), design, detail)
    lines = wires(design, placed.boxes)
    arrows = joined(placed, lines, detail, _permitted(design), forbidden)
    return with_marked_arrows(design, Sheet(placed.boxes, arrows, placed.marks), findings)


def _about_shape(design: Architecture, found: Diagnostic) -> Diagnostic:
    """A finding on a part, which has no shape, as one on what it is a part of."""
    about = design.components.get(found.component or "")
    if about is None or not about.part:
        return found
    return found._replace(component=next(iter(about.places), None))


def forbidden_ways(design: Architecture) -> frozenset[tuple[str, str]]:
    """The ends of arrows on ways that packets take although a guarantee forbids it."""
    if not design.guarantees:
        return frozenset()
    prove: Any = importlib.import_module("archc.reach.guarantee").prove
    refused = [verdict.refusal for verdict in prove(design) if verdict.refusal is not None]
    ends = {pair for refusal in refused if refusal.is_way for pair in pairwise(refusal.path)}
    everybody = [c.name for c in design.components.values() if c.outside and c.on_network]
    return frozenset(
        (one, target)
        for source, target in ends
        for one in (everybody if source == "internet" else (source,))
    )


def joined(
    placed: Placed,
    lines: Sequence[Wire],
    detail: str,
    permitted: frozenset[tuple[str, str]],
    forbidden: frozenset[tuple[str, str]],
) -> tuple[Route, ...]:
    """The arrows between shapes; those that only permit something are on a layer of their own."""
    ways = route(placed.boxes, placed.marks, lines)
    ways = with_air(placed.boxes, placed.marks, lines, ways)
    texts = ["" if detail == "overview" else line.text for line in lines]
    labels = place_labels(placed.boxes, placed.marks, ways, texts)
    return tuple(
        Route(
            line.id, line.source.id, line.target.id, tuple(way), line.text, text, area,
            tooltip=line.tooltip,
            layer=_layer(line, permitted),
            refuted=_ends(line) in forbidden,
            link=line.link,
        )
        for line, way, (text, area) in zip(lines, ways, labels, strict=True)
    )  # fmt: skip


def _layer(line: Wire, permitted: frozenset[tuple[str, str]]) -> str:
    if line.link:
        return NETWORK
    return PERMISSIONS if _ends(line) in permitted else TRAFFIC


def _ends(line: Wire) -> tuple[str, str]:
    return line.source.component, line.target.component


def _permitted(design: Architecture) -> frozenset[tuple[str, str]]:
    """The ends of arrows along which no packets flow, only calls that IAM allows."""
    ends = {(r.source.name, r.target.name): False for r in design.relations if r.verb.actions}
    flowing = {(r.source.name, r.target.name) for r in design.relations if r.ports}
    return frozenset(ends.keys() - flowing)
