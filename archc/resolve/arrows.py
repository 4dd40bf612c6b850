"""Arrows: every arrow with every phrase becomes relations with a verb, ports and details."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import pairwise, product
from typing import Any, NamedTuple

from archc.component import Component, Port, Relation, Verb, tcp
from archc.resolve import faults
from archc.resolve.faults import Report
from archc.resolve.statements import Written
from archc.source import Span
from archc.syntax import tree
from archc.values import (
    Context,
    Cursor,
    Mismatch,
    Record,
    YesNo,
    did_you_mean,
    read_mains,
    read_value,
)

_FIXED = {
    "ssh": tcp(22),
    "rdp": tcp(3389),
    "icmp": Port("icmp", -1, -1),
    "any": Port("any", -1, -1),
}
_WEB = {"http": 80, "https": 443}
NETWORK_VERBS = {
    name: Verb(name, f"reach it by {name}", network=True) for name in (*_WEB, *_FIXED, "tcp", "udp")
}
_REACH = Verb("reach", "reach the port it serves", network=True)


class _Phrase(NamedTuple):
    """What one phrase of an arrow says."""

    verb: Verb | None
    port: Port | None
    details: Record | None


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
    return tuple(found.values())


def _identity(relation: Relation) -> tuple[Any, ...]:
    ends = (relation.source.name, relation.target.name)
    return (*ends, relation.verb.name, relation.ports, relation.details)


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
                did_you_mean(name.text, tuple(components)),
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
    problem = _impossible(source, target)
    if problem is not None:
        report.add(faults.IMPOSSIBLE_ARROW, *problem, span, component=source.name)
        return
    for phrase in arrow.phrases or (None,):
        try:
            said = _read(phrase, arrow, source, target, context)
        except Mismatch as wrong:
            report.add(
                faults.UNKNOWN_VERB, wrong.message, wrong.fix, wrong.span, component=source.name
            )
            continue
        verbs = (said.verb,) if said.verb else _default_verbs(source, target)
        place = phrase.span if phrase is not None else span
        for verb in verbs:
            problem = _refusal(source, target, verb)
            ports = _ports(said, verb, source, target)
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
            yield Relation(source, target, verb, ports, said.details, label, place)


def _arrow_span(arrow: tree.Arrow, source: Component, target: Component) -> Span:
    """From the source's name to the target's, within the chain."""
    first = next((w for ends in arrow.ends for w in ends if w.text == source.name), None)
    last = next((w for ends in reversed(arrow.ends) for w in ends if w.text == target.name), None)
    if first is None or last is None or first.span.start >= last.span.start:
        return arrow.span
    return Span(arrow.span.source, first.span.start, last.span.end)


def _read(
    phrase: tree.Phrase | None,
    arrow: tree.Arrow,
    source: Component,
    target: Component,
    context: Context,
) -> _Phrase:
    """Verb and details of one phrase, with the details of the arrow's block."""
    details: dict[str, Any] = {}
    verb, port = None, None
    if phrase is not None:
        verb, port = _read_words(Cursor(phrase, context), source, target, details)
    details |= _block(arrow, source, context)
    record = _details_of(source, target)
    return _Phrase(verb, port, record(details) if record is not None else None)


def _details_of(source: Component, target: Component) -> type[Record] | None:
    """The record of details that arrows of this source have; none towards the outside."""
    return None if target.outside else source.phrase


def _read_words(
    cursor: Cursor, source: Component, target: Component, details: dict[str, Any]
) -> tuple[Verb | None, Port | None]:
    """Read a phrase word by word: a verb of the target, or a detail of the source."""
    verbs = verbs_of(target)
    record = _details_of(source, target)
    verb, port = None, None
    if record is not None and cursor.word not in verbs:
        read_mains(record, cursor, details)
    known = {w: e for w, e in record.by_word().items() if not e[1].main} if record else {}
    while cursor.next is not None:
        word = cursor.word or ""
        if word in verbs and verb is None:
            cursor.take()
            verb = verbs[word]
            port = _read_port(word, cursor)
        elif word in known:
            cursor.take()
            field, declared = known[word]
            is_flag = isinstance(declared.type, YesNo) and cursor.word not in YesNo.words
            details[field] = True if is_flag else declared.type.read(cursor)
        else:
            possible = (*verbs, *known)
            raise Mismatch(
                f"'{cursor.here.text}' says nothing on an arrow from {source.called} "
                f"to {target.called}",
                did_you_mean(cursor.here.text, possible),
                cursor.here,
            )
    return verb, port


