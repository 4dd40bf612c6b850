"""Operators on the graph: each takes an example and yields graphs that no text stands behind.

They take one of several arrows that a statement became, and exchange what two components have.
"""

from __future__ import annotations

import copy
from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import combinations
from typing import Any

from archc.component import Architecture, Component, Neighbours, Relation
from archc.resolve.plan import address_plan
from archc.syntax.tree import Arrow
from tests.mutation.mutant import Change, Example, statements


def drop_relation(example: Example) -> Iterator[Change]:
    """Of several arrows that one statement draws, one is forgotten."""
    design = example.design
    spans = [s.span for s, _ in statements(example.tree.statements) if isinstance(s, Arrow)]
    of_statement = {
        id(r): next(
            (n for n, span in enumerate(spans) if span.start <= r.span.start < span.end), -1
        )
        for r in design.relations
        if not r.implied
    }
    counted = Counter(of_statement.values())
    for relation in design.relations:
        if counted[of_statement.get(id(relation), -1)] > 1 and not relation.implied:
            left = tuple(r for r in design.relations if r is not relation)
            what = f"`{_said(relation)}`"
            graph = _rebuilt(design, design.components, left)
            yield Change("drop_relation", what, relation.span.first.line, design=graph)


def exchange_subnets(example: Example) -> Iterator[Change]:
    """Two components stand each where the other should."""
    design = example.design
    standing = [c for c in design.components.values() if _in_subnets(c, design)]
    for one, other in combinations(standing, 2):
        if one.places != other.places:
            values = {one.name: {"places": other.places}, other.name: {"places": one.places}}
            yield _exchange(example, "exchange_subnets", one, other, values)


def exchange_zones(example: Example) -> Iterator[Change]:
    """Two components stand each in the zone of the other, unless they are alike but for that."""
    design = example.design
    zoned = [c for c in design.components.values() if getattr(c, "zone", None)]
    for one, other in combinations(zoned, 2):
        here, there = one.zone, other.zone
        if here != there and not _are_alike(one, other, design):
            values = {one.name: {"zone": there}, other.name: {"zone": here}}
            yield _exchange(example, "exchange_zones", one, other, values)


def _are_alike(one: Component, other: Component, design: Architecture) -> bool:
    """Whether exchanging the zones of two is exchanging their names, and nothing else."""
    return _written(one, design) == _written(other, design)


def _written(component: Component, design: Architecture) -> object:
    """All that is said of a component, but its name, its label and its zone."""
    own = {field: span.text for field, span in component.spans.items() if field != "zone"}
    arrows = [
        (source.name if source is not component else "", target.name if target is not component
         else "", verb.name, ports)
        for source, target, verb, ports, *_ in (*design.out_of(component), *design.into(component))
    ]  # fmt: skip
    return component.word, component.places, own, sorted(arrows)


def exchange_ports(example: Example) -> Iterator[Change]:
    """Two arrows carry each the ports of the other."""
    design = example.design
    ported = [r for r in design.relations if r.ports and not r.implied]
    for one, other in combinations(ported, 2):
        if one.ports != other.ports:
            swapped = {
                id(one): one._replace(ports=other.ports),
                id(other): other._replace(ports=one.ports),
            }
            relations = tuple(swapped.get(id(r), r) for r in design.relations)
            graph = _rebuilt(design, design.components, relations)
            what = f"`{_said(one)}` ↔ `{_said(other)}`"
            yield Change("exchange_ports", what, one.span.first.line, design=graph)


def _said(relation: Relation) -> str:
    ports = ", ".join(map(str, relation.ports))
    condition = relation.details.id_part if relation.details is not None else ""
    return " ".join(filter(None, (relation.text, ":", relation.verb.name, ports, condition)))


def _in_subnets(component: Component, design: Architecture) -> bool:
    return any(holder.name in design.subnets for holder in design.holders(component))


def _exchange(
    example: Example,
    operator: str,
    one: Component,
    other: Component,
    values: Mapping[str, Mapping[str, Any]],
) -> Change:
    design = example.design
    components = dict(design.components)
    for name, new in values.items():
        components[name] = copy.copy(components[name])
        vars(components[name]).update(new)
    relations = tuple(
        r._replace(source=components[r.source.name], target=components[r.target.name])
        for r in design.relations
    )
    graph = _rebuilt(design, components, relations)
    return Change(operator, f"`{one.name}` ↔ `{other.name}`", one.span.first.line, design=graph)


def _rebuilt(
    design: Architecture, components: Mapping[str, Component], relations: tuple[Relation, ...]
) -> Architecture:
    """The graph with other components or arrows, and everything that follows from them."""
    return design._replace(
        components=components,
        relations=relations,
        subnets=address_plan(components),
        neighbours=Neighbours(components, relations),
    )


OPERATORS = (drop_relation, exchange_subnets, exchange_zones, exchange_ports)
