"""Template: the sections of a document, and its functions as far as they can be known.

Parameters stand for their defaults, or for what is given; conditions are decided with them, so
that one template is one design. What only AWS knows stays `Unknown`, and is never guessed.
"""

from __future__ import annotations

import ipaddress
import json
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from archc.diagnostics import Diagnostic, Fault
from archc.foreign import (
    Entry,
    Function,
    Given,
    Item,
    Output,
    Parameter,
    Pseudo,
    Reference,
    Resource,
    Template,
    Text,
    Unknown,
    Zone,
)
from archc.source import Span
from archc.values import did_you_mean

_HEAD = "Resources:\n  Jobs:\n    Type: AWS::SQS::Queue\n"
NO_TEMPLATE = Fault(
    "CFN111",
    "no_template",
    "A file that is no template",
    "A template is a map with Resources, each of which says its Type.",
    "Resource:\n  Jobs:\n    Type: AWS::SQS::Queue\n",
    _HEAD,
)
UNKNOWN_REFERENCE = Fault(
    "CFN112",
    "unknown_reference",
    "A reference to something that the template does not have",
    "CloudFormation refuses a template that names what is not in it.",
    _HEAD + "Outputs:\n  Address:\n    Value: !Ref Job\n",
    _HEAD + "Outputs:\n  Address:\n    Value: !Ref Jobs\n",
)
WRONG_FUNCTION = Fault(
    "CFN113",
    "wrong_function",
    "A function with the wrong arguments",
    "CloudFormation refuses the template before it makes anything.",
    _HEAD + '    Properties:\n      QueueName: !Join [",", a, b]\n',
    _HEAD + '    Properties:\n      QueueName: !Join ["-", [a, b]]\n',
)
REFERENCE_CIRCLE = Fault(
    "CFN114",
    "reference_circle",
    "Conditions that need each other",
    "None of them can be decided first.",
    _HEAD + "    Condition: A\nConditions:\n  A: !Not [!Condition B]\n  B: !Not [!Condition A]\n",
    _HEAD + "    Condition: B\nConditions:\n  A: !Equals [a, b]\n  B: !Not [!Condition A]\n",
)
BAD_PARAMETER = Fault(
    "CFN115",
    "parameter_out_of_bounds",
    "A parameter whose value its own bounds refuse",
    "CloudFormation compares a value with AllowedValues before it makes anything.",
    "Parameters:\n  Stage:\n    Type: String\n    AllowedValues: [dev, prod]\n"
    "    Default: test\n" + _HEAD,
    "Parameters:\n  Stage:\n    Type: String\n    AllowedValues: [dev, prod]\n"
    "    Default: dev\n" + _HEAD,
)
FAULTS = (NO_TEMPLATE, UNKNOWN_REFERENCE, WRONG_FUNCTION, REFERENCE_CIRCLE, BAD_PARAMETER)

MAX_TEXT = 1_000_000  # characters that joining and substituting may make of one value


_ZONES = 6  # the most that a region has
_NOTHING = object()  # AWS::NoValue


def template(
    document: Item, given: Mapping[str, str] | None = None
) -> tuple[Template, list[Diagnostic]]:
    """The template in a document, with values for its parameters, and what is wrong in it."""
    reader = _Reader(document, given or {})
    return reader.template(), reader.found


def _plain(item: Item | None) -> str:
    """A scalar as CloudFormation writes it; empty for all else."""
    value = item.value if item is not None else None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return repr(value)
    return str(value) if isinstance(value, (str, int)) else ""


