"""The catalogue of kinds: one module per kind, found by its file name, imported when used."""

from __future__ import annotations

import importlib
import os
from functools import cache
from pathlib import Path

from archc.component import Component, pascal_case

# The chapters in the order their resources stand in a template.
CHAPTERS = (
    "outside",
    "network",
    "access",
    "compute",
    "storage",
    "serverless",
    "messages",
    "operations",
)


@cache
def catalogue() -> dict[str, str]:
    """Every kind's word and its chapter, without importing one of them."""
    found = {}
    for chapter in CHAPTERS:
        names = sorted(os.listdir(Path(__file__).parent / chapter))
        for name in names:
            if name.endswith(".py") and not name.startswith("_"):
                found[name[:-3]] = chapter
    return found


@cache
def kind(word: str) -> type[Component]:
    """The class of a kind by its word; a `KeyError` if there is none."""
    module = importlib.import_module(f"archc.kinds.{catalogue()[word]}.{word}")
    found: type[Component] = getattr(module, pascal_case(word))
    return found
