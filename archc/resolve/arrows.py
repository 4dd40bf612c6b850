"""Arrows: every arrow with every phrase becomes relations with a verb, ports and details."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise, product
from typing import Any

from archc.component import Component, Relation, Verb
from archc.resolve import faults
from archc.resolve.faults import Report
from archc.resolve.named import named
from archc.resolve.phrases import Said, read_phrase
from archc.resolve.possible import impossible, refusal
from archc.resolve.statements import Written
from archc.resolve.verbs import default_verbs, ports_of, verbs_of
from archc.source import Span
from archc.syntax import tree
from archc.values import Context, Declared, Mismatch, meant

_DRAWN = Verb("use", "use it as its properties say")


def relations(
    written: Written, components: Mapping[str, Component], context: Context, report: Report
) -> tuple[Relation, ...]:
    """Every relation, in the order written; the same one said twice is one."""
    found: dict[tuple[Any, ...], Relation] = {}
    members = _members(components)
    for arrow in written.arrows:
        stations = [
            list(_ends(names, _beside(arrow, number, components), components, members, report))
            for number, names in enumerate(arrow.ends)
        ]
        for sources, targets in pairwise(stations):
            for source, target in product(sources, targets):
                for relation in _between(arrow, source, target, context, report):
                    found.setdefault(_identity(relation), relation)
    written_out = tuple(found.values())
    return (*written_out, *_implied(written_out, components))


def _identity(relation: Relation) -> tuple[Any, ...]:
    ends = (relation.source.name, relation.target.name)
    said = (relation.details, relation.scope, relation.also)
    shown = relation.label if relation.implied else ""
    return (*ends, relation.verb.name, relation.ports, shown, *said)


def _implied(
    written: tuple[Relation, ...], components: Mapping[str, Component]
) -> Iterator[Relation]:
    """The arrows that attributes draw: `dead_letters: parked` sends to `parked`."""
    found: dict[tuple[str, str, str], Relation] = {}
    owners: list[tuple[Component, Declared]] = [(c, c) for c in components.values()]
    # What is polled sends nothing: on its behalf whoever fetches from it does.
    owners += [(r.target if r.source.polled else r.source, r.details) for r in written if r.details]
    for owner, declared in owners:
        for one in named(declared) if not owner.outside else ():
            target = components.get(one.name.name)
            if one.type.drawn and target is not None and target.word in one.type.kinds:
                label = one.word.replace("_", " ")
                verb = next(iter(target.offered()), Verb(one.word, f"be its {label}"))
                made = Relation(
                    owner, target, verb, (), None, label, one.name.span, implied=one.word
                )
                found.setdefault((owner.name, target.name, one.word), made)
    yield from found.values()
    drawn = {(r.source.name, r.target.name) for r in written}
    for component in components.values():
        # What lies in a thing that is no container hangs on it: events go from a bus to its rules.
        for holder in (components[name] for name in component.places if name in components):
            verbs = component.offered()
            hangs = verbs and not (holder.container or component.part)
            if hangs and (holder.name, component.name) not in drawn:
                place = component.span
                yield Relation(holder, component, verbs[0], (), None, "", place, implied="in")


def _beside(arrow: tree.Arrow, number: int, components: Mapping[str, Component]) -> str | None:
    """The component at the station before or behind, whose arrow an unknown name spoils."""
    near = (*arrow.ends[max(0, number - 1)], *arrow.ends[min(number + 1, len(arrow.ends) - 1)])
    return next((word.text for word in near if word.text in components), None)


def _members(components: Mapping[str, Component]) -> Mapping[str, list[Component]]:
    """What each container directly holds."""
    members: dict[str, list[Component]] = {}
    for component in components.values():
        for name in component.places:
            members.setdefault(name, []).append(component)
    return members


def _ends(
    names: tuple[tree.Word, ...],
    beside: str | None,
    components: Mapping[str, Component],
    members: Mapping[str, list[Component]],
    report: Report,
) -> Iterator[Component]:
    """The components that the names at one end stand for."""
    for name in names:
        component = components.get(name.text)
        if component is None:
            report.add(
                faults.UNKNOWN_NAME,
                f"nothing is called '{name.text}'",
                meant(name.text, tuple(components), name.span),
                name.span,
                component=beside,
            )
        elif not component.container:
            yield component
        else:
            inside = list(_leaves(component, members, set()))
            yield from inside
            if not inside:
                report.add(
                    faults.EMPTY_END,
                    f"the {component.word} '{name.text}' holds nothing",
                    "put something in it, or let the arrow end at a component",
                    name.span,
                    component=name.text,
                )


def _leaves(
    container: Component, members: Mapping[str, list[Component]], seen: set[str]
) -> Iterator[Component]:
    for member in members.get(container.name, ()):
        if member.name not in seen:
            seen.add(member.name)
            if member.container:
                yield from _leaves(member, members, seen)
            elif member.on_network:
                yield member


def _between(
    arrow: tree.Arrow, source: Component, target: Component, context: Context, report: Report
) -> Iterator[Relation]:
    """The relations of one arrow between two components: one for each phrase and verb."""
    label = arrow.label.plain or "" if arrow.label else ""
    span = _arrow_span(arrow, source, target)
    problem = impossible(source, target)
    if problem is not None:
        report.add(faults.IMPOSSIBLE_ARROW, *problem, span, component=source.name)
        return
    for phrase in arrow.phrases or (None,):
        try:
            said = read_phrase(phrase, arrow, source, target, context)
        except Mismatch as wrong:
            report.add(
                faults.UNKNOWN_VERB, wrong.message, wrong.fix, wrong.span, component=source.name
            )
            continue
        place = phrase.span if phrase is not None else span
        if source.as_written or target.as_written:
            yield from _drawn(source, target, said, label, place, report)
            continue
        verbs = (said.verb,) if said.verb else default_verbs(source, target)
        if not verbs:
            report.add(
                faults.UNKNOWN_VERB,
                f"what does '{source.name}' do to '{target.name}'?",
                f"write one of {', '.join(verbs_of(target)) or 'its verbs'}",
                place,
                component=source.name,
            )
        for verb in verbs:
            problem = refusal(source, target, verb)
            ports = ports_of(verb, said.port, source, target)
            if problem is not None:
                report.add(faults.IMPOSSIBLE_ARROW, *problem, place, component=source.name)
                break
            if verb.network and not ports and not target.outside:
                report.add(
                    faults.NO_PORT,
                    f"on which port does '{source.name}' reach '{target.name}'?",
                    f"write it: `{source.name} -> {target.name} : tcp 8080`",
                    span,
                    component=target.name,
                )
                continue
            yield Relation(
                source, target, verb, ports, said.details, label, place, said.scope, said.also
            )


def _drawn(
    source: Component,
    target: Component,
    said: Said,
    label: str,
    place: Span,
    report: Report,
) -> Iterator[Relation]:
    """An arrow at what does as it is written: it shows what it says, and adds what it allows."""
    allowed = said.also.allow if said.also is not None else ()
    if allowed and not source.identity:
        report.add(
            faults.IMPOSSIBLE_ARROW,
            f"{source.called} has no role that the arrow could allow something",
            "leave `allow` out, or write it into the role that it uses",
            place,
            component=source.name,
        )
        return
    shown = label or ", ".join(action.partition(":")[2] for action in allowed)
    if said.verb is not None and not label:
        number = str(said.port).partition(" ")[2] if said.port is not None else ""
        shown = f"{said.verb.name} {number}".rstrip()
    yield Relation(
        source, target, _DRAWN, (), None, shown, place, None, said.also, implied=_DRAWN.name
    )


def _arrow_span(arrow: tree.Arrow, source: Component, target: Component) -> Span:
    """From the source's name to the target's, within the chain."""
    first = next((w for ends in arrow.ends for w in ends if w.text == source.name), None)
    last = next((w for ends in reversed(arrow.ends) for w in ends if w.text == target.name), None)
    if first is None or last is None or first.span.source is not last.span.source:
        return arrow.span
    if first.span.start >= last.span.start:
        return arrow.span
    return Span(arrow.span.source, first.span.start, last.span.end)
