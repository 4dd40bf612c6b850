"""Drawings made by hand in draw.io: the designs that a person sees in them.

Beside every `NAME.drawio` in `tests/drawings/` stands that design as `NAME.arch`, and in
`NAME.txt` what cannot be read or had to be assumed.
"""

from __future__ import annotations

import base64
import json
import os
import random
import time
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

import pytest

from archc.compiler import Compilation
from archc.diagnostics import Diagnostic, as_text
from archc.emit.drawio import emit
from archc.fmt import formatted
from archc.folder import Folder
from archc.graph import as_json
from archc.importers.drawio import annotate, read
from archc.importers.drawio.cells import MAX_CELLS
from archc.merge.document import Cell, Cells, cells_of, with_cells, write
from archc.merge.document import read as document_of
from archc.source import Source
from archc.syntax.printing import printed
from tests.designs import EXAMPLES, FAULTY, GRAMMAR, ROOT, Files, compile_file, compile_text

DRAWINGS = sorted((ROOT / "tests" / "drawings").glob("*.drawio"))
each = pytest.mark.parametrize("path", DRAWINGS, ids=lambda path: path.stem)
_PLACES = ("file", "start", "end")


def compiled(path: str, content: bytes) -> Compilation:
    """The design of a drawing."""
    found = read(path, content)
    return Compilation.of_tree(found.source, found.tree, found.found, Files({}), GRAMMAR)


def graph(compilation: Compilation) -> Any:
    """What a design says, wherever it is written and in whatever order."""

    def bare(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: bare(inner) for key, inner in value.items() if key not in _PLACES}
        return [bare(inner) for inner in value] if isinstance(value, list) else value

    whole = bare(json.loads(as_json(compilation.design)))
    for key in ("components", "relations", "subnets"):
        whole[key].sort(key=lambda entry: json.dumps(entry, sort_keys=True))
    return whole


def test_there_are_eight() -> None:
    assert len(DRAWINGS) >= 8


@each
def test_a_drawing_is_the_design_that_a_person_sees(path: Path) -> None:
    assert graph(compiled(path.name, path.read_bytes())) == graph(
        compile_file(path.with_suffix(".arch"))
    )


@each
def test_what_is_not_read_is_listed(path: Path) -> None:
    found = read(path.name, path.read_bytes()).found
    text = "\n".join(map(as_text, found))
    listing = path.with_suffix(".txt")
    if os.environ.get("ARCHC_UPDATE"):
        listing.write_text(text, encoding="utf-8")
    assert listing.read_text(encoding="utf-8") == text


@each
def test_the_printed_design_is_the_same(path: Path) -> None:
    found = read(path.name, path.read_bytes())
    laid = formatted(Source("x.arch", printed(found.tree)), GRAMMAR)
    assert not laid.mistakes
    assert graph(compile_text(laid.text)) == graph(compiled(path.name, path.read_bytes()))


@each
def test_findings_stand_on_an_annotated_copy(path: Path) -> None:
    content = path.read_bytes()
    design = compiled(path.name, content)
    copy = annotate(content, design.diagnostics)
    for found in design.diagnostics:
        assert found.code.encode() in copy
    # What is annotated is read as before, and annotating it again changes nothing.
    assert graph(compiled(path.name, copy)) == graph(design)
    assert annotate(copy, compiled(path.name, copy).diagnostics) == copy
    assert annotate(copy, []).count(b"archFinding") == 0


@each
def test_findings_name_page_label_and_id(path: Path) -> None:
    design = compiled(path.name, path.read_bytes())
    listing = design.source.text.splitlines()
    assert listing[0] == f'drawing "{path.name}"'
    for line in listing[1:]:
        assert line.startswith('"')
        assert ", id " in line
    assert all(found.span and found.span.source is design.source for found in design.diagnostics)


# --- hostile and broken files -------------------------------------------------------------------

