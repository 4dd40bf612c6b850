"""Raw: what no kind reads becomes a raw resource, with its properties as they are."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Mapping
from typing import Any

from archc.foreign import (
    Default,
    Encoded,
    EncodedText,
    Given,
    Item,
    Known,
    Pseudo,
    Reference,
    Text,
    Unknown,
    Zone,
    named_in,
    other_name,
)
from archc.kinds import kind
from archc.readback import Found, Whole, bare, known_to_aws, number, quoted, snake
from archc.schemas import Schema, Unavailable, schema
from archc.source import Span
from archc.syntax import tree

RAW = "resource"
FATES = {"Delete": "delete", "Retain": "keep", "Snapshot": "snapshot"}
_PLAIN_NUMBER = re.compile(r"(?:0|[1-9][0-9]*)(?:\.[0-9]+)?")
_VALUE = re.compile(r"[A-Za-z_][\w.]*")


class Unsayable(Exception):  # noqa: N818  (the writer's own control flow)
    """A value that the language has no way to say; the text says why."""


def raw(one: Found, known: Mapping[str, str], fixed: Container[str] = ()) -> tree.Component:
    """The raw resource for a resource; `known` are the kinds of the design's components by id.

    Parameters that are `fixed` stand as what they are; the others keep their names.

    Raises `Unsayable` where it needs something that is not in the design.
    """
    described = _schema(one.type)
    if described is None:
        raise Unsayable(f"there is no schema for {one.type}")
    writer = Writer(one.whole, known, fixed)
    place = one.resource.type_span
    body: list[tree.Statement] = [_said("type", quoted(one.type, place), place)]
    for key, entry in one.resource.properties.value.items():
        made = writer.value(entry.item)
        if made is not None:
            fit = _fit(made, described.properties.get(key), described)
            body.append(_property(key, fit, entry.key))
    body += _beside(one, known)
    label = one.resource.item.get("Metadata", "Label")
    name = one.whole.names[one.id]
    drawn = one.whole.shown.get(name)
    return tree.Component(
        tree.Word(RAW, place),
        tree.Word(name, one.span),
        quoted(str(label.value), label.span) if label is not None else None,
        drawn.places if drawn is not None else tuple(_places(one, known)),
        (*body, *(drawn.body if drawn is not None else ())),
        one.span,
    )


def _places(one: Found, known: Mapping[str, str]) -> Iterator[tree.Word]:
    """The subnets that its properties name, or else the VPC."""
    if one.whole.has_intent:
        return
    named = list(dict.fromkeys(named_in(one.resource.properties)))
    for word in ("subnet", "vpc"):
        found = [id_ for id_ in named if known.get(id_) == word]
        if found:
            yield from (tree.Word(one.whole.names[id_], one.span) for id_ in found)
            return


def _beside(one: Found, known: Mapping[str, str]) -> Iterator[tree.Property]:
    """What it waits for, unless it names that anyway, and what becomes of it with the stack."""
    named = set(named_in(one.resource.properties))
    after = [id_ for id_ in one.resource.after if id_ in known and id_ not in named]
    written = one.body("DependsOn")
    if after and written is not None:
        names = tuple(
            tree.Phrase((bare(one.whole.names[id_], written.span),), written.span) for id_ in after
        )
        yield tree.Property(tree.Word("after", written.span), names, None, written.span)
    fate = one.body("DeletionPolicy")
    word = FATES.get(str(fate.value)) if fate is not None else None
    if fate is not None and word is not None:
        yield _said("on_delete", bare(word, fate.span), fate.span)


def _schema(type_: str) -> Schema | None:
    try:
        return schema(type_)
    except Unavailable:
        return None


def _fit(made: Any, node: Any, described: Schema) -> Any:
    """A value in which numbers are texts where the schema takes nothing else.

    CloudFormation takes one for the other.
    """
    known = described.resolved(node)
    match made:
        case tree.Atom(kind="NUMERIC") if known.get("type") == "string":
            return quoted(made.text, made.span)
        case tree.Phrase():
            return made._replace(values=tuple(_fit(one, node, described) for one in made.values))
        case tree.ListValue():
            inner = known.get("items")
            entries = tuple(_fit(one, inner, described) for one in made.entries)
            return made._replace(entries=entries)
        case tree.MapValue():
            inner = known.get("properties", {})
            pairs = ((key, _fit(one, inner.get(key.text), described)) for key, one in made.entries)
            return made._replace(entries=tuple(pairs))
    return made


def _said(word: str, value: tree.Value, span: Span) -> tree.Property:
    return tree.Property(tree.Word(word, span), (tree.Phrase((value,), span),), None, span)


def _property(key: str, value: tree.Value | tree.MapValue, span: Span) -> tree.Property:
    if isinstance(value, tree.MapValue):
        return tree.Property(tree.Word(key, span), (), value, span)
    return _said(key, value, span)._replace(
        phrases=(tree.Phrase((value,), value.span),), key=tree.Word(key, span)
    )


class Writer:
    """Values of a template as a raw resource has them."""

    def __init__(
        self,
        whole: Whole,
        known: Mapping[str, str],
        fixed: Container[str] | None,
        ids: Mapping[str, str] | None = None,
    ) -> None:
        """What it names is one of the `known`, or has one of the `ids` in what is built.

        Where none is said, all parameters are `fixed`.
        """
        self.whole = whole
        self._known = known
        self._fixed = fixed
        self._ids = ids or {}

    def value(self, item: Item) -> tree.Value | tree.MapValue | None:  # noqa: C901, PLR0911, PLR0912
        """A value, form by form; None for nothing."""
        value, span = item.value, item.span
        match value:
            case None:
                return None
            case bool():
                return bare("yes" if value else "no", span)
            case int() | float():
                text = repr(value)
                return number(text, span) if _PLAIN_NUMBER.fullmatch(text) else quoted(text, span)
            case Default() if self._fixed is not None and value.parameter not in self._fixed:
                return self._named(Given(value.parameter), span)
            case Encoded():
                return _function("Fn::Base64", quoted(value, span), span)
            case EncodedText():
                inner = self._text(Text(value.parts), span)
                return _function("Fn::Base64", inner, span)
            case str():
                return quoted(value, span)
            case dict():
                pairs = ((k, e.key, self.value(e.item)) for k, e in value.items())
                return tree.MapValue(
                    tuple((tree.Word(k, at), _entry(v)) for k, at, v in pairs if v is not None),
                    span,
                )
            case list():
                made = (self.value(one) for one in value)
                entries = tuple(_entry(one) for one in made if one is not None)
                return tree.ListValue(entries, span)
            case Given() if path := self.whole.template.looked_up(value.parameter):
                return quoted(f"{{{{resolve:ssm:{path}}}}}", span)
            case Known():
                return bare(value.word, span)
            case Reference() | Given():
                return self._named(value, span)
            case Text():
                return self._text(value, span)
            case Pseudo():
                word = known_to_aws(value)
                ref = quoted(value.name, span)
                return bare(word, span) if word is not None else _function("Ref", ref, span)
            case Zone():
                zones = _function("Fn::GetAZs", quoted("", span), span)
                parts = (_entry(number(value.number, span)), zones)
                return _function("Fn::Select", tree.ListValue(parts, span), span)
            case Unknown():
                raise Unsayable(value.why)
        raise Unsayable("it is not plain data")

    def _named(self, value: Reference | Given, span: Span) -> tree.Value | tree.MapValue:
        try:
            return bare(self._name(value), span)
        except Unsayable:
            id_ = self._ids.get(value.resource) if isinstance(value, Reference) else None
            if id_ is None or not isinstance(value, Reference):
                raise
        if not value.attribute:
            return _function("Ref", quoted(id_, span), span)
        parts = (_entry(quoted(id_, span)), _entry(quoted(value.attribute, span)))
        return _function("Fn::GetAtt", tree.ListValue(parts, span), span)

    def _name(self, value: Reference | Given) -> str:
        """How a text of the language names a value of another component, or a parameter."""
        if isinstance(value, Given):
            if self.whole.template.looked_up(value.parameter):
                raise Unsayable(f"'{value.parameter}' is looked up by AWS")
            if "List" in self.whole.template.parameters[value.parameter].type:
                raise Unsayable(f"'{value.parameter}' is a list that is only given")
            self.whole.asked.add(value.parameter)
            return snake(value.parameter)
        target = value.resource
        if target not in self._known:
            raise Unsayable(f"'{target}' is not in the design")
        name = self.whole.names[target]
        if self._known[target] == RAW:
            described = _schema(self.whole.template.resources[target].type)
            if value.attribute and (
                described is None or value.attribute not in described.attributes
            ):
                raise Unsayable(f"'{target}' has no attribute '{value.attribute}'")
            shown = f"{name}.{value.attribute}" if value.attribute else f"{name}.id"
        else:
            type_ = self.whole.found[target].type
            names = {value.attribute, other_name(type_, value.attribute)}
            wanted = [f"${{@.{one}}}" if one else "${@}" for one in names]
            values = kind(self._known[target]).values
            called = next((word for word, said in values.items() if said in wanted), None)
            if called is None:
                raise Unsayable(f"the language has no word for '{value.attribute}' of '{target}'")
            shown = f"{name}.{called}"
        if not _VALUE.fullmatch(shown):
            raise Unsayable(f"'{shown}' cannot be written")
        return shown

    def _text(self, value: Text, span: Span) -> tree.Value | tree.MapValue:
        """A text with values in it; with what only CloudFormation knows, a `Fn::Join`."""
        short = list(self.whole.shortened(value.parts))
        made = [self.value(Item(part, span)) for part in short]
        if all(isinstance(one, tree.Text) or _is_name(one) for one in made):
            parts: list[str | tree.Word] = []
            for one in made:
                several = one.parts if isinstance(one, tree.Text) else ()
                parts += several or [tree.Word(getattr(one, "text", ""), span)]
            return tree.Text(tuple(parts), span)
        pieces = tree.ListValue(tuple(_entry(one) for one in made if one is not None), span)
        arguments = (_entry(quoted("", span)), _entry(pieces))
        return _function("Fn::Join", tree.ListValue(arguments, span), span)


def _entry(value: tree.Value | tree.MapValue) -> tree.Phrase | tree.MapValue:
    return value if isinstance(value, tree.MapValue) else tree.Phrase((value,), value.span)


def _is_name(value: tree.Value | tree.MapValue | None) -> bool:
    return isinstance(value, tree.Atom) and value.kind == "VALUE_WORD"


def _function(name: str, argument: tree.Value | tree.MapValue, span: Span) -> tree.MapValue:
    return tree.MapValue(((tree.Word(name, span), _entry(argument)),), span)
