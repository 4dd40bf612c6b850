"""CloudFormation: templates in YAML or JSON → the tree of the same design."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import PurePath

from archc.diagnostics import Diagnostic, Severity
from archc.importers.cloudformation import compare as comparing
from archc.importers.cloudformation import (
    delivery,
    needs,
    programs,
    references,
    sections,
    statements,
    wiring,
)
from archc.importers.cloudformation import document as reading
from archc.importers.cloudformation import parts as gathering
from archc.importers.cloudformation import template as working_out
from archc.importers.cloudformation import translate as translating
from archc.importers.cloudformation.built import built
from archc.importers.cloudformation.carry import carried
from archc.importers.cloudformation.compare import compare
from archc.importers.cloudformation.document import read as read_document
from archc.importers.cloudformation.intent import intent_of, of_half
from archc.importers.cloudformation.parts import parts
from archc.importers.cloudformation.sam import expanded
from archc.importers.cloudformation.schema import refused
from archc.importers.cloudformation.template import joined
from archc.importers.cloudformation.translate import empty, translate
from archc.source import Source
from archc.syntax.grammar import Grammar
from archc.syntax.tree import Tree
from archc.values import Reader

FAULTS = (
    *reading.FAULTS,
    *sections.FAULTS,
    *working_out.FAULTS,
    *references.FAULTS,
    *needs.FAULTS,
    *wiring.FAULTS,
    *statements.FAULTS,
    *delivery.FAULTS,
    *translating.FAULTS,
    *comparing.FAULTS,
    *gathering.FAULTS,
)

_LOOKS = (
    references.odd,
    needs.odd,
    wiring.odd,
    programs.odd,
    statements.odd,
    delivery.odd,
)


def read(
    source: Source,
    grammar: Grammar,
    given: Mapping[str, str] | None = None,
    reader: Reader | None = None,
) -> tuple[Tree, list[Diagnostic]]:
    """The design in a template, with values for its parameters; nearly nothing where it is none.

    What belongs to it, its nested stacks and other regions, is read where there is a `reader`.

    One that carries the intent of a design is compared with what that would make: what differs
    stands for itself, and the arrows are proved against it.
    """
    name = PurePath(source.path).name.split(".", 1)[0]
    document, found = read_document(source)
    if document is None:
        return empty(source, name), found
    templates, main, told, is_half, others = parts(expanded(document), source, reader)
    whole, mistakes = joined(templates, given, main)
    found += told + mistakes
    if not whole.resources:
        return empty(source, name), found
    found += refused(whole)
    found += sections.odd(document, whole.outputs)
    for other in others:
        found += sections.odd(other)
    for look in _LOOKS:
        found += look(whole)
    intent = intent_of(whole, source, grammar)
    if is_half:
        intent = of_half(intent, whole.resources)
    made = translate(whole, source, name, intent)
    came = built(made.tree, source)
    if intent:
        apart, different = compare(came, whole)
        found += _untold(different, found) if not is_half else []
        if apart:
            made = translate(whole, source, name, intent, apart)
            came = built(made.tree, source)
    design, left = carried(made, came)
    return design, [*found, *made.found, *left]


def _untold(different: list[Diagnostic], found: list[Diagnostic]) -> Iterator[Diagnostic]:
    """What differs from the design, where not more is said of the same line."""
    wrong = [one.span for one in found if one.span and one.severity is not Severity.ADVICE]
    lines = {span.first.line for span in wrong}
    for one in different:
        if one.code != comparing.CHANGED.code or not one.span or one.span.first.line not in lines:
            yield one