_START = '<mxfile><diagram id="p" name="Page-1"><mxGraphModel><root>'
_LAYERS = '<mxCell id="0"/><mxCell id="1" parent="0"/>'
_END = "</root></mxGraphModel></diagram></mxfile>"
_LAUGHS = (
    '<!DOCTYPE mxfile [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;"><!ENTITY c "&b;&b;&b;">]>'
    "<mxfile><diagram>&c;</diagram></mxfile>"
)
_OUTSIDE = (
    '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><mxfile><diagram>&e;</diagram></mxfile>'
)


def _drawn(cells: str) -> bytes:
    return (_START + _LAYERS + cells + _END).encode()


def _box(id_: str, label: str, x: int, y: int, size: int = 60, parent: str = "1") -> str:
    return (
        f'<mxCell id="{id_}" value="{label}" style="rounded=0;html=1;" vertex="1" parent="{parent}">'
        f'<mxGeometry x="{x}" y="{y}" width="{size}" height="{size}" as="geometry"/></mxCell>'
    )


def _packed(model: bytes) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    page = base64.b64encode(packer.compress(model) + packer.flush()).decode()
    return f'<mxfile><diagram id="p">{page}</diagram></mxfile>'.encode()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"PK\x03\x04",
        b"<svg/>",
        b"<mxfile><diagram>no base64 !</diagram></mxfile>",
        _LAUGHS.encode(),
        _OUTSIDE.encode(),
        _packed(b"A" * 40_000_000),
        _drawn('<mxCell id="a" parent="b" vertex="1"/><mxCell id="b" parent="a" vertex="1"/>'),
        _drawn('<mxCell id="a" parent="1" vertex="1"/><mxCell id="a" parent="1" vertex="1"/>'),
        _drawn("<a>" * 50 + "</a>" * 50),
        _drawn("".join(_box(f"n{n}", "Server", n, 0) for n in range(MAX_CELLS))),
        _drawn("".join(_box(f"n{n}", "VPC", 0, n, 500) for n in range(700))),
    ],
    ids=["empty", "zip", "svg", "no base64", "laughs", "entity", "bomb", "cycle", "same id", "deep",
         "cells", "frames"],
)  # fmt: skip
def test_what_is_no_drawing_is_refused_with_a_message(content: bytes) -> None:
    found = read("x.drawio", content)
    assert [(one.code, bool(one.fix and one.span)) for one in found.found] == [("DIO001", True)]
    assert len(found.tree.statements) == 1
    assert "root:" not in as_text(found.found[0])