class _Reader:
    def __init__(self, document: Item, given: Mapping[str, str]) -> None:
        self._document = document
        self._given = given
        self._conditions: dict[str, bool | None] = {}
        self._deciding: list[str] = []
        self.found: list[Diagnostic] = []

    # Sections

    def template(self) -> Template:
        resources = self._section("Resources")
        if not resources:
            self._report(
                NO_TEMPLATE,
                "this is no template: it has no Resources",
                "write `Resources:` and at least one resource",
                self._document.span,
            )
        self._parameters = {
            n: self._parameter(n, e) for n, e in self._section("Parameters").items()
        }
        for name in sorted(set(self._given) - set(self._parameters)):
            self._unknown(name, self._document.span, self._parameters)
        self._mappings = self._section("Mappings")
        self._decisions = self._section("Conditions")
        wanted = {n: e for n, e in resources.items() if self._is_wanted(e.item)}
        self._left_out = frozenset(resources) - frozenset(wanted)
        self._ids = frozenset(resources)
        made = {n: self._resource(n, e) for n, e in wanted.items()}
        outputs = [
            self._output(n, e)
            for n, e in self._section("Outputs").items()
            if self._is_wanted(e.item)
        ]
        return Template(
            _plain(self._document.get("Description")),
            self._parameters,
            {n: one for n, one in made.items() if one is not None},
            self._left_out,
            tuple(outputs),
            self._document.get("Metadata", "Design"),
        )

    def _section(self, name: str) -> Mapping[str, Entry]:
        item = self._document.get(name)
        if item is None or item.value is None:
            return {}
        if not isinstance(item.value, dict):
            self._report(
                NO_TEMPLATE, f"{name} is no map", "write names and what they are", item.span
            )
            return {}
        return item.value

    def _parameter(self, name: str, entry: Entry) -> Parameter:
        body = entry.item
        value = body.get("Default")
        if name in self._given:
            value = Item(self._given[name], entry.key)
        allowed = body.get("AllowedValues")
        choices = (
            tuple(map(_plain, allowed.value)) if allowed and isinstance(allowed.value, list) else ()
        )
        if value is not None and choices and _plain(value) not in choices:
            self._report(
                BAD_PARAMETER,
                f"the parameter '{name}' is '{_plain(value)}', which is none of its AllowedValues",
                "write one of " + ", ".join(choices),
                value.span,
            )
        if value is not None:
            value = self._typed(_plain(body.get("Type")), value)
        return Parameter(
            name,
            _plain(body.get("Type")) or "String",
            value,
            choices,
            _plain(body.get("Description")),
            entry.key,
        )

    @staticmethod
    def _typed(type_: str, value: Item) -> Item:
        """A list is written with commas between its entries."""
        if "List" in type_ and not isinstance(value.value, list):
            entries = [one.strip() for one in _plain(value).split(",")]
            return Item([Item(one, value.span) for one in entries], value.span)
        return Item(_plain(value), value.span)

    def _is_wanted(self, body: Item) -> bool:
        condition = body.get("Condition")
        if condition is None or not isinstance(condition.value, str):
            return True
        return self._decided(condition.value, condition.span) is not False

    def _resource(self, name: str, entry: Entry) -> Resource | None:
        body, type_ = entry.item, entry.item.get("Type")
        if type_ is None or not isinstance(type_.value, str):
            self._report(NO_TEMPLATE, f"the resource '{name}' says no Type", "write `Type: AWS::…`",
                         entry.key)  # fmt: skip
            return None
        written = body.get("Properties")
        if written is not None and not written.is_map and not isinstance(written.value, Function):
            if written.value is not None:
                self._report(NO_TEMPLATE, f"the Properties of '{name}' are no map",
                             "write names and values", written.span)  # fmt: skip
            written = None
        properties = self.item(written) if written is not None else None
        after = body.get("DependsOn")
        names = after.value if after and isinstance(after.value, list) else [after] if after else []
        for one in names:
            if _plain(one) not in self._ids:
                self._unknown(_plain(one), one.span, self._ids)
        return Resource(
            name,
            type_.value,
            properties if properties is not None else Item({}, entry.key),
            entry.key,
            type_.span,
            body,
            tuple(_plain(one) for one in names),
        )

    def _output(self, name: str, entry: Entry) -> Output:
        value = entry.item.get("Value")
        if value is None:
            self._report(NO_TEMPLATE, f"the output '{name}' has no Value", "write `Value: …`",
                         entry.key)  # fmt: skip
            value = Item("", entry.key)
        made = self.item(value)
        return Output(name, made or Item("", entry.key), _plain(entry.item.get("Description")),
                      entry.key)  # fmt: skip

    # Values

    def item(self, item: Item) -> Item | None:
        """An item with its functions worked out; None for `AWS::NoValue`."""
        value = item.value
        if isinstance(value, Function):
            made = self._call(value, item.span)
            return (
                None
                if made is _NOTHING
                else Item(made, item.span)
                if not isinstance(made, Item)
                else made
            )
        if isinstance(value, dict):
            entries = {key: (entry.key, self.item(entry.item)) for key, entry in value.items()}
            return Item(
                {key: Entry(at, one) for key, (at, one) in entries.items() if one is not None},
                item.span,
            )
        if isinstance(value, list):
            return Item([one for one in map(self.item, value) if one is not None], item.span)
        return item

    def _call(self, call: Function, span: Span) -> Any:
        known = _FUNCTIONS.get(call.name)
        if known is None:
            return Unknown(f"{call.name} is worked out by AWS")
        try:
            return known(self, call.argument, span)
        except _WrongArguments as wrong:
            self._report(
                WRONG_FUNCTION,
                f"{call.name} takes {wrong}",
                f"write {call.name} as CloudFormation's reference shows it",
                span,
            )
            return Unknown(f"{call.name} is written wrongly")

    def ref(self, argument: Item, span: Span) -> Any:
        name = argument.value
        if not isinstance(name, str):
            raise _WrongArguments("the name of a resource or parameter")
        if name == "AWS::NoValue":
            return _NOTHING
        if name.startswith("AWS::"):
            return Pseudo(name)
        if name in self._parameters:
            value = self._parameters[name].value
            if value is None or _is_looked_up(self._parameters[name].type):
                return Given(name)
            return Item(value.value, span)
        if name in self._ids:
            return self._reference(name, "")
        self._unknown(name, argument.span, {*self._ids, *self._parameters})
        return Unknown(f"'{name}' is not in the template")

    def _reference(self, name: str, attribute: str) -> Any:
        if name in self._left_out:
            return Unknown(f"'{name}' is left out by its condition")
        return Reference(name, attribute)

    def get_att(self, argument: Item, span: Span) -> Any:
        del span
        parts = self._list(argument, 2, "the name of a resource and an attribute")
        name, attribute = parts[0].value, self._text(parts[1])
        if not isinstance(name, str) or not isinstance(attribute, str):
            raise _WrongArguments("the name of a resource and an attribute")
        if name not in self._ids:
            self._unknown(name, argument.span, self._ids)
            return Unknown(f"'{name}' is not in the template")
        return self._reference(name, attribute)

    def _list(self, argument: Item, number: int, what: str) -> list[Item]:
        if not isinstance(argument.value, list) or len(argument.value) != number:
            raise _WrongArguments(what)
        return argument.value

    def _text(self, item: Item) -> Any:
        """An item as text: a string where all is known, else what it is made of."""
        made = self.item(item)
        if made is None:
            return ""
        value = made.value
        if isinstance(value, (str, int, float, bool)):
            return _plain(made)
        if isinstance(value, (Reference, Pseudo, Given, Zone, Text, Unknown)):
            return value
        raise _WrongArguments("texts")

    def join(self, argument: Item, span: Span) -> Any:
        del span
        what = "a delimiter and a list"
        delimiter, rest = self._list(argument, 2, what)
        entries = self.item(rest)
        if not isinstance(delimiter.value, str) or entries is None:
            raise _WrongArguments(what)
        if not isinstance(entries.value, list):
            return (
                Unknown("the list is not known")
                if not isinstance(entries.value, (str, dict))
                else self._wrong(what)
            )
        parts: list[Any] = []
        for number, entry in enumerate(entries.value):
            parts += ([delimiter.value] if number else []) + [self._text(entry)]
        return _text_of(parts)

    @staticmethod
    def _wrong(what: str) -> Any:
        raise _WrongArguments(what)

    def sub(self, argument: Item, span: Span) -> Any:
        names: Mapping[str, Entry] = {}
        text = argument
        if isinstance(argument.value, list):
            text, given = self._list(argument, 2, "a text and a map of its names")
            if not isinstance(given.value, dict):
                raise _WrongArguments("a text and a map of its names")
            names = given.value
        if not isinstance(text.value, str):
            raise _WrongArguments("a text, or a text and a map of its names")
        parts: list[Any] = []
        at = 0
        for match in _VARIABLE.finditer(text.value):
            parts.append(text.value[at : match.start()])
            parts.append(self._variable(match, names, text.span, span))
            at = match.end()
        return _text_of([*parts, text.value[at:]])

    def _variable(
        self, match: re.Match[str], names: Mapping[str, Entry], inner: Span, span: Span
    ) -> Any:
        if match[1]:
            return f"${{{match[2]}}}"
        name = match[2].strip()
        if name in names:
            return self._text(names[name].item)
        resource, dot, attribute = name.partition(".")
        if dot:
            pair = [Item(resource, inner), Item(attribute, inner)]
            return self.get_att(Item(pair, inner), span)
        made = self.ref(Item(name, inner), span)
        return self._text(made) if isinstance(made, Item) else made if made is not _NOTHING else ""

    def select(self, argument: Item, span: Span) -> Any:
        del span
        index, rest = self._list(argument, 2, "a number and a list")
        entries = self.item(rest)
        number = self._text(index)
        if not isinstance(number, str) or entries is None or not isinstance(entries.value, list):
            return Unknown("the list is not known")
        if not number.isdigit() or int(number) >= len(entries.value):
            raise _WrongArguments(f"a number below {len(entries.value)}, as the list has so many")
        chosen: Item = entries.value[int(number)]
        if isinstance(chosen.value, Zone) and chosen.value.number >= _ZONES:
            raise _WrongArguments(f"a number below {_ZONES}: no region has more zones")
        return chosen

    def split(self, argument: Item, span: Span) -> Any:
        delimiter, rest = self._list(argument, 2, "a delimiter and a text")
        text = self._text(rest)
        if not isinstance(text, str) or not isinstance(delimiter.value, str) or not delimiter.value:
            return Unknown("the text is not known")
        return Item([Item(one, span) for one in text.split(delimiter.value)], span)

    def zones(self, argument: Item, span: Span) -> Any:
        del argument
        return Item([Item(Zone(number), span) for number in range(26)], span)

    def find_in_map(self, argument: Item, span: Span) -> Any:
        del span
        if not isinstance(argument.value, list) or len(argument.value) not in (3, 4):
            raise _WrongArguments("the names of a mapping, of a key and of a key in it")
        names = [self._text(one) for one in argument.value[:3]]
        if not all(isinstance(name, str) for name in names):
            return Unknown("the key in the mapping is not known")
        found = self._mappings.get(names[0])
        value = found.item.get(names[1], names[2]) if found is not None else None
        if value is None and len(argument.value) == 4:
            return self.item(argument.value[3].get("DefaultValue") or argument)
        if value is None:
            raise _WrongArguments("names that the Mappings have; this one is not there")
        return value

    def base64(self, argument: Item, span: Span) -> Any:
        """User data is written in plain text; AWS takes it in base64."""
        del span
        return self._text(argument)

    def as_json(self, argument: Item, span: Span) -> Any:
        del span
        made = self.item(argument)
        try:
            return json.dumps(_bare(made), separators=(",", ":"))
        except ValueError:
            return Unknown("the text is not known before the stack is made")

    def length(self, argument: Item, span: Span) -> Any:
        del span
        made = self.item(argument)
        known = made is not None and isinstance(made.value, list)
        return len(made.value) if known and made is not None else Unknown("the list is not known")

    def cidr(self, argument: Item, span: Span) -> Any:
        """Blocks of a size within a block, one after the other."""
        if not isinstance(argument.value, list) or len(argument.value) not in (2, 3):
            raise _WrongArguments("a block, a number of blocks and the bits of each")
        parts = [self._text(one) for one in argument.value]
        if not all(isinstance(one, str) for one in parts):
            return Unknown("the block is not known")
        try:
            block = ipaddress.ip_network(parts[0])
            bits = int(parts[2]) if len(parts) == 3 else 8 if block.version == 4 else 64
            number = int(parts[1])
            blocks: Iterator[Any] = block.subnets(new_prefix=block.max_prefixlen - bits)
            made = [str(one) for _, one in zip(range(min(number, 256)), blocks, strict=False)]
        except (ValueError, TypeError):
            raise _WrongArguments("a block, a number from 1 to 256, and bits of a host") from None
        return Item([Item(one, span) for one in made], span)

    # Conditions

    def chosen(self, argument: Item, span: Span) -> Any:
        condition, yes, no = self._list(argument, 3, "a condition and two values")
        if not isinstance(condition.value, str):
            raise _WrongArguments("the name of a condition and two values")
        decided = self._decided(condition.value, condition.span)
        if decided is None:
            return Unknown(f"the condition '{condition.value}' is decided by AWS")
        made = self.item(yes if decided else no)
        del span
        return _NOTHING if made is None else made

    def _decided(self, name: str, span: Span) -> bool | None:
        """What a condition comes to; None where only AWS knows."""
        if name in self._conditions:
            return self._conditions[name]
        if name not in self._decisions:
            self._unknown(name, span, self._decisions)
            return None
        if name in self._deciding:
            circle = " → ".join([*self._deciding, name])
            self._report(REFERENCE_CIRCLE, f"conditions in a circle: {circle}",
                         "let one of them stand by itself", span)  # fmt: skip
            return None
        self._deciding.append(name)
        made = self._truth(self._decisions[name].item)
        self._deciding.pop()
        self._conditions[name] = made
        return made

    def _truth(self, item: Item) -> bool | None:  # noqa: PLR0911  (a form after the other)
        value = item.value
        if isinstance(value, dict) and set(value) == {"Condition"}:
            inner = value["Condition"].item
            return self._decided(_plain(inner), inner.span)
        if not isinstance(value, Function):
            return value if isinstance(value, bool) else None
        if value.name == "Condition":
            return self._decided(_plain(value.argument), value.argument.span)
        if not isinstance(value.argument.value, list):
            return None
        parts = value.argument.value
        match value.name:
            case "Fn::Equals" if len(parts) == 2:
                return self._equal(*parts)
            case "Fn::Not" if len(parts) == 1:
                inside = self._truth(parts[0])
                return None if inside is None else not inside
            case "Fn::And":
                return _all([self._truth(one) for one in parts])
            case "Fn::Or":
                some = _all([_not(self._truth(one)) for one in parts])
                return _not(some)
        return None

    def _equal(self, one: Item, other: Item) -> bool | None:
        try:
            texts = (self._text(one), self._text(other))
        except _WrongArguments:
            return None
        if all(isinstance(text, str) for text in texts):
            return bool(texts[0] == texts[1])
        return None

    # Reports

    def _unknown(self, name: str, span: Span, known: Any) -> None:
        self._report(
            UNKNOWN_REFERENCE,
            f"the template has no '{name}'",
            did_you_mean(name, tuple(known)),
            span,
        )

    def _report(self, kind: Fault, message: str, fix: str, span: Span) -> None:
        found = kind.found(message, fix, span)
        if found not in self.found:
            self.found.append(found)


