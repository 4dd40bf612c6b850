"""Raw: what no kind reads becomes a raw resource, with its properties as they are."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from archc.foreign import Given, Item, Parameter, Pseudo, Reference, Text, Unknown, Zone, named_in
from archc.kinds import kind
from archc.readback import Found, Whole, bare, number, plain, quoted, same_attributes, snake
from archc.schemas import Schema, Unavailable, schema
from archc.source import Span
from archc.syntax import tree

_KIND = "resource"
_PLAIN_NUMBER = re.compile(r"(?:0|[1-9][0-9]*)(?:\.[0-9]+)?")
_STORED = "AWS::SSM::Parameter::Value<"
_IS_ID = re.compile(r"String|Number|AWS::\w+(::\w+)*")  # a parameter that is no list
_VALUE = re.compile(r"[A-Za-z_][\w.]*")


class Unsayable(Exception):  # noqa: N818  (the writer's own control flow)
    """A value that the language has no way to say; the text says why."""


def raw(one: Found, known: Mapping[str, str]) -> tree.Component:
    """The raw resource for a resource; `known` are the kinds of the design's components by id.

    Raises `Unsayable` where it needs something that is not in the design.
    """
    described = _schema(one.type)
    if described is None:
        raise Unsayable(f"there is no schema for {one.type}")
    writer = _Writer(one.whole, known)
    place = one.resource.type_span
    body: list[tree.Statement] = [_said("type", quoted(one.type, place), place)]
    for key, entry in one.resource.properties.value.items():
        made = writer.value(entry.item)
        if isinstance(made, tree.Atom) and made.kind == "NUMERIC" and _is_text(described, key):
            made = quoted(made.text, made.span)  # CloudFormation takes one for the other
        if made is not None:
            body.append(_property(key, made, entry.key))
    label = one.resource.item.get("Metadata", "Label")
    name = one.whole.names[one.id]
    drawn = one.whole.shown.get(name)
    return tree.Component(
        tree.Word(_KIND, place),
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


def _schema(type_: str) -> Schema | None:
    try:
        return schema(type_)
    except Unavailable:
        return None


def _is_text(described: Schema, key: str) -> bool:
    """Whether a property is a text and nothing else."""
    node = described.properties.get(key)
    return isinstance(node, dict) and described.resolved(node).get("type") == "string"


def _said(word: str, value: tree.Value, span: Span) -> tree.Property:
    return tree.Property(tree.Word(word, span), (tree.Phrase((value,), span),), None, span)


def _property(key: str, value: tree.Value | tree.MapValue, span: Span) -> tree.Property:
    if isinstance(value, tree.MapValue):
        return tree.Property(tree.Word(key, span), (), value, span)
    return _said(key, value, span)._replace(
        phrases=(tree.Phrase((value,), value.span),), key=tree.Word(key, span)
    )


class _Writer:
    """Values of a template as a raw resource has them."""

    def __init__(self, whole: Whole, known: Mapping[str, str]) -> None:
        self._whole = whole
        self._known = known

    def value(self, item: Item) -> tree.Value | tree.MapValue | None:  # noqa: C901, PLR0911
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
            case Given() if self._asked(value).type.startswith(_STORED):
                return quoted(self._stored(self._asked(value)), span)
            case Reference() | Given():
                return self._named(value, span)
            case Text():
                return self._text(value, span)
            case Pseudo():
                return _function("Ref", quoted(value.name, span), span)
            case Zone():
                zones = _function("Fn::GetAZs", quoted("", span), span)
                parts = (_entry(number(value.number, span)), zones)
                return _function("Fn::Select", tree.ListValue(parts, span), span)
            case Unknown():
                raise Unsayable(value.why)
        raise Unsayable("it is not plain data")

    def _named(self, value: Reference | Given, span: Span) -> tree.Atom:
        return bare(self._name(value), span)

    def _asked(self, value: Given) -> Parameter:
        return self._whole.template.parameters[value.parameter]

    @staticmethod
    def _stored(parameter: Parameter) -> str:
        """A value that Parameter Store has, looked up where it stands."""
        path = plain(parameter.value)
        if not path or "List<" in parameter.type:
            raise Unsayable(f"'{parameter.name}' is looked up when the stack is made")
        return f"{{{{resolve:ssm:{path}}}}}"

    def _name(self, value: Reference | Given) -> str:
        """How a text of the language names a value of another component, or a parameter."""
        if isinstance(value, Given):
            if not _IS_ID.fullmatch(self._asked(value).type):
                raise Unsayable(f"'{value.parameter}' is a list that is only given")
            self._whole.asked.add(value.parameter)
            return snake(value.parameter)
        target = value.resource
        if target not in self._known:
            raise Unsayable(f"'{target}' is not in the design")
        name = self._whole.names[target]
        if self._known[target] == _KIND:
            described = _schema(self._whole.template.resources[target].type)
            if value.attribute and (
                described is None or value.attribute not in described.attributes
            ):
                raise Unsayable(f"'{target}' has no attribute '{value.attribute}'")
            shown = f"{name}.{value.attribute}" if value.attribute else f"{name}.id"
        else:
            same = same_attributes(self._whole.found[target].type, value.attribute)
            wanted = {f"${{@.{one}}}" if one else "${@}" for one in same}
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
        if all(isinstance(part, (str, Reference)) for part in value.parts):
            parts = (
                part if isinstance(part, str) else tree.Word(self._name(part), span)
                for part in value.parts
                if isinstance(part, (str, Reference))
            )
            return tree.Text(tuple(parts), span)
        made = (self.value(Item(part, span)) for part in value.parts)
        pieces = tree.ListValue(tuple(_entry(one) for one in made if one is not None), span)
        arguments = (_entry(quoted("", span)), _entry(pieces))
        return _function("Fn::Join", tree.ListValue(arguments, span), span)


def _entry(value: tree.Value | tree.MapValue) -> tree.Phrase | tree.MapValue:
    return value if isinstance(value, tree.MapValue) else tree.Phrase((value,), value.span)


def _function(name: str, argument: tree.Value, span: Span) -> tree.MapValue:
    return tree.MapValue(((tree.Word(name, span), _entry(argument)),), span)
