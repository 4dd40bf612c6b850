"""Operators on the source: each takes an example and yields changes of its text.

They know the language (statements, blocks, numbers, ports, names) and the declarations of
attributes, and no rule. None of them makes a text that cannot be read on purpose: an attribute that
has to be written is never dropped, and what is put in the place of a name is another name.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator, Sequence

from archc.component import Also
from archc.component import Component as Kind
from archc.filters import FIXED, PORTED, WEB
from archc.kinds import catalogue, kind
from archc.source import Span
from archc.syntax.tree import (
    Arrow,
    Atom,
    Component,
    Flag,
    Guarantee,
    ListValue,
    MapValue,
    Output,
    Phrase,
    Property,
    Statement,
    Value,
)
from archc.values import Attribute, YesNo
from tests.mutation.mutant import Change, Cut, Example, squeezed, statements

# Words of the language under which an operator is better known than under `drop_entry`.
_LINES = {"route": "drop_route", "inbound": "drop_rule_line", "outbound": "drop_rule_line",
          "allow": "drop_rule_line"}  # fmt: skip
_ANOTHER = 8080  # a port for a design that has one only
_PORT = re.compile(r"[0-9]{1,5}")
_BLOCK = re.compile(r"[0-9A-Fa-f.:]+/[0-9]{1,3}")
_AMOUNT = re.compile(r"[0-9]+(?:\.\.[0-9]+)?(?:[a-zA-Z]+|%|/[a-z]+)?|\.\.[0-9]+")


# What is dropped.


def drop_arrow(example: Example) -> Iterator[Change]:
    """An arrow is forgotten, with all its ends."""
    for statement, _ in _written(example):
        if isinstance(statement, Arrow):
            start, end = statement.span.start, _end(example, statement)
            yield _change(example, "drop_arrow", statement.span, (start, end, ""))


def drop_line(example: Example) -> Iterator[Change]:
    """A route, a rule of a group, list or role, or another entry is forgotten where several may be.

    Where a line lists several ports or actions in brackets, one of them.
    """
    for said, holder in _properties(example):
        declared = _declared(said, holder)
        operator = _LINES.get(said.key.text, "drop_entry")
        if declared is not None and declared.many and not declared.required:
            for number, phrase in enumerate(said.phrases):
                if not _is_name(example, phrase):
                    yield _change(example, operator, phrase.span, _without(said, number), said)
        for phrase in said.phrases:
            for value in phrase.values:
                if isinstance(value, ListValue) and len(value.entries) > 1:
                    yield from _shorter(example, operator, value, said)


def _shorter(example: Example, operator: str, value: ListValue, said: Property) -> Iterator[Change]:
    spans = [entry.span for entry in value.entries]
    for number, span in enumerate(spans):
        yield _change(example, operator, span, _cut_entry(spans, number), said)


def drop_attachment(example: Example) -> Iterator[Change]:
    """What names another component does not name it: a group, a table, a key, a dead-letter queue.

    Where several are named, one of them.
    """
    for said, holder in _properties(example):
        declared = _declared(said, holder)
        if (declared is not None and declared.required) or not said.phrases:
            continue
        words = declared.type.words if declared is not None else ()
        if any(phrase.values[0].span.text in words for phrase in said.phrases):
            continue  # a word of the language, whatever else is called so
        if all(_is_name(example, phrase) for phrase in said.phrases):
            for number, phrase in enumerate(said.phrases):
                cut = _without(said, number)
                yield _change(example, "drop_attachment", phrase.span, cut, said)


def drop_part(example: Example) -> Iterator[Change]:
    """A component is left out that only attributes name, and with it all that names it."""
    used = _names_in_use(example)
    for statement, _ in statements(example.tree.statements):
        if not isinstance(statement, Component) or statement.name.text in used:
            continue
        if statement.kind.text not in catalogue() or kind(statement.kind.text).frame:
            continue
        cuts = _mentions(example, statement.name.text)
        if cuts is not None:
            whole = (statement.span.start, _end(example, statement), "")
            outside = [cut for cut in cuts if not whole[0] <= cut[0] < whole[1]]
            yield _change(example, "drop_part", statement.span, whole, *outside)


def _names_in_use(example: Example) -> set[str]:
    """What arrows, sentences, outputs and texts name, and what holds something."""
    used: set[str] = set()
    for statement, holder in statements(example.tree.statements):
        match statement:
            case Arrow():
                used |= {word.text for end in statement.ends for word in end}
            case Guarantee():
                used |= {word.text for word in statement.words}
            case Output():
                used |= {
                    name.partition(".")[0] for name in re.findall(r"[\w.]+", statement.span.text)
                }
            case Component():
                used |= {place.text for place in statement.places}
                for inner in statement.body if statement.kind.text == "flow" else ():
                    if isinstance(inner, Arrow):
                        used |= {word.text for end in inner.ends for word in end}
                if holder is not None:
                    used.add(holder.name.text)
            case Property():
                used |= set(re.findall(r"\$\{(\w+)", statement.span.text))
    return used


def _mentions(example: Example, name: str) -> list[Cut] | None:
    """What takes every phrase away that names a component; None where one has to be there."""
    cuts: list[Cut] = []
    for said, holder in _properties(example):
        hits = [n for n, p in enumerate(said.phrases) if name in _words(p.values)]
        if not hits:
            continue
        declared = _declared(said, holder)
        if len(hits) < len(said.phrases):
            cuts += [_without(said, number) for number in hits]
        elif declared is not None and declared.required:
            return None
        else:
            cuts.append((said.span.start, said.span.end, ""))
    return cuts


# What is swapped.


def swap_subnet(example: Example) -> Iterator[Change]:
    """Something is put into another subnet or tier than it should be."""
    kinds = {s.name.text: s.kind.text for s, _ in statements(example.tree.statements)
             if isinstance(s, Component)}  # fmt: skip
    for statement, _ in statements(example.tree.statements):
        for place in statement.places if isinstance(statement, Component) else ():
            if kinds.get(place.text) not in ("tier", "subnet"):
                continue
            taken = {other.text for other in statement.places}
            for other, word in kinds.items():
                if word in ("tier", "subnet") and other not in taken:
                    yield _swap(example, "swap_subnet", place.span, other, statement.span)


def swap_zone(example: Example) -> Iterator[Change]:
    """Something stands in another zone than it should."""
    places = [
        said.phrases[0].span
        for said, _ in _properties(example)
        if said.key.text == "zone" and said.phrases
    ]
    places += [
        statement.name.span
        for statement, _ in statements(example.tree.statements)
        if isinstance(statement, Component) and statement.kind.text == "zone"
    ]
    letters = {place.text for place in places}
    for place in places:
        for other in sorted(letters - {place.text}) or ["b" if place.text == "a" else "a"]:
            yield _swap(example, "swap_zone", place, other)


def swap_port(example: Example) -> Iterator[Change]:
    """A port of an arrow, a rule or a listener is another one that the design uses."""
    found = list(_ports(example))
    numbers = {number for _, number, _ in found}
    for span, number, whole in found:
        for other in sorted(numbers - {number}) or [_ANOTHER]:
            # A bare word becomes another word, or `tcp` and a port.
            word = {80: "http", 443: "https", 22: "ssh"}.get(other, f"tcp {other}")
            new = str(other) if _PORT.fullmatch(span.text) else word
            yield _swap(example, "swap_port", span, new, whole)


def _ports(example: Example) -> Iterator[tuple[Span, int, Span]]:
    """Every port: where it or its word stands, its number, and the phrase around it."""
    for phrase in _phrases(example):
        values = phrase.values
        for at, value in enumerate(values):
            if not isinstance(value, Atom) or value.text not in (*WEB, *FIXED, *PORTED):
                continue
            behind = values[at + 1] if at + 1 < len(values) else None
            if isinstance(behind, Atom) and _PORT.fullmatch(behind.text):
                yield behind.span, int(behind.text), phrase.span
            elif isinstance(behind, Atom) and behind.text[:1].isdigit():
                continue  # a range is two numbers
            elif value.text in WEB:
                yield value.span, WEB[value.text], phrase.span
            elif value.text in FIXED and FIXED[value.text].first > 0:
                yield value.span, FIXED[value.text].first, phrase.span


def swap_flag(example: Example) -> Iterator[Change]:
    """Of several flags of which one must stand, another one stands."""
    for statement, holder in _written(example):
        if isinstance(statement, Flag) and holder is not None:
            several = _kind(holder).exactly_one if _kind(holder) else ()
            for other in several:
                if statement.key.text in several and other != statement.key.text:
                    yield _swap(example, "swap_flag", statement.span, other, holder.span)


# What is widened, lowered and removed.


def widen_block(example: Example) -> Iterator[Change]:
    """A block of addresses is twice as large; in rules and routes also everything."""
    for said, _ in _properties(example):
        for phrase in said.phrases:
            for atom in _atoms(phrase.values):
                if _BLOCK.fullmatch(atom.text):
                    for wider in _wider(atom.text, to_all=said.key.text in _LINES):
                        yield _swap(example, "widen_block", atom.span, wider, said.span)


def _wider(text: str, *, to_all: bool) -> Iterator[str]:
    block = ipaddress.ip_network(text)
    if block.prefixlen:
        yield str(block.supernet())
    if block.prefixlen > 1 and to_all:
        yield str(block.supernet(new_prefix=0))


def lower_number(example: Example) -> Iterator[Change]:
    """A number is half of what it should be: an amount, a size, a time, the end of a range."""
    ports = {(span.start, span.end) for span, _, _ in _ports(example)}
    for phrase in _phrases(example):
        for atom in _atoms(phrase.values):
            place = atom.span.start, atom.span.end
            if atom.kind == "NUMERIC" and place not in ports and _AMOUNT.fullmatch(atom.text):
                for match in re.finditer("[0-9]+", atom.text):
                    if int(match[0]):
                        start = atom.span.start + match.start()
                        span = Span(example.source, start, start + len(match[0]))
                        half = str(int(match[0]) // 2)
                        yield _swap(example, "lower_number", span, half, phrase.span)


def remove_flag(example: Example) -> Iterator[Change]:
    """A word that switches something on is forgotten."""
    for statement, holder in _written(example):
        if isinstance(statement, Flag) and statement.key.text not in _needed(holder):
            yield _change(example, "remove_flag", statement.span, _whole(statement.span), holder)
    for statement, _ in _written(example):
        for phrase in statement.phrases if isinstance(statement, Arrow) else ():
            for value in phrase.values:
                if isinstance(value, Atom) and value.text in _FLAGS:
                    alone = len(phrase.values) == len(statement.phrases) == 1
                    start = statement.ends[-1][-1].span.end if alone else value.span.start
                    cut = (start, value.span.end, "")
                    yield _change(example, "remove_flag", value.span, cut, statement)


def _yes_or_no() -> frozenset[str]:
    """Every word that an arrow's phrase may carry to switch something on."""
    kinds = [kind(word) for word in catalogue()]
    records = [Also, *(r for k in kinds for r in (k.phrase, k.scope) if r is not None)]
    return frozenset(
        declared.name
        for record in records
        for declared in record.attributes.values()
        if isinstance(declared.type, YesNo)
    )


