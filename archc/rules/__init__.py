"""rules: Architecture → diagnostics. One module per rule, in a folder per kind it looks at.

The folder `design` holds rules about the whole graph, `guarantee` those about its guarantees,
`override` those about what is overridden; their `check` takes the graph alone.
Modules are found by their file names and imported when a design holds the kind.
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
from archc.rules.rule import diagnose

WHOLE_DESIGN = "design"
GUARANTEES = "guarantee"  # wanted only where a design gives one
OVERRIDES = "override"  # wanted only where a design has one
WHOLE = (WHOLE_DESIGN, GUARANTEES, OVERRIDES)


@cache
def catalogue() -> dict[str, tuple[str, ...]]:
    """The names of the rules by folder, without importing one of them."""
    root = Path(__file__).parent
    folders = sorted(name for name in os.listdir(root) if (root / name).is_dir())
    found = {folder: _modules(root / folder) for folder in folders}
    return {folder: names for folder, names in found.items() if names}


def _modules(folder: Path) -> tuple[str, ...]:
    names = (n[:-3] for n in sorted(os.listdir(folder)) if n.endswith(".py"))
    return tuple(name for name in names if not name.startswith("_"))


def rule(folder: str, name: str) -> ModuleType:
    """The module of one rule."""
    return importlib.import_module(f"archc.rules.{folder}.{name}")


def check(design: Architecture) -> list[Diagnostic]:
    """Everything the rules find, in no particular order."""
    return [found for folder, name in _wanted(design) for found in _run(design, folder, name)]


def _wanted(design: Architecture) -> Iterator[tuple[str, str]]:
    present = {component.word for component in design.components.values()} | {WHOLE_DESIGN}
    present |= {GUARANTEES} if design.guarantees else set()
    present |= {OVERRIDES} if design.overrides else set()
    for folder, names in catalogue().items():
        if folder in present:
            yield from ((folder, name) for name in names)


def _run(design: Architecture, folder: str, name: str) -> Iterator[Diagnostic]:
    module = rule(folder, name)
    if folder in WHOLE:
        findings = module.check(design)
        yield from (diagnose(module, finding, design) for finding in findings)
        return
    for component in design.of_kind(folder):
        for finding in module.check(component, design):
            yield diagnose(module, finding, design, component)
