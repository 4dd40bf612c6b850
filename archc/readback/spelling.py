"""Spelling: names and values of templates as the language writes them."""

from __future__ import annotations

import json
import re
from typing import Any

from archc.component import AWS, AWS_VALUES
from archc.foreign import Given, Item, Pseudo, Resource, Text, Unknown
from archc.source import Span
from archc.syntax import tree
from archc.values import Attribute, Choice, ListOf, Matched, Quantity, YesNo

OVERRIDE = "override"
_BARE = re.compile(r"[A-Za-z_][\w-]*(?:[.:/][\w-]+)*")
_SNAKE = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


def parts_of(item: Item) -> tuple[Any, ...]:
    """A text as what it is made of."""
    if isinstance(item.value, Text):
        return item.value.parts
    if isinstance(item.value, (str, int, float, bool)):
        return (plain(item),)
    return (item.value,)


def said_of(word: str, value: tree.Value) -> tree.Property:
    """`word: value`."""
    phrase = tree.Phrase((value,), value.span)
    return tree.Property(tree.Word(word, value.span), (phrase,), None, value.span)


def is_written(one: tree.Component, word: str, text: str, name: str) -> bool:
    """Whether a component says a text under a word, or has it as its name."""
    for said in one.body:
        if isinstance(said, tree.Property) and said.key.text == word:
            value = said.phrases[0].values[0]
            found = value.plain if isinstance(value, tree.Text) else getattr(value, "text", "")
            return found in (text, snake(text.strip("${}")))
    return name == text


def known_to_aws(value: Pseudo) -> str | None:
    """`aws.region` for `AWS::Region`; None where the language has no word for it."""
    words = {expression: word for word, expression in AWS_VALUES.items()}
    word = words.get(f"${{{value.name}}}")
    return f"{AWS}.{word}" if word is not None else None


def forwards_of(component: str | None) -> str:
    """What stands in `Whole.apart` for the arrows that a component forwards along."""
    return f"{component} forwards"


def component_of(resource: Resource) -> str | None:
    """The component that a template written by archc says a resource belongs to."""
    said = plain(resource.item.get("Metadata", "Component"))
    return said if re.fullmatch("[a-z_][a-z0-9_]*", said) else None


def label_of(resource: Resource) -> str:
    """The `Name` among the tags of a resource; empty where it has none."""
    tags = resource.properties.get("Tags")
    for tag in tags.value if tags is not None and isinstance(tags.value, list) else ():
        if plain(tag.get("Key")) == "Name":
            return plain(tag.get("Value"))
    return ""


def snake(name: str) -> str:
    """`WebServer2` → `web_server2`."""
    return re.sub(r"\W+", "_", _SNAKE.sub("_", name)).strip("_").lower() or "it"


def value_of(declared: Attribute, item: Item) -> tree.Value | None:
    """A property as the value of the attribute that it is; None where that is not plain."""
    type_ = declared.type
    if isinstance(item.value, list) and len(item.value) == 1 and not isinstance(type_, ListOf):
        (item,) = item.value
    data = item.value
    if isinstance(data, (dict, list)) or data is None:
        return None
    if isinstance(data, Given):
        return bare(snake(data.parameter), item.span) if type_.may_be_given else None
    if not isinstance(data, (str, int, float, bool)):
        return None
    return _spelled(type_, data, item.span, declared.unit)


def _spelled(type_: Any, data: str | float | bool, span: Span, unit: int = 1) -> tree.Value | None:
    match type_:
        case YesNo():
            known = {"true": "yes", "false": "no"}.get(str(data).lower())
            return bare(known, span) if known else None
        case Choice():
            return bare(str(data), span) if str(data) in type_.words else None
        case Quantity():
            number = _whole(data)
            spelling = type_.spell(number * unit) if number is not None else ""
            # A number and its unit are one value here.
            return tree.Atom("NUMERIC", spelling.replace(" ", ""), span) if spelling else None
        case Matched():
            return term(str(data), span)
        case ListOf():
            return _spelled(type_.of, data, span, unit)
    return None


def _whole(data: str | float | bool) -> int | None:
    return int(data) if re.fullmatch(r"[0-9]{1,15}", str(data)) else None


def bare(text: str, span: Span) -> tree.Atom:
    """A word."""
    return tree.Atom("VALUE_WORD", text, span)


def number(value: Any, span: Span) -> tree.Atom:
    """A number, an address or an amount."""
    return tree.Atom("NUMERIC", str(value), span)


def quoted(text: str, span: Span) -> tree.Text:
    """A text in quotes."""
    return tree.Text((text,), span)


def term(text: str, span: Span) -> tree.Value:
    """A text without quotes where it can stand so."""
    if _BARE.fullmatch(text):
        return bare(text, span)
    if re.fullmatch(r"[0-9][\w./:%]*|[0-9A-Fa-f:]*::[0-9A-Fa-f:.]*/[0-9]{1,3}", text):
        return number(text, span)
    return quoted(text, span)


def plain(item: Item | None) -> str:
    """A scalar as text; empty for all else."""
    value = item.value if item is not None else None
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, (str, int, float)) else ""


def data_of(item: Item) -> Any:
    """Plain data of an item; what is not known is its reason in brackets."""
    value = item.value
    if isinstance(value, dict):
        return {key: data_of(entry.item) for key, entry in value.items()}
    if isinstance(value, list):
        return [data_of(one) for one in value]
    if isinstance(value, Unknown):
        return f"<{value.why}>"
    return value if value is None or isinstance(value, (str, int, float, bool)) else repr(value)


def as_json(item: Item) -> str:
    """Plain data of an item as JSON, to compare."""
    return json.dumps(data_of(item), sort_keys=True)
