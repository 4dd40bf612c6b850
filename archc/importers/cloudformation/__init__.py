"""CloudFormation: templates in YAML or JSON → the tree of the same design."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePath

from archc.diagnostics import Diagnostic
from archc.importers.cloudformation import compare as comparing
from archc.importers.cloudformation import document as reading
from archc.importers.cloudformation import grants as granting
from archc.importers.cloudformation import references as naming
from archc.importers.cloudformation import template as working_out
from archc.importers.cloudformation import translate as translating
from archc.importers.cloudformation import wiring as connecting
from archc.importers.cloudformation.compare import compare
from archc.importers.cloudformation.document import read as read_document
from archc.importers.cloudformation.grants import granted
from archc.importers.cloudformation.intent import intent_of
from archc.importers.cloudformation.references import misplaced
from archc.importers.cloudformation.sam import expanded
from archc.importers.cloudformation.schema import refused
from archc.importers.cloudformation.template import template
from archc.importers.cloudformation.translate import empty, translate
from archc.importers.cloudformation.wiring import unwired
from archc.source import Source
from archc.syntax.grammar import Grammar
from archc.syntax.tree import Tree

FAULTS = (
    *reading.FAULTS,
    *working_out.FAULTS,
    *naming.FAULTS,
    *granting.FAULTS,
    *connecting.FAULTS,
    *translating.FAULTS,
    *comparing.FAULTS,
)


def read(
    source: Source, grammar: Grammar, given: Mapping[str, str] | None = None
) -> tuple[Tree, list[Diagnostic]]:
    """The design in a template, with values for its parameters; nearly nothing where it is none.

    One that carries the intent of a design is compared with what that would make: what differs
    stands for itself, and the arrows are proved against it.
    """
    name = PurePath(source.path).name.split(".", 1)[0]
    document, found = read_document(source)
    if document is None:
        return empty(source, name), found
    whole, mistakes = template(expanded(document), given)
    found += mistakes
    if not whole.resources:
        return empty(source, name), found
    found += refused(whole)
    found += misplaced(whole)
    found += granted(whole)
    found += unwired(whole)
    intent = intent_of(whole, source, grammar)
    made = translate(whole, source, name, intent)
    if intent:
        apart, told = compare(made.tree, whole, source)
        made = translate(whole, source, name, intent, apart) if apart else made
        found += told
    return made.tree, [*found, *made.found]
