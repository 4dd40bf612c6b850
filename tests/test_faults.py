"""Every mistake that is found before the rules, and by the stack behind them."""

from __future__ import annotations

import re

import pytest

from archc.compiler import Compilation
from archc.diagnostics import Diagnostic, Fault, Severity, as_text
from archc.importers.cloudformation import read
from archc.reference import every_fault
from archc.source import Source
from tests.designs import FILES, GRAMMAR, ROOT, Files
from tests.test_drawings import compiled
from tests.test_rules import checked, compare

PAGES = ROOT / "tests" / "spec" / "faults"
LONGEST = 2000  # characters of an example that a page shows whole
each = pytest.mark.parametrize("fault", every_fault(), ids=lambda fault: fault.name)


def said_of(text: str) -> list[Diagnostic]:
    """What is found in an example, be it a design or a drawing."""
    if text.startswith("<mxfile"):
        return compiled("design.drawio", text.encode()).diagnostics
    if not text.startswith("architecture") and re.search("^Resource", text, re.MULTILINE):
        source = Source("design.yaml", text)
        files = Files(FILES)
        tree, found = read(source, GRAMMAR, None, files)
        return Compilation.of_tree(source, tree, found, files, GRAMMAR).diagnostics
    return checked(text)


@each
def test_the_page_is_complete(fault: Fault) -> None:
    assert all(part or field in ("pillar", "repair") for field, part in fault._asdict().items())
    assert re.fullmatch(r"[A-Z]{3}[0-9]{3}", fault.code)
    assert fault.why.endswith(".")
    assert not fault.title.endswith(".")


@each
def test_bad_is_found(fault: Fault) -> None:
    found = [f for f in said_of(fault.bad) if f.code == fault.code]
    assert found, [f.code for f in said_of(fault.bad)]
    assert all(f.name == fault.name and f.severity is fault.severity for f in found)
    assert all(f.message and f.fix for f in found)


@each
def test_good_has_no_error(fault: Fault) -> None:
    assert [as_text(f) for f in said_of(fault.good) if f.severity is Severity.ERROR] == []


@each
def test_the_message_is_the_one_on_its_page(fault: Fault) -> None:
    own = "\n".join(as_text(f) for f in said_of(fault.bad) if f.code == fault.code)
    shown = (
        fault.bad if len(fault.bad) <= LONGEST else fault.bad[:200].rpartition("\n")[0] + "\n…\n"
    )
    compare(
        PAGES / f"{fault.name}.md", fault.code, shown if shown.endswith("\n") else shown + "\n", own
    )


def test_there_is_no_page_without_a_fault() -> None:
    assert {path.stem for path in PAGES.glob("*.md")} == {fault.name for fault in every_fault()}
