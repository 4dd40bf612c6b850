"""References: what the body of a resource needs to be there first, and how it is spelled."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from archc.component import Intrinsic

Instead = Callable[[str, str], str | None]

_NAMES = re.compile(r"\$\{([A-Za-z0-9]+)((?:\.[A-Za-z0-9.]+)?)\}")


def references(value: Any) -> Iterator[str]:
    """Names of resources and parameters that a body needs to exist first."""
    yield from dependencies(value)
    yield from values_of(value)


def dependencies(value: Any) -> Iterator[str]:
    """Names of resources that a resource has to wait for."""
    depends = value.get("DependsOn", ()) if isinstance(value, Mapping) else ()
    yield from [depends] if isinstance(depends, str) else depends


def values_of(value: Any) -> Iterator[str]:
    """Names of resources and parameters of which a body holds values."""
    found: list[str] = []

    def note(name: str, attribute: str) -> None:
        del attribute
        found.append(name)

    replaced(value, note)
    return iter(found)


def replaced(value: Any, instead: Instead) -> Any:  # noqa: PLR0911  (one line per form)
    """The body with other references: `instead` is asked for each, by name and attribute.

    What it answers is the parameter that stands for the reference; None keeps it.
    """
    match value:
        case Intrinsic("Ref", str(name)):
            return _reference(value, instead(name, ""))
        case Intrinsic("GetAtt", str(text)):
            name, _, attribute = text.partition(".")
            return _reference(value, instead(name, attribute))
        case Intrinsic("GetAtt", [str(name), attribute]):
            return _reference(value, instead(name, attribute))
        case Intrinsic("Select", [int(number), Intrinsic("GetAtt", str(text))]):
            # A list cannot be handed on, one of its entries can.
            name, _, attribute = text.partition(".")
            return _reference(value, instead(name, f"{attribute}[{number}]"))
        case Intrinsic("Sub", argument):
            return Intrinsic("Sub", _substituted(argument, instead))
        case Intrinsic(function, argument):
            return Intrinsic(function, replaced(argument, instead))
        case Mapping():
            return {key: replaced(entry, instead) for key, entry in value.items()}
        case list() | tuple():
            return [replaced(entry, instead) for entry in value]
        case _:
            return value


def _reference(value: Intrinsic, parameter: str | None) -> Intrinsic:
    return Intrinsic("Ref", parameter) if parameter is not None else value


def _substituted(argument: Any, instead: Instead) -> Any:
    text, *given = argument if isinstance(argument, list) else [argument]
    own = given[0].keys() if given else ()

    def spelled(match: re.Match[str]) -> str:
        name = match[1]
        parameter = instead(name, match[2].removeprefix(".")) if name not in own else None
        return f"${{{parameter}}}" if parameter is not None else match[0]

    text = _NAMES.sub(spelled, text)
    return [text, *(replaced(entry, instead) for entry in given)] if given else text


def of(name: str, attribute: str) -> Intrinsic:
    """The reference that `replaced` asked about."""
    if not attribute:
        return Intrinsic("Ref", name)
    if attribute.endswith("]"):
        attribute, _, number = attribute[:-1].partition("[")
        return Intrinsic("Select", [int(number), Intrinsic("GetAtt", f"{name}.{attribute}")])
    return Intrinsic("GetAtt", f"{name}.{attribute}" if "." not in attribute else [name, attribute])
