"""What archc emitted comes back: the same design, and from it the same resources, byte for byte."""

from __future__ import annotations

from collections.abc import Iterator
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
from tests.designs import GRAMMAR, ROOT, Files, compile_file, compile_text
from tests.pages import designs

EXAMPLES = sorted((ROOT / "examples").glob("*.arch"))


def imported(text: str, folder: Path, name: str = "design.yaml") -> Compilation:
    """The design in a template, in a folder with those of its other regions alone."""
    source = Source(name, text)
    tree, found = read(source, GRAMMAR, None, Folder(folder))
    return Compilation.of_tree(source, tree, found, Folder(folder), GRAMMAR)


def template(compiled: Compilation) -> str:
    """The template of a design in one region."""
    (text,) = templates(compiled).values()
    return text


def templates(compiled: Compilation) -> dict[str, str]:
    """The templates of a design by the names of their files."""
    return {
        f"design.{stack.region}.yaml" if stack.regions else "design.yaml": yaml.emit(stack).decode()
        for stack in compiled.stacks
    }


def back(one: Compilation, folder: Path) -> Iterator[Compilation]:
    """What each of the templates of a design gives, with the others beside it."""
    texts = templates(one)
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    for name, text in texts.items():
        yield imported(text, folder, name)


def resources(text: str) -> str:
    """The part of a template that makes something."""
    return text.partition("\nResources:\n")[2].partition("\nOutputs:\n")[0].rstrip()


def findings(compiled: Compilation) -> set[tuple[str, str | None]]:
    return {(found.code, found.component) for found in compiled.diagnostics}


def kinds(one: Compilation) -> dict[str, tuple[str, str]]:
    """What every component is, and where."""
    design = one.design
    return {n: (c.word, design.region_of(c)) for n, c in design.components.items()}


def arrows(one: Compilation) -> set[tuple[str, str, str]]:
    """Who uses whom, and on which ports."""
    return {
        (r.source.name, r.target.name, " ".join(map(str, r.ports))) for r in one.design.relations
    }


def same(one: Compilation, folder: Path) -> None:
    """Everything that can be compared of a design and of what its templates give."""
    for other in back(one, folder):
        assert [c for c in other.diagnostics if c.severity is not Severity.ADVICE] == []
        assert kinds(other) == kinds(one)
        assert arrows(other) == arrows(one)
        assert findings(other) == findings(one)
        again, before = (templates(each) for each in (other, one))
        assert {n: resources(t) for n, t in again.items()} == {
            n: resources(t) for n, t in before.items()
        }


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_every_example_comes_back(path: Path, tmp_path: Path) -> None:
    same(compile_file(path), tmp_path)


def test_one_of_the_examples_has_several_regions() -> None:
    assert [path.stem for path in EXAMPLES if len(compile_file(path).stacks) > 1]


REGIONS = [
    text
    for text in designs((ROOT / "tests" / "spec" / "kinds" / "region.md").read_text("utf-8"))
    if not compile_text(text).has_errors
]


@pytest.mark.parametrize("text", REGIONS, ids=lambda text: text.split("\n")[0])
def test_every_design_on_the_page_of_regions_comes_back(text: str, tmp_path: Path) -> None:
    same(compile_text(text), tmp_path)


@pytest.mark.parametrize("seed", range(12))
def test_networks_made_at_random_come_back(seed: int, tmp_path: Path) -> None:
    plan = random_pairs.plan(seed)
    for text in (random_pairs.tiers_of(plan), random_pairs.literal_of(plan)):
        one = compile_text(text)
        if not one.has_errors:
            same(one, tmp_path)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_what_is_imported_can_be_written_down(path: Path) -> None:
    one = compile_file(path)
    texts = templates(one)
    for name, text in texts.items():
        tree, _ = read(Source(name, text), GRAMMAR, None, Files(texts))
        assert kinds(compile_text(printed(tree))) == kinds(one)


def test_a_raw_resource_stays_where_it_is_drawn(tmp_path: Path) -> None:
    """Its place and its icon are in no property; the template carries them for it."""
    compiled = compile_text(
        "architecture lab\ntags: { project: lab, owner: team-7 }\n"
        "vpc net { cidr: 10.0.0.0/16; zones: 2 }\ntier data in net { isolated }\n"
        'resource cache "Cache" in data { type: "AWS::DAX::ParameterGroup"; icon: dax }\n'
    )
    cache = imported(template(compiled), tmp_path).design.components["cache"]
    assert list(cache.places) == ["data"] and cache.label == "Cache"
    assert getattr(cache, "icon_name") == "dax"  # noqa: B009
