"""The view `architecture`: everything in its place, with the arrows and the steps of flows."""

from __future__ import annotations

from collections.abc import Sequence

from archc.component import Architecture
from archc.diagnostics import Diagnostic
from archc.drawing.flows import with_flows
from archc.drawing.legend import with_legend
from archc.drawing.picture import forbidden_ways, picture
from archc.drawing.scene import Drawing
from archc.drawing.sheet import finished
from archc.drawing.statements import with_statements

TITLE = "Architecture"


def has_content(design: Architecture) -> bool:
    """Always: even a design of nothing has a region."""
    del design
    return True


def draw(design: Architecture, findings: Sequence[Diagnostic], detail: str) -> Drawing:
    """The picture of the whole design."""
    sheet = with_flows(design, picture(design, findings, detail, forbidden_ways(design)))
    return with_statements(design, finished(design, with_legend(sheet), "architecture", TITLE))
