"""The judgement of every mutant of a template: whether its fault is named, and where."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import NamedTuple

from archc.diagnostics import Diagnostic, Severity
from archc.foreign import Item
from archc.importers.cloudformation.document import read as read_document
from archc.source import Source
from tests.designs import ROOT, compile_file
from tests.importing.mutants import Mutant, mutants, plain
from tests.importing.test_roundtrip import imported, template

NAMES = (
    "06_web_shop",
    "09_groups_and_acls",
    "43_transit_gateway_literal",
    "17_guestbook",
    "21_queues",
)
_NEAR = 1  # lines beside a place of which no document can be read


class Base(NamedTuple):
    """A template that archc emitted, or what is left of it without its intent."""

    name: str
    intent: bool

    def __str__(self) -> str:
        return self.name if self.intent else f"{self.name} without intent"

    @property
    def text(self) -> str:
        """The template."""
        return _text(self.name, intent=self.intent)

    @property
    def mutants(self) -> tuple[Mutant, ...]:
        """Every mutant of it."""
        return _mutants(self)


BASES = tuple(Base(name, intent) for intent in (True, False) for name in NAMES)


class Verdict(NamedTuple):
    """What is said of a mutant that is not said of its base, and whether some stands right."""

    mutant: Mutant
    new: tuple[Diagnostic, ...]
    placed: bool

    @property
    def named(self) -> bool:
        """Whether an error or warning speaks of it."""
        return bool(self.new)


@cache
def _text(name: str, *, intent: bool) -> str:
    whole = template(compile_file(ROOT / "examples" / f"{name}.arch"))
    return whole if intent else plain(whole)


@cache
def _mutants(base: Base) -> tuple[Mutant, ...]:
    return tuple(mutants(base.text))


def grave(text: str, folder: Path) -> list[Diagnostic]:
    """The errors and warnings of a template."""
    return [f for f in imported(text, folder).diagnostics if f.severity is not Severity.ADVICE]


def judge(base: Base, mutant: Mutant, folder: Path) -> Verdict:
    """What is new of a mutant."""
    before = _known(base, folder)
    new = tuple(f for f in grave(mutant.text, folder) if _sentence(f) not in before)
    return Verdict(mutant, new, any(_is_placed(base, mutant, found) for found in new))


@cache
def _known(base: Base, folder: Path) -> frozenset[tuple[str, str]]:
    return frozenset(map(_sentence, imported(base.text, folder).diagnostics))


def _sentence(found: Diagnostic) -> tuple[str, str]:
    return found.code, re.sub("[0-9]", "", found.message)


def _is_placed(base: Base, mutant: Mutant, found: Diagnostic) -> bool:
    """Whether a finding points at what was changed, or at what names it.

    Of what is gone, or names something else now, there is only what it named.
    """
    spans = [one.span for one in (found, *found.related) if one.span is not None]
    lines = {span.first.line for span in spans}
    if any(abs(line - mutant.line) <= _NEAR for line in lines):
        return True
    if found.component is not None and found.component == _home(base.name, mutant.resource):
        return True
    resources = _resources(mutant.text)
    if resources is None:
        return False
    lost = mutant.resource not in resources.value or mutant.operator in ("neighbour", "other")
    lost = lost or mutant.name.endswith("Type: misspelt")
    named = _named_by(base, mutant.resource) if lost else frozenset()
    for id_, entry in resources.value.items():
        first, last = entry.key.first.line, entry.item.span.last.line
        near = id_ in named or mutant.resource in (id_, *_names(entry.item.span.text))
        if near and any(first <= line <= last for line in lines):
            return True
    return any(mutant.resource in span.text for span in spans)


def _names(text: str) -> list[str]:
    return re.findall(r"\w+", text)


@cache
def _named_by(base: Base, resource: str) -> frozenset[str]:
    """What a resource names: what is gone has to be seen there."""
    resources = _resources(base.text)
    assert resources is not None
    text = resources.value[resource].item.span.text
    return frozenset(resources.value) & frozenset(_names(text))


def _resources(text: str) -> Item | None:
    document, _ = read_document(Source("", text))
    found = document.get("Resources") if document is not None else None
    return found if found is not None and found.is_map else None


@cache
def _home(name: str, resource: str) -> str | None:
    """The component that a resource belongs to in the design."""
    resources = _resources(_text(name, intent=True))
    found = resources.get(resource, "Metadata", "Component") if resources is not None else None
    return str(found.value) if found is not None else None
