"""Stack → CloudFormation YAML, as an expert would write it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from archc.component import Intrinsic
from archc.stack.resource import Stack

SUFFIX = ".yaml"
NEEDS = "stack"

_PLAIN = re.compile(r"[A-Za-z/$][A-Za-z0-9_./:+@*$ ()=<>,;-]*[A-Za-z0-9_./)*=>-]|[A-Za-z/]")
_BLOCK = re.compile(r"[0-9]{1,3}(?:\.[0-9]{1,3}){3}(?:/[0-9]{1,2})?")
_AMBIGUOUS = re.compile(r"(?i)true|false|yes|no|on|off|null|none|y|n|nan|\.inf|[0-9].*")


def emit(stack: Stack) -> bytes:
    """The template, UTF-8; the same stack gives the same bytes."""
    lines = [f"# Made by archc from the design {stack.name}: change the design, not this file."]
    lines += _mapping(
        {"AWSTemplateFormatVersion": "2010-09-09", "Description": stack.description}, 0
    )
    if stack.intent:
        beside = {"Region": stack.region, "Regions": list(stack.regions)} if stack.regions else {}
        lines += ["", *_mapping({"Metadata": {"Design": stack.intent, **beside}}, 0)]
    for heading, entries in (("Parameters", stack.parameters), ("Conditions", stack.conditions)):
        if entries:
            lines += ["", f"{heading}:", *_spaced(entries)]
    lines += ["", "Resources:"]
    for number, section in enumerate(stack.sections):
        lines += ([""] if number else []) + [f"  # {_comment(section.heading)}"]
        lines += _spaced({r.logical_id: r.body for r in section.resources})
    if stack.outputs:
        lines += ["", "Outputs:", *_spaced(stack.outputs)]
    return ("\n".join(lines) + "\n").encode()


def _spaced(entries: Mapping[str, Any]) -> list[str]:
    """Entries one level in, a blank line between two."""
    lines: list[str] = []
    for key, value in entries.items():
        lines += ([""] if lines else []) + list(_mapping({key: value}, 1))
    return lines


def _comment(text: str) -> str:
    """Text that cannot leave its comment line."""
    return "".join(char if char.isprintable() else " " for char in text)


def _mapping(entries: Mapping[str, Any], depth: int) -> Iterator[str]:
    indent = "  " * depth
    for key, value in entries.items():
        first, *rest = _value(value, depth)
        yield f"{indent}{_scalar(str(key))}:{' ' if first else ''}{first}"
        yield from rest


def _value(value: Any, depth: int) -> list[str]:
    """What stands behind a key (first line), and the lines below it."""
    match value:
        case Intrinsic(name, argument):
            return _intrinsic(name, argument, depth)
        case dict() if value:
            return ["", *_mapping(value, depth + 1)]
        case list() | tuple() if value:
            return ["", *(line for entry in value for line in _entry(entry, depth + 1))]
        case dict() | list() | tuple():
            return ["{}" if isinstance(value, dict) else "[]"]
        case str() if _is_block(value):
            return _block(value, depth)
        case _:
            return [_scalar(value)]


def _intrinsic(name: str, argument: Any, depth: int) -> list[str]:
    """The short form of a function."""
    if isinstance(argument, (list, tuple)):
        return [f"!{name} {_flow(argument)}"]
    first, *rest = _value(argument, depth)
    return [f"!{name} {first}".rstrip(), *rest]


def _flow(value: Any) -> str:
    match value:
        case Intrinsic(name, argument):
            return f"!{name} {_flow(argument)}"
        case list() | tuple():
            return "[" + ", ".join(_flow(entry) for entry in value) + "]"
        case dict():
            return "{" + ", ".join(f"{_flow(k)}: {_flow(v)}" for k, v in value.items()) + "}"
        case str() if (
            _PLAIN.fullmatch(value) and ":" not in value and not _AMBIGUOUS.fullmatch(value)
        ):
            return value
        case _:
            return json.dumps(value, ensure_ascii=False) if value is not None else "null"


def _entry(value: Any, depth: int) -> Iterator[str]:
    """One list entry: a mapping begins on the line of its dash."""
    indent = "  " * depth
    if isinstance(value, dict) and value:
        first, *rest = _mapping(value, depth + 1)
        yield f"{indent}- {first.lstrip()}"
        yield from rest
        return
    first, *rest = _value(value, depth)
    if not first and rest:
        inner, *rest = rest
        first = inner.lstrip()
    yield f"{indent}- {first}"
    yield from rest


def _is_block(text: str) -> bool:
    """Whether text of several lines can stand as a literal block."""
    lines = text.split("\n")
    printable = all(char.isprintable() or char in "\n\t" for char in text)
    first = next((line for line in lines if line.strip()), "")
    return len(lines) > 1 and printable and bool(first) and not first.startswith((" ", "\t"))


def _block(text: str, depth: int) -> list[str]:
    indent = "  " * (depth + 1)
    body = text.rstrip("\n")
    ends = len(text) - len(body)
    mark = {0: "|-", 1: "|"}.get(ends, "|+")
    lines = body.split("\n") + [""] * max(0, ends - 1)
    return [mark, *(f"{indent}{line}" if line else "" for line in lines)]


def _scalar(value: Any) -> str:
    if not isinstance(value, str):
        return json.dumps(value)
    plain = _PLAIN.fullmatch(value) and not _AMBIGUOUS.fullmatch(value)
    if _BLOCK.fullmatch(value) or (plain and not re.search(r":(?:\s|$)|\s#", value)):
        return value
    if '"' in value and value.isprintable() and "\n" not in value:
        return "'" + value.replace("'", "''") + "'"
    return _quoted(value)


def _quoted(value: str) -> str:
    """Double quotes; letters of all scripts stay, what would be invisible is escaped."""
    text = json.dumps(value, ensure_ascii=False)
    return "".join(c if c.isprintable() or c == " " else _escape(c) for c in text)


def _escape(char: str) -> str:
    code = ord(char)
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