_FLAGS = _yes_or_no()


def _needed(holder: Component | None) -> tuple[str, ...]:
    return _kind(holder).exactly_one if holder is not None and _kind(holder) else ()


# Reading the tree.


def _written(example: Example) -> Iterator[tuple[Statement, Component | None]]:
    """Every statement but the components, with what it stands in; bodies of arrows too."""
    for statement, holder in statements(example.tree.statements):
        if isinstance(statement, (Property, Flag)) and (
            holder is None or holder.kind.text == "architecture"
        ):
            continue  # settings of the design
        yield statement, holder
        if isinstance(statement, Arrow):
            yield from ((inner, None) for inner in statement.body)


def _properties(example: Example) -> Iterator[tuple[Property, Component | None]]:
    for statement, holder in _written(example):
        if isinstance(statement, Property):
            yield statement, holder


def _phrases(example: Example) -> Iterator[Phrase]:
    """Every phrase of arrows and attributes, also in maps and lists."""
    for statement, _ in _written(example):
        if isinstance(statement, (Arrow, Property)):
            for phrase in statement.phrases:
                yield from _inner(phrase)
        if isinstance(statement, Property) and statement.map is not None:
            yield from _inner(statement.map)


def _inner(value: Phrase | MapValue) -> Iterator[Phrase]:
    if isinstance(value, MapValue):
        for _, entry in value.entries:
            yield from _inner(entry)
        return
    yield value
    for one in value.values:
        if isinstance(one, ListValue):
            for entry in one.entries:
                yield from _inner(entry)


