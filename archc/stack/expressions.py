"""Expressions: texts with `${...}` become the shortest CloudFormation function for them."""

from __future__ import annotations

import re
from typing import Any

from archc.component import AWS, AWS_VALUES, Architecture, Component, Intrinsic, pascal_case
from archc.values import BoundNumber, BoundText, Interpolated, Reference

_ONE = re.compile(r"\$\{([A-Za-z0-9:.]+)\}")
# `${Broker.Endpoints[0]}`: the first of an attribute that is a list.
_FIRST = re.compile(r"\$\{([A-Za-z0-9]+)\.([A-Za-z]+)\[0\]\}")
# `${StackGuid}`: in lower case and not to be guessed, so that a bucket's name may hold it.
_GUID = {
    "StackGuid": Intrinsic(
        "Select", [2, Intrinsic("Split", ["/", Intrinsic("Ref", "AWS::StackId")])]
    )
}


def substituted(expression: str) -> Any:
    """`${Web}` → `!Ref`, `${Web.Arn}` → `!GetAtt`, mixed text → `!Sub`, plain text → itself."""
    values = dict(_GUID) if "${StackGuid}" in expression else {}
    for one in _FIRST.finditer(expression):
        listed = Intrinsic("GetAtt", f"{one[1]}.{one[2]}")
        values[one[1] + one[2]] = Intrinsic("Select", [0, listed])
    expression = _FIRST.sub(r"${\1\2}", expression)
    if values:
        only = _ONE.fullmatch(expression)
        return values[only[1]] if only else Intrinsic("Sub", [expression, values])
    whole = _ONE.fullmatch(expression)
    if whole is None:
        return Intrinsic("Sub", expression) if _ONE.search(expression) else unescaped(expression)
    name, _, attribute = whole[1].partition(".")
    if not attribute:
        return Intrinsic("Ref", name)
    # The short form splits at the first dot only, so a nested attribute needs the list form.
    return Intrinsic("GetAtt", f"{name}.{attribute}" if "." not in attribute else [name, attribute])


def escaped(text: str) -> str:
    """Text in which `${` stands for itself within an expression."""
    return text.replace("${", "${!")


def unescaped(text: str) -> str:
    """The inverse of `escaped`."""
    return text.replace("${!", "${")


def expression(text: Interpolated, design: Architecture, viewer: Component | None) -> str:
    """A text with values of components, as an expression in the template that `viewer` is in.

    Unknown values are left out.
    """
    return "".join(
        escaped(part) if isinstance(part, str) else reference(part, design, viewer)
        for part in text.parts
    )


def reference(wanted: Reference, design: Architecture, viewer: Component | None) -> str:
    """One value of a component, or a parameter, as an expression."""
    if not wanted.value and wanted.name in design.parameters:
        return f"${{{design.parameters[wanted.name].logical_id}}}"
    component = design.components.get(wanted.name)
    if component is None and wanted.name == AWS:
        return AWS_VALUES.get(wanted.value, "")
    if component is None or wanted.value not in component.values:
        return ""
    return design.seen_by(viewer, component, component.expression(wanted.value, design))


def given(value: Any) -> Any:
    """A value as the template writes it: one that a parameter gives is a reference to it."""
    if isinstance(value, (BoundText, BoundNumber)):
        return Intrinsic("Ref", pascal_case(value.parameter))
    return value
