"""draw: Architecture → Drawing, one for every view that there is."""

from __future__ import annotations

import importlib
import os
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from archc.component import Architecture
from archc.diagnostics import Diagnostic
from archc.drawing.findings import is_about_reading
from archc.drawing.scene import Drawing

DETAILS = ("overview", "standard", "full")


def draw(
    design: Architecture,
    findings: Sequence[Diagnostic] = (),
    view: str = "architecture",
    detail: str = "standard",
) -> Drawing:
    """One view of a design, with the findings marked on what they are about."""
    drawing: Drawing = _view(view).draw(design, findings, detail)
    return drawing._replace(partial=any(map(is_about_reading, findings)))


def pages(
    design: Architecture, findings: Sequence[Diagnostic] = (), detail: str = "standard"
) -> tuple[Drawing, ...]:
    """Every view of a design that shows something."""
    shown = [view for view in view_names() if _view(view).has_content(design)]
    return tuple(draw(design, findings, view, detail) for view in shown)


@cache
def view_names() -> tuple[str, ...]:
    """The names of all views, in the order of their pages; found by file name."""
    names = sorted(os.listdir(Path(__file__).parent / "views"))
    return tuple(name[:-3] for name in names if name.endswith(".py") and name != "__init__.py")


def _view(name: str) -> Any:
    if name not in view_names():
        raise ValueError(f"there is no view '{name}', only {', '.join(view_names())}")
    return importlib.import_module(f"archc.drawing.views.{name}")
