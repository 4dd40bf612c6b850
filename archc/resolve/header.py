"""The design's own statements: its name and settings, its parameters and outputs."""

import re
from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import NamedTuple

from archc.acceptance import Acceptance, acceptances
from archc.component import Output, Parameter
from archc.edits import Fix, Replace
from archc.resolve import faults
from archc.resolve.attributes import check_name, read_body
from archc.resolve.faults import Report
from archc.resolve.statements import Written
from archc.source import Source, Span
from archc.syntax import tree
from archc.values import (
    Choice,
    Context,
    Declared,
    MappingOf,
    Mismatch,
    TextWithValues,
    attribute,
    meant,
    plain_text,
    read_value,
    word,
)


class Settings(Declared):
    """The attributes of a design."""

    region: str = attribute(
        word("the code of a region", "eu-central-1", r"[a-z]{2}(?:-[a-z]+)+-[0-9]"),
        "The region that everything is deployed to.",
        default="eu-central-1",
    )
    purpose: str = attribute(
        Choice("lab", "production"),
        "How strict hardening and cost are judged, and whether data outlives the stack.",
        default="lab",
    )
    tags: dict[str, str] = attribute(
        MappingOf(plain_text("a text", "shop"), "{ project: shop }"),
        "Tags of everything.",
        default={},
    )
    accept: tuple[Acceptance, ...] = acceptances()


class Header(NamedTuple):
    """Name, title and settings of a design."""

    name: str
    title: str
    settings: Settings
    span: Span | None
    spans: Mapping[str, Span]


def header(written: Written, source: Source, context: Context, report: Report) -> Header:
    """The settings; without an `architecture` statement the file's name stands in."""
    values, spans, _ = read_body(Settings, written.settings, "the architecture", context, report)
    settings = Settings(values)
    head = written.architecture
    if head is None:
        start = Span(source, 0, 0)
        stem = re.sub(r"\W", "_", PurePosixPath(source.path).stem.lower()) or "design"
        report.add(
            faults.NO_ARCHITECTURE,
            "the design does not say what it is called",
            Fix(
                'begin the file with `architecture my_design "Title"`',
                (Replace(start, f"architecture {stem}\n"),),
            ),
            start,
        )
        return Header(stem, stem, settings, None, spans)
    check_name(head.name, report)
    title = (head.label.plain if head.label else None) or head.name.text.replace("_", " ")
    return Header(head.name.text, title, settings, head.span, spans)


_TYPES = (
    "text",
    "number",
    "yes_no",
    "password",
    "cidr",
    "ip_address",
    "email_address",
    "phone_number",
    "duration",
    "size",
)


def parameters(written: Written, report: Report) -> dict[str, Parameter]:
    """The parameters by name; one whose type does not hold is reported and taken as text."""
    found: dict[str, Parameter] = {}
    for param in written.params:
        if param.name.text in found:
            report.add(
                faults.DUPLICATE_NAME,
                f"two parameters are called '{param.name.text}'",
                "give one of them another name",
                param.name.span,
            )
        found[param.name.text] = _parameter(param, report)
    return found


def _parameter(param: tree.Param, report: Report) -> Parameter:
    words = tuple(_spelling(value) for value in param.choices)
    default = _spelling(param.default) if param.default is not None else None
    label = param.label.plain or "" if param.label else ""
    if len(words) > 1:
        if param.default is not None and default not in words:
            report.add(
                faults.BAD_PARAM,
                f"'{default}' is none of the choices",
                Fix(
                    "choose one of " + ", ".join(words),
                    meant(default or "", words, param.default.span).changes,
                ),
                param.default.span,
            )
        return Parameter(param.name.text, label, "text", words, default, param.span)
    type_ = words[0]
    if type_ not in _TYPES:
        report.add(
            faults.BAD_PARAM,
            f"'{type_}' is no type of a parameter",
            Fix(
                "write one of " + ", ".join(_TYPES) + ", or choices like `dev | prod`",
                meant(type_, _TYPES, param.choices[0].span).changes,
            ),
            param.choices[0].span,
        )
        type_ = "text"
    return Parameter(param.name.text, label, type_, (), default, param.span)


def _spelling(value: tree.Value) -> str:
    if isinstance(value, tree.Text):
        return value.plain or ""
    return value.text if isinstance(value, tree.Atom) else value.span.text


def outputs(written: Written, context: Context, report: Report) -> tuple[Output, ...]:
    """The outputs in the order they are written."""
    found: dict[str, Output] = {}
    for output in written.outputs:
        phrase = tree.Phrase((output.value,), output.value.span)
        try:
            value = read_value(TextWithValues(), phrase, context)
        except Mismatch as wrong:
            report.add(faults.WRONG_VALUE, wrong.message, wrong.fix, wrong.span)
            continue
        if output.name.text in found:
            report.add(
                faults.DUPLICATE_NAME,
                f"two outputs are called '{output.name.text}'",
                "give one of them another name",
                output.name.span,
            )
        label = output.label.plain or "" if output.label else ""
        found[output.name.text] = Output(output.name.text, label, value, output.name.span)
    return tuple(found.values())
