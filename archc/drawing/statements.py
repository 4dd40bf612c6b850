"""What a design says in words, by the shape or the arrow that stands for it.

A picture shows what there is and how it hangs together, but neither types nor sizes. A drawing
that people go on working in carries these words along, so that it can be read back as the design.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from itertools import pairwise, product
from typing import NamedTuple

from archc.component import Architecture
from archc.drawing.scene import Box, Drawing, Route
from archc.drawing.wires import shows_whole
from archc.kinds import catalogue, kind
from archc.syntax.printing import printed
from archc.syntax.tree import (
    Arrow,
    Atom,
    Component,
    Flag,
    Phrase,
    Property,
    Statement,
    Tree,
    Word,
)


class _Around(NamedTuple):
    """What a statement stands in: the component whose block it is, and the frames around it."""

    component: Word | None
    frames: Mapping[str, Word]


def with_statements(design: Architecture, drawing: Drawing) -> Drawing:
    """The drawing with the statements of its design in the shapes and arrows that show them."""
    components, others = _sorted_out(design.tree)
    boxes = tuple(_with_its_own(box, components) for box in drawing.boxes)
    shown = {box.component for box in boxes if box.says}
    arrows = _arrows(design)
    named = {box.id: box.component for box in boxes}
    routes = tuple(_with_arrows(route, named, arrows) for route in drawing.routes)
    drawn = {(named.get(r.source), named.get(r.target)) for r in routes if r.says}
    left = [
        *others,
        *(said for name, said in components.items() if name not in shown),
        *(one for pair, every in arrows.items() if pair not in drawn for one in every),
    ]
    return drawing._replace(boxes=boxes, routes=routes, says=printed(Tree(tuple(left))).strip())


def _with_its_own(box: Box, components: Mapping[str, Component]) -> Box:
    said = components.get(box.component)
    if said is None or not shows_whole(box):
        return box
    return box._replace(says=printed(Tree((said,))).strip())


def _with_arrows(
    route: Route, named: Mapping[str, str], arrows: Mapping[tuple[str, str], list[Arrow]]
) -> Route:
    found = arrows.get((named.get(route.source, ""), named.get(route.target, "")), ())
    return route._replace(says=printed(Tree(tuple(found))).strip()) if found else route


def _sorted_out(tree: Tree) -> tuple[dict[str, Component], list[Statement]]:
    """Every component as a statement of its own, and all other statements but the arrows."""
    components: dict[str, Component] = {}
    others: list[Statement] = []
    for statement, around in _walked(tree.statements, _Around(None, {})):
        match statement:
            case Component() if statement.kind.text == "architecture":
                own = tuple(s for s in statement.body if isinstance(s, (Property, Flag)))
                others.append(statement._replace(body=own))
            case Component():
                components.setdefault(statement.name.text, _alone(statement, around))
            case Arrow():
                pass
            case _:
                others.append(statement)
    return components, others


def _walked(
    statements: tuple[Statement, ...], around: _Around
) -> Iterator[tuple[Statement, _Around]]:
    """Every statement that says something by itself, with what it stands in."""
    for statement in statements:
        if not isinstance(statement, Component):
            if around.component is None or not isinstance(statement, (Property, Flag)):
                yield statement, around
            continue
        cls = kind(statement.kind.text) if statement.kind.text in catalogue() else None
        if cls is not None and cls.frame:
            frames = {**around.frames, statement.kind.text: statement.name}
            yield from _walked(statement.body, _Around(around.component, frames))
            continue
        yield statement, around
        if cls is None or not cls.own_arrows:
            is_head = statement.kind.text == "architecture"
            inner = around.component if is_head else statement.name
            inside = statement.body
            if is_head:
                inside = tuple(s for s in inside if not isinstance(s, (Property, Flag)))
            yield from _walked(inside, _Around(inner, around.frames))


def _alone(statement: Component, around: _Around) -> Component:
    """A component as it would be written outside of all blocks."""
    cls = kind(statement.kind.text) if statement.kind.text in catalogue() else None
    places = statement.places
    body = statement.body
    if cls is None or not cls.own_arrows:
        body = tuple(s for s in body if isinstance(s, (Property, Flag)))
    if not any("-" not in place.text for place in places) and around.component is not None:
        places = (around.component, *places)
    region = around.frames.get("region")
    is_free = around.component is None and not any("-" in place.text for place in places)
    if region is not None and is_free:
        places = (*places, region)
    zone = around.frames.get("zone")
    if zone is not None and cls is not None and "zone" in cls.by_word():
        letter = Phrase((Atom("VALUE_WORD", zone.text, zone.span),), zone.span)
        body = (Property(Word("zone", zone.span), (letter,), None, zone.span), *body)
    return statement._replace(places=places, body=body)


def _arrows(design: Architecture) -> dict[tuple[str, str], list[Arrow]]:
    """The arrows of the design by the components that they join, containers opened."""
    written = sorted(
        (
            statement
            for statement, _ in _walked(design.tree.statements, _Around(None, {}))
            if isinstance(statement, Arrow)
        ),
        key=lambda arrow: arrow.span.start,
    )
    starts = [arrow.span.start for arrow in written]
    found: dict[tuple[str, str], list[Arrow]] = {}
    opened: set[tuple[int, str]] = set()
    for relation in design.relations:
        if relation.implied:
            continue
        at = bisect_right(starts, relation.span.start) - 1
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


def _add(found: dict[tuple[str, str], list[Arrow]], names: tuple[str, str], arrow: Arrow) -> None:
    """An arrow as it would be written between two components alone."""
    source, target = (Word(name, arrow.span) for name in names)
    alone = arrow._replace(ends=((source,), (target,)))
    every = found.setdefault(names, [])
    if alone not in every:
        every.append(alone)