def test_thousands_of_cells_take_seconds_at_most() -> None:
    shapes = [_box(f"n{n}", f"Server {n}", n % 60 * 90, n // 60 * 90) for n in range(4000)]
    frames = [_box(f"f{n}", f"Public subnet {n}", n * 7, n * 7, 400) for n in range(300)]
    lines = [
        f'<mxCell id="e{n}" style="html=1;" edge="1" parent="1"><mxGeometry relative="1" '
        f'as="geometry"><mxPoint x="{n % 60 * 90 + 70}" y="{n // 60 * 90}" as="sourcePoint"/>'
        f'<mxPoint x="{n % 59 * 90}" y="{n // 50 * 90}" as="targetPoint"/></mxGeometry></mxCell>'
        for n in range(4000)
    ]
    start = time.process_time()
    found = read("x.drawio", _drawn("".join([*shapes, *frames, *lines])))
    assert len(found.tree.statements) > 4000
    assert time.process_time() - start < 20


def test_deep_nesting_is_read() -> None:
    cells = [_box(f"n{n}", "Server", 1, 1, parent=f"n{n - 1}" if n else "1") for n in range(3000)]
    start = time.process_time()
    read("x.drawio", _drawn("".join(cells)))
    assert time.process_time() - start < 10


def test_labels_stay_text() -> None:
    label = "&lt;script&gt;alert(1)&lt;/script&gt; Web server&amp;quot; ${x} \\ &lt;b&gt;\u202e"
    found = read("x.drawio", _drawn(_box("n", label, 0, 0)))
    assert "script" not in printed(found.tree)
    assert not formatted(Source("x.arch", printed(found.tree)), GRAMMAR).mistakes


@pytest.mark.parametrize("seed", range(30))
def test_damaged_drawings_never_break_the_reader(seed: int) -> None:
    chance = random.Random(seed)
    content = bytearray(chance.choice(DRAWINGS).read_bytes())
    for _ in range(chance.randint(1, 12)):
        at = chance.randrange(len(content))
        content[at : at + chance.randint(0, 9)] = bytes(
            chance.choice(b'<>"=0123456789-;ab&/ ') for _ in range(chance.randint(0, 4))
        )
    design = compiled("x.drawio", bytes(content))
    assert all(as_text(found) for found in design.diagnostics)


@pytest.mark.parametrize("seed", range(30))
def test_any_shapes_and_lines_make_a_design(seed: int) -> None:
    chance = random.Random(seed)
    words = ["VPC 10.0.0.0/16", "Public subnet", "Private subnet 10.0.1.0/24", "AZ a", "Users", "ALB",
             "EC2", "MySQL", "NAT gateway", "IGW", "Auto Scaling group", "S3", "Security group",
             "", "VPN", "Customer gateway", "VPN gateway", "Data center", "standby", "10.0.0.0/99",
             "internet", "Lambda", "API Gateway", "queue", "peering", "region us-east-1", "?"]  # fmt: skip
    cells = []
    for n in range(30):
        size = chance.choice([40, 60, 200, 500])
        cells.append(
            _box(f"n{n}", chance.choice(words), chance.randrange(900), chance.randrange(600), size)
        )
    for n in range(25):
        ends = f'source="n{chance.randrange(32)}" target="n{chance.randrange(30)}"'
        style = chance.choice(["html=1;", "endArrow=none;", "startArrow=classic;"])
        label = chance.choice(["", "http", "tcp 99999", "443", "GET /x", "Peering", "reads"])
        cells.append(
            f'<mxCell id="e{n}" value="{label}" style="{style}" edge="1" parent="1" {ends}>'
            '<mxGeometry relative="1" as="geometry"/></mxCell>'
        )
    content = _drawn("".join(cells))
    design = compiled("x.drawio", content)
    assert all(as_text(found) for found in design.diagnostics)
    laid = formatted(Source("x.arch", printed(read("x.drawio", content).tree)), GRAMMAR)
    assert not laid.mistakes
    assert graph(compile_text(laid.text)) == graph(design)
    assert annotate(content, design.diagnostics)


# --- what archc drew itself ---------------------------------------------------------------------


@pytest.mark.parametrize(
    "path", [*EXAMPLES, *FAULTY], ids=lambda path: f"{path.parent.name}/{path.stem}"
)
def test_a_generated_drawing_is_read_back_as_the_same_design(path: Path) -> None:
    design = compile_file(path)
    found = read("x.drawio", emit(design.pages))
    again = Compilation.of_tree(found.source, found.tree, found.found, Folder(path.parent), GRAMMAR)
    assert graph(again) == graph(design)
    assert sorted(map(_finding, again.diagnostics)) == sorted(map(_finding, design.diagnostics))


def _finding(found: Diagnostic) -> tuple[str, str, str]:
    return found.code, str(found.severity), found.component or ""


_SHOP = """
architecture shop
region: eu-west-1
users people "People"
vpc lab {
  cidr: 10.0.0.0/16
  zones: 2
  tier edge "Front row" { public }
  tier app { private }
}
load_balancer front in edge { listen: http 80 }
instance one "Server one" in app { zone: a; type: t3.small }
queue work { visibility: 3min }
people -> front : http
front -> one : http 8080
one -> work : receive
"""


def _edited(change: Callable[[Cells], None]) -> Any:
    """The graph of the shop's drawing after somebody edited it."""
    document = document_of(emit(compile_text(_SHOP).pages))
    cells = cells_of(document.pages[0])
    change(cells)
    document.pages[0] = with_cells(document.pages[0], cells)
    return graph(compiled("x.drawio", write(document)))


def _as_if(*changes: tuple[str, str]) -> Any:
    """The graph of the shop, written otherwise."""
    text = _SHOP
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return graph(compile_text(text))


def _drop(cells: Cells, *ids: str) -> None:
    """Delete cells with what hangs on them, as draw.io does."""
    gone = set(ids)
    gone |= {
        c.id for c in cells.values() if {c.attributes.get(e) for e in ("source", "target")} & gone
    }
    gone |= {c.id for c in cells.values() if c.parent in gone}
    for id_ in gone:
        del cells[id_]


def _put(cells: Cells, id_: str, label: str, style: str, parent: str, **attributes: str) -> None:
    """A cell as somebody draws it."""
    geometry = Element(
        "mxGeometry", {"x": "40", "y": "60", "width": "48", "height": "48", "as": "geometry"}
    )
    cells[id_] = Cell(
        id_, "", {}, {"value": label, "style": style, "parent": parent, **attributes}, [geometry]
    )


def test_a_deleted_icon_is_deleted_in_the_design() -> None:
    assert _edited(lambda cells: _drop(cells, "component:work")) == _as_if(
        ("queue work { visibility: 3min }\n", ""), ("one -> work : receive\n", "")
    )


def test_a_deleted_arrow_is_deleted_in_the_design() -> None:
    assert _edited(lambda cells: _drop(cells, "front->one")) == _as_if(
        ("front -> one : http 8080\n", "")
    )


def test_a_new_arrow_is_one_of_the_design() -> None:
    def change(cells: Cells) -> None:
        ends = {"source": "component:people", "target": "component:one"}
        _put(cells, "9", "SSH", "html=1;", "1", edge="1", **ends)

    assert _edited(change) == _as_if(("one -> work", "people -> one : ssh\none -> work"))


def test_an_arrow_tied_to_another_shape_joins_that() -> None:
    def change(cells: Cells) -> None:
        cells["front->one"].attributes["source"] = "component:people"

    assert _edited(change) == _as_if(("front -> one", "people -> one"))


def test_a_new_icon_is_one_of_the_design() -> None:
    def change(cells: Cells) -> None:
        parent = cells["component:one"].parent
        _put(cells, "9", "Reports<br>MySQL", "html=1;shape=mxgraph.aws4.resourceIcon;"
             "resIcon=mxgraph.aws4.rds;", parent, vertex="1")  # fmt: skip
        ends = {"source": "component:one", "target": "9"}
        _put(cells, "10", "", "html=1;", "1", edge="1", **ends)

    assert _edited(change) == _as_if(
        (
            "one -> work",
            'database reports "Reports" in app { engine: mysql }\none -> reports\none -> work',
        )
    )


def test_a_new_label_is_the_new_label() -> None:
    def change(cells: Cells) -> None:
        cells["component:one"].facts["label"] = "Main server"

    assert _edited(change) == _as_if(("Server one", "Main server"))


def test_a_server_put_into_another_tier_stands_there() -> None:
    def change(cells: Cells) -> None:
        shares = [c.id for c in cells.values() if c.facts.get("archPath") == "edge"]
        cells["component:one"].attributes["parent"] = max(shares)

    assert _edited(change) == _as_if(("in app { zone: a", "in edge { zone: b"))


def test_what_a_cell_says_may_be_damaged() -> None:
    def change(cells: Cells) -> None:
        cells["component:one"].facts["archSays"] = "instance one in {{{ ]]"
        cells["front->one"].facts["archSays"] = "x" * 1000

    assert _edited(change)["name"] == "shop"


def test_a_cell_that_says_too_much_is_refused() -> None:
    document = document_of(emit(compile_text(_SHOP).pages))
    cells = cells_of(document.pages[0])
    cells["front->one"].facts["archSays"] = "queue work\n" * 40_000
    document.pages[0] = with_cells(document.pages[0], cells)
    assert [one.code for one in read("x.drawio", write(document)).found] == ["DIO001"]


def test_findings_go_onto_a_generated_drawing_too() -> None:
    content = emit(compile_text(_SHOP).pages)
    copy = annotate(content, compiled("x.drawio", content).diagnostics)
    assert b"archc/findings" in copy
    assert graph(compiled("x.drawio", copy)) == graph(compile_text(_SHOP))
