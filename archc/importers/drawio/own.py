"""Drawings that archc made: statements kept in their cells, with what people changed since."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from archc.caches import user_cache
from archc.importers.drawio import labels, nodes
from archc.importers.drawio.cells import SAYS, Shape, Sheet, Unreadable
from archc.source import Source, Span
from archc.syntax.grammar import Grammar
from archc.syntax.parse import parse
from archc.syntax.tree import Arrow, Component, Statement

Key = tuple[int, str]
_MAX_SAID = 300_000  # characters in all cells together; a design of 300 components has a third


class Kept(NamedTuple):
    """The statements of a generated drawing: of the design, and by page and cell."""

    design: tuple[Statement, ...]
    components: Mapping[str, Component]
    shapes: Mapping[str, Shape]  # the first one that shows a component
    arrows: Mapping[Key, tuple[Arrow, ...]]
    texts: Mapping[Key, str]  # what the cells of both say
    rest: str  # what the page itself says

    @property
    def kinds(self) -> Mapping[str, str]:
        """The kinds of the components by their names."""
        found = {name: said.kind.text for name, said in self.components.items()}
        return {**found, "internet": "internet"} if found or self.design else {}

    @property
    def names(self) -> set[str]:
        """All names that the design has given already."""
        written = {one.name.text for one in self.design if isinstance(one, Component)}
        return written | set(self.components)


def kept(sheets: Sequence[Sheet]) -> Kept:
    """What the cells of a drawing say; nothing where archc did not make it."""
    if not any(SAYS in sheet.facts for sheet in sheets):
        return Kept((), {}, {}, {}, {}, "")
    if sum(map(len, _texts(sheets))) > _MAX_SAID:
        raise Unreadable("holds a larger design than archc ever drew")
    grammar = Grammar(user_cache())
    design: list[Statement] = []
    components: dict[str, Component] = {}
    shapes: dict[str, Shape] = {}
    arrows: dict[Key, tuple[Arrow, ...]] = {}
    texts: dict[Key, str] = {}
    rest = next(sheet.facts[SAYS] for sheet in sheets if SAYS in sheet.facts)
    design += _read(rest, grammar)
    for sheet in sheets:
        for shape in sheet.shapes.values():
            name = shape.facts.get("archPath", "")
            if SAYS not in shape.facts or name in components:
                continue
            for said in _read(shape.facts[SAYS], grammar):
                if isinstance(said, Component) and said.name.text == name:
                    components[name], shapes[name] = said, shape
                    texts[sheet.number, shape.id] = shape.facts[SAYS]
        for line in sheet.lines:
            if SAYS in line.facts:
                found = _read(line.facts[SAYS], grammar)
                arrows[sheet.number, line.id] = tuple(s for s in found if isinstance(s, Arrow))
                texts[sheet.number, line.id] = line.facts[SAYS]
    return Kept(tuple(design), components, shapes, arrows, texts, rest)


def _texts(sheets: Sequence[Sheet]) -> Iterator[str]:
    """What all cells say, each text once."""
    facts = [sheet.facts for sheet in sheets]
    facts += [shape.facts for sheet in sheets for shape in sheet.shapes.values()]
    facts += [line.facts for sheet in sheets for line in sheet.lines]
    yield from {said for one in facts if (said := one.get(SAYS))}


def _read(text: str, grammar: Grammar) -> tuple[Statement, ...]:
    """Statements as archc printed them; what somebody wrote into a cell by hand may be none."""
    tree, mistakes = parse(Source("cell", text), grammar)
    return () if mistakes else tree.statements


def placed(node: Any, source: Source, by: int) -> Any:
    """A node of a cell's statement with the places that it has in the listing of the drawing."""
    if isinstance(node, Span):
        return Span(source, node.start + by, node.end + by)
    if isinstance(node, tuple):
        parts = [placed(part, source, by) for part in node]
        return type(node)(*parts) if hasattr(node, "_fields") else tuple(parts)
    return node


def with_label(said: Component, shape: Shape, span: Span) -> Component:
    """A component with the label that somebody gave its shape."""
    name = labels.without_facts(shape.text)
    return said._replace(label=nodes.text(name, span)) if "label" in shape.edits and name else said


def retied(said: Sequence[Arrow], source: str, target: str) -> Iterator[Arrow]:
    """Arrows between other components than before."""
    for one in said:
        ends = ((nodes.word(source, one.span),), (nodes.word(target, one.span),))
        yield one._replace(ends=ends)
