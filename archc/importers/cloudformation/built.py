"""Built: what archc makes of the design in a template, read as the template itself is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from archc.component import Architecture
from archc.diagnostics import has_errors
from archc.emit import yaml
from archc.foreign import Resource
from archc.importers.cloudformation.document import read
from archc.importers.cloudformation.template import template
from archc.resolve import resolve
from archc.source import Source
from archc.stack import stack
from archc.stack.faults import too_large
from archc.syntax.tree import Tree
from archc.values import Unreadable


class Built(NamedTuple):
    """A design, and its resources by logical id; None where nothing can be built of it."""

    design: Architecture
    resources: Mapping[str, Resource] | None


def built(tree: Tree, source: Source) -> Built:
    """The resources of the design in a tree."""
    design, faults = resolve(tree, source, _NoFiles())
    if has_errors(faults) or too_large(design):
        return Built(design, None)
    document, _ = read(Source("", yaml.emit(stack(design)).decode()))
    return Built(design, template(document)[0].resources if document is not None else {})


class _NoFiles:
    """A template has its files in itself."""

    def text(self, path: str) -> str:
        raise Unreadable(f"'{path}' is not in the template", "put it beside the design")

    def folder(self, path: str) -> Mapping[str, bytes]:
        raise Unreadable(f"'{path}' is not in the template", "put it beside the design")
