"""rules: Architecture → diagnostics. One module per rule, in a folder per kind it looks at.

The folder `design` holds rules about the whole graph, `guarantee` those about its guarantees,
`override` those about what is overridden; their `check` takes the graph alone. A folder within
says what must be in the design too: it is called like another kind, or a chapter of kinds.
Modules are found by their file names and imported when a design holds all that.
"""

from __future__ import annotations

import importlib
import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import ModuleType

from archc.component import Architecture
from archc.diagnostics import Diagnostic
from archc.kinds import catalogue as chapters
from archc.rules.rule import diagnose

WHOLE_DESIGN = "design"
GUARANTEES = "guarantee"  # wanted only where a design gives one
OVERRIDES = "override"  # wanted only where a design has one
WHOLE = (WHOLE_DESIGN, GUARANTEES, OVERRIDES)


@cache
def catalogue() -> dict[str, tuple[str, ...]]:
    """The names of the rules by folder, as in `vpc/route_table`; without importing one of them."""
    return dict(_found(Path(__file__).parent))


def _found(root: Path, inside: str = "") -> Iterator[tuple[str, tuple[str, ...]]]:
    entries = sorted(os.scandir(root / inside), key=lambda entry: entry.name)
    entries = [entry for entry in entries if not entry.name.startswith("_")]
    names = tuple(entry.name[:-3] for entry in entries if entry.name.endswith(".py"))
    if inside and names:
        yield inside, names
    for entry in entries:
        if entry.is_dir():
            yield from _found(root, f"{inside}/{entry.name}" if inside else entry.name)


@cache
def rule(folder: str, name: str) -> ModuleType:
    """The module of one rule."""
    return importlib.import_module(f"archc.rules.{folder.replace('/', '.')}.{name}")


def subject(folder: str) -> str:
    """What the rules of a folder look at: a kind, or one of `WHOLE`."""
    return folder.partition("/")[0]


def check(design: Architecture) -> list[Diagnostic]:
    """Everything the rules find, in no particular order."""
    return [found for folder, name in _wanted(design) for found in _run(design, folder, name)]


def _wanted(design: Architecture) -> Iterator[tuple[str, str]]:
    kinds = {component.word for component in design.components.values()}
    present = {*kinds, *(chapters()[word] for word in kinds), WHOLE_DESIGN}
    present |= {GUARANTEES} if design.guarantees else set()
    present |= {OVERRIDES} if design.overrides else set()
    for folder, names in catalogue().items():
        if present.issuperset(folder.split("/")):
            yield from ((folder, name) for name in names)


def _run(design: Architecture, folder: str, name: str) -> Iterator[Diagnostic]:
    module = rule(folder, name)
    if subject(folder) in WHOLE:
        findings = module.check(design)
        yield from (diagnose(module, finding, design.purpose) for finding in findings)
        return
    for component in design.of_kind(subject(folder)):
        for finding in module.check(component, design):
            yield diagnose(module, finding, design.purpose, component)
