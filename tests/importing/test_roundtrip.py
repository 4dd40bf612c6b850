"""What archc emitted comes back: the same design, and from it the same resources, byte for byte."""

from __future__ import annotations

from pathlib import Path

import pytest

from archc.compiler import Compilation
from archc.diagnostics import Severity
from archc.emit import yaml
from archc.folder import Folder
from archc.importers.cloudformation import read
from archc.source import Source
from archc.syntax.printing import printed
from tests import random_pairs
from tests.designs import GRAMMAR, ROOT, compile_file, compile_text

EXAMPLES = sorted((ROOT / "examples").glob("*.arch"))


def imported(text: str, folder: Path) -> Compilation:
    """The design in a template, in a folder without any of its files."""
    source = Source("design.yaml", text)
    tree, found = read(source, GRAMMAR)
    assert tree is not None, found
    return Compilation.of_tree(source, tree, found, Folder(folder), GRAMMAR)


def template(compiled: Compilation) -> str:
    (stack,) = compiled.stacks
    return yaml.emit(stack).decode()


def resources(text: str) -> str:
    """The part of a template that makes something."""
    return text.partition("\nResources:\n")[2].partition("\nOutputs:\n")[0].rstrip()


def findings(compiled: Compilation) -> set[tuple[str, str | None]]:
    return {(found.code, found.component) for found in compiled.diagnostics}


def same(one: Compilation, folder: Path) -> None:
    """Everything that can be compared of a design and of what its template gives."""
    text = template(one)
    other = imported(text, folder)
    assert [c for c in other.diagnostics if c.severity is not Severity.ADVICE] == []
    assert {n: c.word for n, c in other.design.components.items()} == {
        n: c.word for n, c in one.design.components.items()
    }
    assert findings(other) == findings(one)
    assert resources(template(other)) == resources(text)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_every_example_comes_back(path: Path, tmp_path: Path) -> None:
    one = compile_file(path)
    if len(one.stacks) > 1:
        pytest.skip("a region by itself is half of a design")
    same(one, tmp_path)


@pytest.mark.parametrize("seed", range(12))
def test_networks_made_at_random_come_back(seed: int, tmp_path: Path) -> None:
    plan = random_pairs.plan(seed)
    for text in (random_pairs.tiers_of(plan), random_pairs.literal_of(plan)):
        one = compile_text(text)
        if not one.has_errors and len(one.stacks) == 1:
            same(one, tmp_path)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_what_is_imported_can_be_written_down(path: Path) -> None:
    one = compile_file(path)
    if len(one.stacks) > 1:
        return
    source = Source("design.yaml", template(one))
    tree, _ = read(source, GRAMMAR)
    assert tree is not None
    again = compile_text(printed(tree))
    assert {n: c.word for n, c in again.design.components.items()} == {
        n: c.word for n, c in one.design.components.items()
    }


def test_a_raw_resource_stays_where_it_is_drawn(tmp_path: Path) -> None:
    """Its place and its icon are in no property; the template carries them for it."""
    compiled = compile_text(
        "architecture lab\ntags: { project: lab, owner: team-7 }\n"
        "vpc net { cidr: 10.0.0.0/16; zones: 2 }\ntier data in net { isolated }\n"
        'resource cache "Cache" in data { type: "AWS::DAX::ParameterGroup"; icon: dax }\n'
    )
    back = imported(template(compiled), tmp_path).design.components["cache"]
    assert list(back.places) == ["data"] and back.label == "Cache"
    assert getattr(back, "icon_name") == "dax"  # noqa: B009