class _WrongArguments(Exception):  # noqa: N818  (the reader's own control flow)
    """A function is written wrongly; the text says what it takes."""


_VARIABLE = re.compile(r"\$\{(!?)([^}]*)\}")

_FUNCTIONS: Mapping[str, Callable[[_Reader, Item, Span], Any]] = {
    "Ref": _Reader.ref,
    "Fn::GetAtt": _Reader.get_att,
    "Fn::Join": _Reader.join,
    "Fn::Sub": _Reader.sub,
    "Fn::Select": _Reader.select,
    "Fn::Split": _Reader.split,
    "Fn::GetAZs": _Reader.zones,
    "Fn::FindInMap": _Reader.find_in_map,
    "Fn::Base64": _Reader.base64,
    "Fn::ToJsonString": _Reader.as_json,
    "Fn::Length": _Reader.length,
    "Fn::Cidr": _Reader.cidr,
    "Fn::If": _Reader.chosen,
}


def _is_looked_up(type_: str) -> bool:
    """Whether a parameter's value is only the name of where AWS finds the value."""
    return type_.startswith("AWS::SSM::Parameter::Value<")


def _text_of(parts: list[Any]) -> Any:
    """Parts of a text as one: a string where all are known."""
    flat: list[Any] = []
    for part in parts:
        flat += part.parts if isinstance(part, Text) else [part]
    merged: list[Any] = []
    for part in flat:
        if isinstance(part, str) and merged and isinstance(merged[-1], str):
            merged[-1] += part
        elif part != "":
            merged.append(part)
    if sum(len(part) for part in merged if isinstance(part, str)) > MAX_TEXT:
        return Unknown("the text is too long")
    if not merged or (len(merged) == 1 and isinstance(merged[0], str)):
        return "".join(merged)
    return merged[0] if len(merged) == 1 else Text(tuple(merged))


def _not(value: bool | None) -> bool | None:
    return None if value is None else not value


def _all(values: list[bool | None]) -> bool | None:
    if False in values:
        return False
    return None if None in values else True


def _bare(item: Item | None) -> Any:
    """Plain data of an item; a `ValueError` where something is not known."""
    value = item.value if item is not None else None
    if isinstance(value, dict):
        return {key: _bare(entry.item) for key, entry in value.items()}
    if isinstance(value, list):
        return [_bare(one) for one in value]
    if value is None or isinstance(value, (str, int, float, bool)):
        return value
    raise ValueError
