"""User data: the script that a server runs at its first boot, with the values it needs."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from typing import Any

from archc.component import Architecture, Component, Intrinsic
from archc.stack.expressions import escaped, expression, substituted, unescaped
from archc.values import Interpolated, Script

_SHELL = re.compile(r"#!.*\b(?:ba|da|z|k)?sh\b")


def user_data(component: Component, design: Architecture, resource: str = "") -> Any:
    """The `UserData` property; None where there is no script. `resource` is what it signals."""
    text = script_expression(component, design, resource)
    if text is None:
        return None
    value = substituted(text)
    if isinstance(value, Intrinsic) and isinstance(value.argument, list):
        value = {f"Fn::{value.name}": value.argument}  # in lines, as a script is read
    # The long form: YAML allows no short form directly inside another.
    return {"Fn::Base64": value}


def script_expression(component: Component, design: Architecture, resource: str = "") -> str | None:
    """The whole script as an expression: the preamble stands behind the interpreter's line."""
    script: Script | None = getattr(component, "setup", None)
    if script is None:
        return None
    body = expression(script.body, design, component)
    if not takes_preamble(script):
        return body
    first, newline, rest = (
        body.partition("\n") if body.startswith("#!") else ("#!/bin/bash", "\n", body)
    )
    return (
        first + "\n" + "".join(_preamble(component, design, resource)) + (rest if newline else "")
    )


def takes_preamble(script: Script) -> bool:
    """Whether the script is a shell script, to which variables can be given."""
    first = script.body.literal.partition("\n")[0]
    return bool(_SHELL.match(first)) or not first.startswith(
        ("#!", "#cloud-config", "<", "Content-")
    )


def _preamble(component: Component, design: Architecture, resource: str) -> Iterator[str]:
    for name, value in variables(component, design).items():
        yield f"export {name}={_quoted(value)}\n"
    if resource:
        yield 'export STACK_NAME="${AWS::StackName}" STACK_REGION="${AWS::Region}"\n'
        yield f"export STACK_RESOURCE={resource}\n"


def variables(component: Component, design: Architecture) -> dict[str, str]:
    """Environment variables as expressions: values of its targets, then its own."""
    found: dict[str, str] = {}
    for relation in design.out_of(component):
        target = relation.target
        for value in target.hands if not relation.implied else ():
            said = design.seen_by(component, target, target.expression(value, design))
            found[f"{target.name}_{value}".upper()] = said
        if target.hands and not relation.implied and design.are_apart(component, target):
            found[f"{target.name}_region".upper()] = design.region_of(target)
    written: dict[str, Interpolated] = getattr(component, "environment", {})
    return found | {name: expression(text, design, component) for name, text in written.items()}


def _quoted(text: str) -> str:
    """An expression as one shell word: literal parts in single quotes, values in double ones."""
    parts = re.split(r"(\$\{[^!}][^}]*\})", text)
    quoted = [
        f'"{part}"' if number % 2 else escaped(shlex.quote(unescaped(part)))
        for number, part in enumerate(parts)
        if part
    ]
    return "".join(quoted) or "''"