def _atoms(values: Sequence[Value]) -> Iterator[Atom]:
    """The bare values of a phrase; those in lists have phrases of their own."""
    return (value for value in values if isinstance(value, Atom))


def _words(values: Sequence[Value]) -> set[str]:
    return {value.text for value in values if isinstance(value, Atom)}


def _is_name(example: Example, phrase: Phrase) -> bool:
    """Whether a phrase begins with the name of a component."""
    first = phrase.values[0]
    return isinstance(first, Atom) and first.text in example.design.components


def _kind(component: Component) -> type[Kind] | None:
    word = component.kind.text
    return kind(word) if word in catalogue() else None


def _declared(said: Property, holder: Component | None) -> Attribute | None:
    found = _kind(holder).by_word().get(said.key.text) if holder and _kind(holder) else None
    return found[1] if found else None


# Cutting the text.


def _whole(span: Span) -> Cut:
    return span.start, span.end, ""


def _without(said: Property, number: int) -> Cut:
    """What takes one phrase out of an attribute, or the attribute if it is the only one."""
    if len(said.phrases) == 1:
        return _whole(said.span)
    return _cut_entry([phrase.span for phrase in said.phrases], number)


def _cut_entry(spans: Sequence[Span], number: int) -> Cut:
    """An entry with the comma at one side of it."""
    if number:
        return spans[number - 1].end, spans[number].end, ""
    return spans[0].start, spans[1].start, ""


