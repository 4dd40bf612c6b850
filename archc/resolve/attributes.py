"""Attributes: the statements of a block become the typed fields of a kind."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from archc.component import Component, Spans
from archc.diagnostics import Label
from archc.edits import Fix, Replace
from archc.kinds import catalogue, kind
from archc.regions import misnamed
from archc.resolve import faults
from archc.resolve.faults import Report
from archc.resolve.statements import REGION, Nested, Written
from archc.source import Span
from archc.syntax import tree
from archc.values import (
    Attribute,
    Context,
    Declared,
    Mismatch,
    Placed,
    YesNo,
    meant,
    placed,
    read_value,
)

_LONGEST = 60  # ids are made of up to three names and words, and AWS takes 255 characters
_NAME = re.compile(r"[a-z_][a-z0-9_]*")


def components(written: Written, context: Context, report: Report) -> dict[str, Component]:
    """Every component by name, typed; places are not yet checked."""
    found: dict[str, Component] = {}
    for nested in written.components:
        name = nested.component.name
        if name.text in found:
            first = Label("the first one is here", found[name.text].span)
            report.add(
                faults.DUPLICATE_NAME,
                f"two components are called '{name.text}'",
                "give one of them another name",
                name.span,
                "said again here",
                component=name.text,
                related=(first,),
            )
            continue
        made = _component(nested, context, report)
        if made is not None:
            found[name.text] = made
    return found


def _component(nested: Nested, context: Context, report: Report) -> Component | None:
    written = nested.component
    if written.kind.text not in catalogue():
        report.add(
            faults.UNKNOWN_KIND,
            f"archc knows no kind '{written.kind.text}'",
            meant(written.kind.text, tuple(catalogue()), written.kind.span),
            written.kind.span,
            component=written.name.text,
        )
        return None
    check_name(written.name, report)
    cls = kind(written.kind.text)
    body = [s for s in written.body if isinstance(s, (tree.Property, tree.Flag))]
    values, spans = read_body(cls, body, cls.called, context, report, written.name.text)
    _take_over(cls, nested, values, spans, context, report)
    _check_complete(cls, values, spans, written, report)
    label = written.label.plain if written.label else None
    head = {
        "name": written.name.text,
        "label": label if label is not None else written.name.text,
        "places": tuple(place.text for place in nested.places),
        "region": _region(cls, nested, report),
        "span": written.name.span,
        "spans": spans,
    }
    return cls({**values, **head})


def _take_over(
    cls: type[Component],
    nested: Nested,
    values: dict[str, Any],
    spans: dict[str, Span],
    context: Context,
    report: Report,
) -> None:
    """Attributes that the frames around a component say: `zone a { ... }` is `zone: a`."""
    name = nested.component.name.text
    for word, said in nested.within.items():
        declared = cls.by_word().get(word)
        if word == REGION:
            continue
        if declared is None:
            if not cls.part:
                report.add(
                    faults.WRONG_PLACE,
                    f"{cls.called} does not lie in a {word}",
                    f"write it outside of `{word} {said.text}`",
                    nested.component.name.span,
                    component=name,
                    related=(Label(f"the {word} is here", said.span),),
                )
            continue
        field, attribute = declared
        if field in spans:
            report.add(
                faults.SAID_TWICE,
                f"the {word} of '{name}' is said twice",
                "keep one of them",
                spans[field],
                related=(Label("first here", said.span),),
            )
            continue
        atom = tree.Atom("VALUE_WORD", said.text, said.span)
        try:
            values[field] = read_value(attribute.type, tree.Phrase((atom,), said.span), context)
        except Mismatch as wrong:
            report.add(faults.WRONG_VALUE, wrong.message, wrong.fix, wrong.span)
        spans[field] = said.span


def _region(cls: type[Component], nested: Nested, report: Report) -> str | None:
    """The region that a component says, or the block that it stands in; None where neither does."""
    if not nested.regions or (cls.outside and not nested.component.places):
        return None
    name, (said, *more) = nested.component.name.text, nested.regions
    if cls.outside:
        fix = f"leave out `in {said.text}`"
        message = f"'{name}' is outside of AWS, and in no region of it"
        report.add(faults.WRONG_PLACE, message, fix, said.span, component=name)
        return None
    wrong = misnamed(said.text, said.span)
    if wrong is not None:
        report.add(faults.NO_SUCH_REGION, *wrong, said.span, component=name)
        return None
    if more:
        report.add(
            faults.SAID_TWICE,
            f"the region of '{name}' is said twice",
            "keep one of them",
            said.span,
            component=name,
            related=(Label("the other one", more[0].span),),
        )
    return said.text


def check_name(name: tree.Word, report: Report) -> None:
    """Report a name that no output could carry."""
    fix: str | Fix
    if name.text in tree.RESERVED:
        wrong, fix = "is a word of the language", f"call it something else, like `my_{name.text}`"
    elif not _NAME.fullmatch(name.text):
        better = re.sub(r"[^a-z0-9]+", "_", name.text.lower()).strip("_")[:_LONGEST] or "my_name"
        wrong = "cannot be a name"
        told = f"write lower case letters, digits and underscores, like `{better}`"
        fix = Fix(told, (Replace(name.span, better),))
    elif len(name.text) > _LONGEST:
        wrong, fix = "is too long for a name", f"write at most {_LONGEST} characters"
    else:
        return
    report.add(faults.BAD_NAME, f"'{name.text}' {wrong}", fix, name.span)


def _check_complete(
    cls: type[Component],
    values: Mapping[str, Any],
    spans: Mapping[str, Span],
    written: tree.Component,
    report: Report,
) -> None:
    """Report required attributes that are missing, and flags that exclude each other."""
    name = written.name.text
    for field, declared in cls.attributes.items():
        if declared.required and field not in spans:
            report.add(
                faults.MISSING_ATTRIBUTE,
                f"the {cls.word} '{name}' does not say its {declared.name}",
                f"write `{declared.name}: {declared.example}`",
                written.name.span,
                component=name,
            )
    chosen = [flag for flag in cls.exactly_one if values.get(flag)]
    if cls.exactly_one and len(chosen) != 1:
        said = " and ".join(chosen) if chosen else "none of its words"
        report.add(
            faults.EXACTLY_ONE,
            f"the {cls.word} '{name}' says {said}",
            "write exactly one of " + ", ".join(cls.exactly_one),
            spans[chosen[1]] if chosen else written.name.span,
            component=name,
        )


def read_body(
    cls: type[Declared],
    statements: Sequence[tree.Property | tree.Flag],
    whose: str,
    context: Context,
    report: Report,
    component: str | None = None,
) -> tuple[dict[str, Any], dict[str, Span]]:
    """Values and places of the attributes in a block, by field; `component` is whose block."""
    values: dict[str, Any] = {}
    spans = Spans()
    known = cls.by_word()
    for statement in statements:
        word = statement.key
        if cls.takes_properties and word.text not in known and word.text[:1].isupper():
            _read_property(statement, values, context, report, component)
            continue
        if word.text not in known:
            report.add(
                faults.UNKNOWN_ATTRIBUTE,
                f"{whose} has no attribute '{word.text}'",
                _possible(cls, word),
                word.span,
                component=component,
            )
            continue
        field, declared = known[word.text]
        if field in values and not declared.many:
            report.add(
                faults.SAID_TWICE,
                f"'{word.text}' is said twice",
                "keep one of them",
                word.span,
                "again here",
                related=(Label("first here", spans[field]),),
            )
            continue
        _read_statement(statement, field, declared, values, context, report)
        spans.setdefault(field, statement.span)
        if declared.many and isinstance(statement, tree.Property):
            spans.entries.setdefault(field, []).extend(one.span for one in statement.phrases)
    return values, spans


def _possible(cls: type[Declared], word: tree.Word) -> Fix:
    fix = meant(word.text, tuple(cls.by_word()), word.span)
    more = "; properties of AWS begin with a capital letter" if cls.takes_properties else ""
    return fix._replace(text=fix.text + more)


def _read_property(
    statement: tree.Property | tree.Flag,
    values: dict[str, Any],
    context: Context,
    report: Report,
    component: str | None,
) -> None:
    """Read a property of AWS's into `values`; a wrong one is reported and left out."""
    word = statement.key
    properties: dict[str, Placed] = values.setdefault("properties", {})
    if word.text in properties:
        report.add(
            faults.SAID_TWICE,
            f"'{word.text}' is said twice",
            "keep one of them",
            word.span,
            "again here",
            component=component,
            related=(Label("first here", properties[word.text].place),),
        )
        return
    try:
        if isinstance(statement, tree.Flag):
            properties[word.text] = Placed(True, word.span, word.span)
        else:
            properties[word.text] = placed(statement, context)
    except Mismatch as wrong:
        report.add(faults.WRONG_VALUE, wrong.message, wrong.fix, wrong.span, component=component)


