"""What holds for every example, every faulty twin and every stress design as drawn."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

from archc.compiler import Compilation
from archc.drawing import Drawing, draw
from archc.source import Source
from tests.designs import GRAMMAR
from tests.geometry import astray, crossings, faults, on_borders
from tests.stress import STRESS

_ROOT = Path(__file__).parents[2] / "examples"
_FEW = 8  # components; what has fewer may be of any shape
_EXAMPLES = {
    path.relative_to(_ROOT).as_posix(): path
    for path in sorted([*_ROOT.glob("*.arch"), *_ROOT.glob("faulty/*.arch")])
}
DESIGNS = {name: path.read_text("utf-8") for name, path in _EXAMPLES.items()} | STRESS


class _Files:
    """A folder in which every file exists."""

    def text(self, path: str) -> str:
        return f"content of {path}"

    def folder(self, path: str) -> Mapping[str, bytes]:
        return {"index.py": path.encode()}


class _Picture(NamedTuple):
    """A design as drawn with its findings, and how many components it has."""

    drawing: Drawing
    components: int


def _compiled(text: str) -> Compilation:
    return Compilation(Source("test.arch", text), _Files(), GRAMMAR)


@cache
def _picture(name: str) -> _Picture:
    compiled = _compiled(DESIGNS[name])
    return _Picture(draw(compiled.design, compiled.diagnostics), len(compiled.design.components))


@pytest.mark.parametrize("name", STRESS)
def test_stress_designs_have_no_errors(name: str) -> None:
    assert not _compiled(STRESS[name]).has_errors


@pytest.mark.parametrize("name", DESIGNS)
def test_nothing_is_in_the_way_of_anything(name: str) -> None:
    assert faults(_picture(name).drawing) == {}


@pytest.mark.parametrize("name", DESIGNS)
def test_lines_do_not_cross(name: str) -> None:
    drawing = _picture(name).drawing
    assert crossings(drawing) <= (len(drawing.routes) // 10 if name in STRESS else 0)


@pytest.mark.parametrize("name", DESIGNS)
def test_shape_fits_a_page(name: str) -> None:
    drawing, components = _picture(name)
    if components >= _FEW:
        assert 0.5 <= drawing.width / drawing.height <= 2.0


@pytest.mark.parametrize("name", DESIGNS)
def test_labels_are_not_cut_by_borders(name: str) -> None:
    assert on_borders(_picture(name).drawing) == []


@pytest.mark.parametrize("name", DESIGNS)
def test_lines_stay_in_the_group_of_their_ends(name: str) -> None:
    assert astray(_picture(name).drawing) == []


@pytest.mark.parametrize("name", DESIGNS)
def test_every_line_or_its_fan_has_a_label(name: str) -> None:
    routes = _picture(name).drawing.routes
    said = {(route.source, route.text) for route in routes if route.label is not None}
    assert not [r.id for r in routes if r.text and (r.source, r.text) not in said]


@pytest.mark.parametrize("name", ["graph", "sixty", "everything"])
def test_the_same_design_gives_the_same_drawing(name: str) -> None:
    compiled = _compiled(DESIGNS[name])
    assert draw(compiled.design, compiled.diagnostics) == _picture(name).drawing
