"""Templates by others: none crashes, each is drawn without a fault, and most of them is understood.

They lie beside the project and are no part of it; without them there is nothing to test.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from archc.compiler import Compilation
from archc.diagnostics import Severity
from archc.drawing.draw import draw
from archc.folder import Folder
from archc.importers.cloudformation import read
from archc.importers.cloudformation.document import read as read_document
from archc.importers.cloudformation.sam import expanded
from archc.importers.cloudformation.template import template
from archc.importers.cloudformation.translate import writers
from archc.source import Source
from tests.designs import GRAMMAR, ROOT
from tests.geometry import faults

OTHERS = ROOT.parent / "shared" / "data" / "templates"
SUFFIXES = (".yaml", ".yml", ".template")
# What only a missing piece of the importer could say of them: names and kinds that it made up.
OWN_MISTAKES = ("NAM", "TYP", "PLC", "REL", "PRM", "STK", "SYN")

pytestmark = pytest.mark.skipif(not OTHERS.is_dir(), reason="no templates by others beside it")


def compiled(path: Path) -> Compilation:
    source = Source(str(path.relative_to(OTHERS)), path.read_text(encoding="utf-8"))
    folder = Folder(path.parent)
    tree, found = read(source, GRAMMAR, None, folder)
    return Compilation.of_tree(source, tree, found, folder, GRAMMAR)


def counted(one: Compilation) -> tuple[int, int]:
    """How many resources have a type that some kind writes, and how many of them are understood."""
    document, _ = read_document(one.source)
    if document is None:
        return 0, 0
    resources = template(expanded(document))[0].resources.values()
    known = [resource for resource in resources if resource.type in writers()]
    left = {found.span for found in one.diagnostics if found.code in ("CFN121", "CFN122")}
    raw = {component.span for component in one.design.of_kind("resource")}
    return len(known), sum(resource.span not in left | raw for resource in known)


def test_templates_by_others_come_in(capsys: pytest.CaptureFixture[str]) -> None:
    paths = sorted(path for path in OTHERS.rglob("*") if path.suffix in SUFFIXES)
    assert len(paths) > 100
    known, understood = 0, 0
    for path in paths:
        one = compiled(path)
        errors = [found for found in one.diagnostics if found.severity is Severity.ERROR]
        assert [f.message for f in errors if f.code.startswith(OWN_MISTAKES)] == [], path
        assert faults(draw(one.design, one.diagnostics)) == {}, path
        more, first = counted(one)
        known, understood = known + more, understood + first
    share = 100 * understood / known
    with capsys.disabled():
        print(f"\n{understood} of {known} resources are first class: {share:.1f} %")
    assert share >= 80