def verbs_of(target: Component) -> dict[str, Verb]:
    """What may be done to a component, by word; the default comes first."""
    own = {verb.name: verb for verb in target.verbs}
    return {**own, **NETWORK_VERBS} if target.on_network else own


def _read_port(word: str, cursor: Cursor) -> Port | None:
    """The port behind a network verb: optional for http and https, needed for tcp and udp."""
    if word in _FIXED:
        return _FIXED[word]
    if word not in NETWORK_VERBS:
        return None
    match = re.fullmatch(r"([0-9]{1,5})(?:\.\.([0-9]{1,5}))?", getattr(cursor.next, "text", ""))
    if match is None:
        if word in _WEB:
            return tcp(_WEB[word])
        raise Mismatch(f"`{word}` needs a port", f"write `{word} 8080`", cursor.here)
    first, last = int(match[1]), int(match[2] or match[1])
    if not 1 <= first <= last <= 65535:
        raise Mismatch(f"'{match[0]}' is no port", "write a port from 1 to 65535", cursor.here)
    cursor.take()
    return Port("udp" if word == "udp" else "tcp", first, last)


def _block(arrow: tree.Arrow, source: Component, context: Context) -> dict[str, Any]:
    """Details written in the arrow's block, in the same words."""
    details: dict[str, Any] = {}
    known = source.phrase.by_word() if source.phrase else {}
    for statement in arrow.body:
        if not isinstance(statement, (tree.Property, tree.Flag)):
            raise Mismatch("only details stand in an arrow's block", "move it out", arrow.span)
        word = statement.key
        if word.text not in known:
            raise Mismatch(
                f"'{word.text}' is no detail of this arrow",
                did_you_mean(word.text, tuple(known)),
                word.span,
            )
        field, declared = known[word.text]
        if isinstance(statement, tree.Flag):
            details[field] = True
        elif statement.map is not None or len(statement.phrases) != 1:
            raise Mismatch(
                f"'{word.text}' takes one value", f"write {declared.type.expected}", statement.span
            )
        else:
            details[field] = read_value(declared.type, statement.phrases[0], context)
    return details


def _default_verbs(source: Component, target: Component) -> tuple[Verb, ...]:
    if target.outside:
        return (NETWORK_VERBS["any"],) if not source.outside else ()
    return target.verbs[: target.default_verbs] or (_REACH,)


def _ports(said: _Phrase, verb: Verb, source: Component, target: Component) -> tuple[Port, ...]:
    """The ports that packets of this relation use; none where no packet needs a way."""
    if not verb.network:
        return ()
    if said.port is not None:
        return (said.port,)
    if verb.name in NETWORK_VERBS:
        return (_FIXED["any"],)
    served = target.serves()
    return served or ((tcp(80),) if source.forwards else ())


def _impossible(source: Component, target: Component) -> tuple[str, str] | None:
    """Why no verb at all could carry an arrow between these two, and what to do."""
    if source.name == target.name:
        return f"'{source.name}' has an arrow to itself", "remove the arrow"
    if source.outside and target.outside:
        return (
            "nothing of yours lies between these two",
            "let the arrow end at a component inside AWS",
        )
    if not verbs_of(target):
        return (
            f"nothing can be done to {target.called} by an arrow",
            f"remove the arrow; {target.called} is used by naming it in an attribute",
        )
    if source.forwards and not target.registers:
        return (
            f"{source.called} does not pass requests to {target.called}",
            "let it forward to an instance or a scaling group",
        )
    if not (source.outside or source.on_network or source.identity or source.service):
        return (
            f"{source.called} starts nothing",
            f"turn the arrow round: `{target.name} -> {source.name}`",
        )
    return None


def _refusal(source: Component, target: Component, verb: Verb) -> tuple[str, str] | None:
    """Why AWS gives this source no way to do this to this target, and what to write instead."""
    if verb.public or target.outside:
        return None
    if verb.network:
        if not source.on_network:
            return (
                f"{source.called} has no place in the network of '{target.name}'",
                f"let something that lies in the VPC reach '{target.name}'",
            )
        return None
    if (verb.actions and source.identity) or (verb.invoked and source.service):
        return None
    if source.outside:
        return (
            f"{source.called} have no role and cannot {verb.name} {target.called}",
            "put an API with a function, or a server, in between",
        )
    return (
        f"{source.called} cannot {verb.name} {target.called}",
        "put a function in between that does it",
    )