def _end(example: Example, statement: Component | Arrow) -> int:
    """Where a statement ends: behind its label, its places, and its block."""
    end = statement.span.end
    depth = 0
    for token in example.tokens:
        if token.start < end:
            continue
        if depth == 0 and token.kind not in ("STRING", "_IN", "LBRACE", "_COMMA"):
            in_places = isinstance(statement, Component) and any(
                place.span.start == token.start for place in statement.places
            )
            if not in_places:
                break
        depth += {"LBRACE": 1, "RBRACE": -1}.get(token.kind, 0)
        end = token.end
        if depth == 0 and token.kind == "RBRACE":
            break
    return end


def _change(
    example: Example,
    operator: str,
    span: Span,
    cut: Cut,
    *rest: Cut | Statement | None,
) -> Change:
    """A change that takes something away; what it stood in is said too."""
    around = next((one for one in rest if one is not None and not isinstance(one, tuple)), None)
    cuts = (cut, *(one for one in rest if isinstance(one, tuple) and isinstance(one[0], int)))
    what = f"`{squeezed(span.text)}`"
    if around is not None:
        what += f" of `{squeezed(around.span.text)}`"
    return Change(operator, what, span.first.line, cuts)


def _swap(
    example: Example, operator: str, span: Span, new: str, around: Span | None = None
) -> Change:
    """A change that puts something else in the place of something."""
    del example
    what = f"`{squeezed(span.text)}` → `{new}`"
    if around is not None and around != span:
        what += f" in `{squeezed(around.text)}`"
    return Change(operator, what, span.first.line, ((span.start, span.end, new),))


OPERATORS = (
    drop_arrow, drop_line, drop_attachment, drop_part, swap_subnet, swap_zone, swap_port, swap_flag,
    widen_block, lower_number, remove_flag,
)  # fmt: skip