def _read_statement(
    statement: tree.Property | tree.Flag,
    field: str,
    declared: Attribute,
    values: dict[str, Any],
    context: Context,
    report: Report,
) -> None:
    """Read one attribute into `values`; a wrong one is reported and keeps its default."""
    try:
        if isinstance(statement, tree.Flag):
            values[field] = _flag(statement, declared)
        elif declared.many:
            read = _entries(statement)
            values[field] = (
                *values.get(field, ()),
                *(read_value(declared.type, entry, context) for entry in read),
            )
        else:
            values[field] = read_value(declared.type, _single(statement, declared), context)
    except Mismatch as wrong:
        report.add(faults.WRONG_VALUE, wrong.message, wrong.fix, wrong.span)


def _flag(statement: tree.Flag, declared: Attribute) -> bool:
    if not isinstance(declared.type, YesNo):
        raise Mismatch(
            f"'{statement.key.text}' alone says nothing",
            f"write `{declared.name}: {declared.example}`",
            statement.span,
        )
    return True


def _entries(statement: tree.Property) -> Sequence[tree.Phrase | tree.MapValue]:
    return (statement.map,) if statement.map is not None else statement.phrases


def _single(statement: tree.Property, declared: Attribute) -> tree.Phrase | tree.MapValue:
    entries = _entries(statement)
    if len(entries) > 1:
        raise Mismatch(
            f"'{declared.name}' takes one value",
            f"write {declared.type.expected}, like `{declared.example}`",
            entries[1].span,
        )
    return entries[0]
