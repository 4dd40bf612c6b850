"""Drawings that people edited: what they did survives the next build, or the file is refused."""

from __future__ import annotations

import base64
import json
import os
import random
import shutil
import subprocess
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote
from xml.etree import ElementTree as ET

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from archc.compiler import files
from archc.merge import MAX_SIZE, Unmergeable, changed_since_sealed, merge, seal
from archc.merge.document import Cells, ancestors, cells_of, read
from archc.merge.geometry import absolute, is_placed, rect
from archc.merge.sealing import differing, facts_of
from tests.designs import compile_text

SHOP = """
architecture shop "Web shop"
region: eu-west-1
users shoppers "Shoppers"
vpc shop {{
  cidr: 10.0.0.0/16
  zones: {zones}
  tier edge {{ public }}
  tier app  {{ private }}
  tier data {{ isolated }}
}}
load_balancer front "Front" in edge {{ listen: http 80 }}
scaling_group web "Web" in app {{ size: 2..6; image: amazon-linux-2023 }}
database orders "Orders" in data {{ engine: postgres 16; standby }}
shoppers -> front : http
front -> web : http 8080
web -> orders
{more}
"""
JOBS = 'table jobs "Jobs" { key: name }\nweb -> jobs\n'
CARTS = 'table carts "Carts" { key: name }\nweb -> carts\n'


def drawn(more: str = "", zones: int = 2) -> bytes:
    compiled = compile_text(SHOP.format(zones=zones, more=more))
    compiled.finish()
    return dict(files(compiled, "shop", ("drawio",)))["shop.drawio"]


OLD, NEW = drawn(JOBS), drawn(CARTS, zones=3)
RANDOM = settings(  # other examples in every run; ARCHC_EXAMPLES asks for more of them
    max_examples=int(os.environ.get("ARCHC_EXAMPLES", "25")),
    deadline=None,
    suppress_health_check=list(HealthCheck),
)


class Editor:
    """Edits a file and saves it as draw.io does."""

    def __init__(self, content: bytes) -> None:
        self.root = ET.fromstring(content)
        self.cells = self.root.find("diagram/mxGraphModel/root")

    def wrapper(self, id_: str) -> ET.Element:
        return next(node for node in self.cells if node.get("id") == id_)

    def cell(self, id_: str) -> ET.Element:
        node = self.wrapper(id_)
        return node if node.tag == "mxCell" else node.find("mxCell")

    def place(self, id_: str, **values: float) -> None:
        geometry = self.cell(id_).find("mxGeometry")
        for name, value in values.items():
            geometry.set(name, str(value))

    def rename(self, id_: str, label: str) -> None:
        self.wrapper(id_).set("label", label)

    def restyle(self, id_: str, key: str, value: str) -> None:
        found = dict(p.partition("=")[::2] for p in self.cell(id_).get("style").split(";") if p)
        found[key] = value
        self.cell(id_).set(
            "style", "".join(f"{k}={v};" if v else f"{k};" for k, v in found.items())
        )

    def draw(self, text: str) -> None:
        self.cells.append(ET.fromstring(text))

    def delete(self, *ids: str) -> None:
        for node in [node for node in self.cells if node.get("id") in ids]:
            self.cells.remove(node)

    def saved(self) -> bytes:
        """Host and view are written anew, zeros dropped, cells ordered by what holds them."""
        self.root.attrib.clear()
        self.root.attrib.update(
            host="app.diagrams.net", modified="2030-01-01", etag="x", version="21"
        )
        self.root.find("diagram/mxGraphModel").set("dx", "77")
        for node in [*self.cells.iter("mxGeometry"), *self.cells.iter("mxPoint")]:
            for name in [n for n in ("x", "y") if node.get(n) in ("0", "0.0")]:
                del node.attrib[name]
        everything = list(self.cells)
        self.cells[:] = list(self._below(everything, None))
        ET.indent(self.root)
        return ET.tostring(self.root, encoding="utf-8")

    def _below(self, nodes: list[ET.Element], parent: str | None) -> Iterator[ET.Element]:
        for node in nodes:
            inner = node if node.tag == "mxCell" else node.find("mxCell")
            if inner.get("parent") == parent:
                yield node
                yield from self._below(nodes, node.get("id"))


BOX = (
    '<mxCell id="jZV-1" value="By hand" style="rounded=1;html=1;" vertex="1" parent="1">'
    '<mxGeometry x="820" y="50" width="120" height="40" as="geometry"/></mxCell>'
)
ARROW = (
    '<mxCell id="jZV-2" value="" style="edgeStyle=none;" edge="1" parent="1" source="jZV-1" '
    'target="component:front"><mxGeometry relative="1" as="geometry"/></mxCell>'
)


def edited(content: bytes = OLD) -> bytes:
    editor = Editor(content)
    users = editor.cell("component:shoppers").find("mxGeometry")
    editor.place("component:shoppers", x=float(users.get("x")) + 70)
    editor.rename("component:front", "Our front door")
    editor.restyle(database(content), "fillColor", "#FF0000")
    editor.draw(BOX)
    editor.draw(ARROW)
    return editor.saved()


def database(content: bytes) -> str:
    return next(i for i, c in cells(content).items() if c.facts.get("archPath") == "orders")


def cells(content: bytes, page: int = 0) -> Cells:
    return cells_of(read(content).pages[page])


def overlaps(found: Cells, one: str) -> list[str]:
    """What a shape covers, apart from what holds it or lies in it."""
    area = absolute(found, one)
    return [
        other for other, cell in found.items()
        if other != one and is_placed(cell) and "archFinding" not in cell.facts
        and one not in ancestors(found, other) and other not in ancestors(found, one)
        and absolute(found, other).meets(area)
    ]  # fmt: skip


def test_edits_survive_a_changed_design() -> None:
    before, generated = cells(edited()), cells(NEW)
    merged, notes = merge(edited(), NEW)
    after = cells(merged)
    assert rect(after["component:shoppers"])[:2] == rect(before["component:shoppers"])[:2]
    assert after["component:front"].label == "Our front door"
    assert "fillColor=#FF0000;" in after[database(OLD)].style
    assert after["jZV-1"].attributes == before["jZV-1"].attributes
    assert after["jZV-2"].attributes == before["jZV-2"].attributes
    assert set(after) == set(generated) | {"jZV-1", "jZV-2"}
    assert "component:jobs" in before
    assert notes == ()


def test_a_merge_moves_only_what_must_make_room() -> None:
    before, after = cells(edited()), cells(merge(edited(), NEW).content)
    stayed = [i for i in after if i in before and is_placed(after[i])]
    moved = [i for i in stayed if rect(after[i])[:2] != rect(before[i])[:2]]
    assert set(moved) <= {"component:carts", "drawing/legend"}, moved
    for id_ in stayed:
        assert rect(after[id_])[2] >= rect(before[id_])[2]


def test_new_cells_cover_nothing_and_lie_in_their_groups() -> None:
    before, after = cells(edited()), cells(merge(edited(), NEW).content)
    new = [i for i in after if i not in before and is_placed(after[i])]
    assert "component:carts" in new and any("zone-c" in i for i in new)
    for id_ in new:
        assert not overlaps(after, id_), id_
        group = after[after[id_].parent]
        if is_placed(group):
            own, around = absolute(after, id_), absolute(after, group.id)
            assert around.x <= own.x and own.right <= around.right, id_
            assert around.y <= own.y and own.bottom <= around.bottom, id_


def test_groups_that_grow_push_along_what_is_in_their_way() -> None:
    before, after = cells(edited()), cells(merge(edited(), drawn(JOBS, zones=3)).content)
    assert absolute(after, "component:jobs").x > absolute(before, "component:jobs").x
    for id_ in [id_ for id_, cell in after.items() if is_placed(cell)]:
        assert overlaps(after, id_) == [], id_


def test_saving_is_no_edit() -> None:
    assert seal(OLD) == OLD
    saved = Editor(OLD).saved()
    assert saved != OLD
    assert not changed_since_sealed(OLD) and not changed_since_sealed(saved)
    assert merge(saved, OLD).content == OLD
    assert merge(OLD, NEW).content == NEW


EDITS: dict[str, Callable[[Editor], None]] = {
    "moved": lambda e: e.place("component:front", x=3),
    "resized": lambda e: e.place("vpc/shop", width=3000),
    "renamed": lambda e: e.rename("component:jobs", "x"),
    "tooltip": lambda e: e.wrapper("component:jobs").set("tooltip", "x"),
    "link": lambda e: e.wrapper("component:front").set("link", "https://example.com"),
    "restyled": lambda e: e.restyle("web->orders", "strokeColor", "#000000"),
    "hidden": lambda e: e.cell("layer/traffic").set("visible", "0"),
    "drawn": lambda e: e.draw(BOX),
    "deleted": lambda e: e.delete("component:jobs", "web->jobs", "web->jobs/label"),
    "page": lambda e: e.root.find("diagram").set("name", "Mine"),
    "paper": lambda e: e.root.find("diagram/mxGraphModel").set("background", "#EEEEEE"),
    "rewired": lambda e: e.cell("web->orders").set("target", "component:front"),
}


@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS)
def test_every_kind_of_edit_is_seen_and_kept(edit: Callable[[Editor], None]) -> None:
    editor = Editor(OLD)
    edit(editor)
    saved = editor.saved()
    assert changed_since_sealed(saved)
    same = merge(saved, OLD).content
    before, after = cells(saved), cells(same)
    assert set(before) == set(after)
    for id_, cell in before.items():
        route = {"place"} if cell.is_edge or before.get(cell.parent, cell).is_edge else set()
        assert differing(after[id_], facts_of(cell)) <= route, id_
    assert merge(same, OLD).content == same
    other = merge(saved, NEW).content
    assert merge(other, NEW).content == other


def test_what_was_deleted_stays_deleted() -> None:
    editor = Editor(OLD)
    editor.delete("component:shoppers", "shoppers->front", "shoppers->front/label")
    merged, notes = merge(editor.saved(), NEW)
    assert not {"component:shoppers", "shoppers->front"} & set(cells(merged))
    assert any("'Shoppers' stays deleted" in note for note in notes)


def test_it_is_said_once_that_something_stays_deleted() -> None:
    editor = Editor(OLD)
    editor.delete("component:shoppers", "shoppers->front", "shoppers->front/label")
    editor.root.remove(editor.root[1])  # a page
    merged, notes = merge(ET.tostring(editor.root), NEW)
    assert notes == ("'Shoppers' stays deleted", "page 'Network' stays deleted")
    again, notes = merge(merged, NEW)
    assert notes == ()
    editor = Editor(again)
    assert [page.get("id") for page in editor.root] == ["architecture", "permissions"]
    editor.delete("component:front", "shoppers->front", "front->web", "front->web/label")
    editor.delete("front/b->web/b")
    _, notes = merge(editor.saved(), NEW)
    assert any("'Front' stays deleted" in note for note in notes)
    assert not any("Shoppers" in note for note in notes)


BROKEN = SHOP.replace("database orders", "datebase orders").replace("load_balancer f", "balancer f")
BROKEN = BROKEN.replace("vpc shop {{", "vpc shop {{\n  colour: red")


def test_what_a_broken_design_does_not_show_is_kept() -> None:
    before = edited(drawn(JOBS))
    compiled = compile_text(BROKEN.format(zones=2, more=CARTS))
    broken = dict(files(compiled, "shop", ("drawio",)))["shop.drawio"]
    assert "component:orders" not in cells(broken) and "component:front" not in cells(broken)
    merged, notes = merge(before, broken)
    assert len([note for note in notes if "could not be read in full" in note]) == 1
    old, new = cells(before), cells(merged)
    marks = {id_ for id_, cell in new.items() if "archFinding" in cell.facts}
    assert marks and "component:carts" in new
    assert set(old) <= set(new)
    for id_, cell in old.items():
        if id_ not in ("component:legend", "0"):  # they grow with what they explain and hold
            assert facts_of(cell) == facts_of(new[id_]), id_
    assert merge(merged, broken).content == merged


def test_a_mended_design_is_drawn_as_if_it_had_never_been_broken() -> None:
    before = edited(drawn(JOBS))
    compiled = compile_text(BROKEN.format(zones=2, more=JOBS))
    broken = merge(before, dict(files(compiled, "shop", ("drawio",)))["shop.drawio"]).content
    for mended in (drawn(JOBS), NEW):
        merged, notes = merge(broken, mended)
        assert notes == ()
        expected, found = (cells(merge(content, mended).content) for content in (before, merged))
        assert set(found) == set(expected)
        assert "archcPartial" not in found["0"].facts
        for id_ in ("component:shoppers", "component:front", "component:orders", "jZV-1"):
            assert facts_of(found[id_]) == facts_of(expected[id_]), id_


def test_a_page_that_a_broken_design_does_not_show_is_kept() -> None:
    before = edited()
    compiled = compile_text('architecture shop\nusers shoppers "Shoppers"\nvcp shop\n')
    broken = dict(files(compiled, "shop", ("drawio",)))["shop.drawio"]
    pages = [page.id for page in read(before).pages]
    assert [page.id for page in read(broken).pages] != pages
    merged = merge(before, broken).content
    assert [page.id for page in read(merged).pages] == pages
    assert merge(merged, broken).content == merged
    assert merge(merged, drawn("")).notes == merge(before, drawn("")).notes


def test_a_design_that_is_only_wrong_shows_what_it_shows() -> None:
    compiled = compile_text(SHOP.format(zones=1, more=CARTS))
    assert compiled.has_errors
    merged, _ = merge(edited(), dict(files(compiled, "shop", ("drawio",)))["shop.drawio"])
    assert "component:jobs" not in cells(merged)


def test_the_mark_of_a_finding_on_an_arrow_follows_it() -> None:
    text = SHOP.format(zones=2, more="shoppers -> web : ssh\n")
    drawing = dict(files(compile_text(text), "shop", ("drawio",)))["shop.drawio"]
    editor = Editor(drawing)
    id_ = "shoppers->web/finding"
    before = absolute(cells(drawing), id_)
    users = editor.cell("component:shoppers").find("mxGeometry")
    editor.place("component:shoppers", x=float(users.get("x")) - 300, y=float(users.get("y")) - 40)
    for edge in ("shoppers->web", "shoppers->front"):
        points = editor.cell(edge).find("mxGeometry/Array")
        for point in points if points is not None else ():
            point.set("x", str(float(point.get("x")) - 300))
    merged = merge(editor.saved(), drawing).content
    after = absolute(cells(merged), id_)
    assert after.x < before.x - 100
    editor = Editor(merged)
    editor.delete("shoppers->web", "shoppers->web/label", id_)
    assert id_ not in cells(merge(editor.saved(), drawing).content)


def test_an_edited_cell_of_a_removed_component_is_kept_out_of_sight() -> None:
    editor = Editor(OLD)
    editor.rename("component:jobs", "Our jobs")
    editor.draw(BOX)
    editor.draw(ARROW.replace("component:front", "component:jobs"))
    merged, notes = merge(editor.saved(), NEW)
    found = cells(merged)
    layer = found[found["component:jobs"].parent]
    assert (layer.label, layer.attributes["visible"]) == ("Removed from the design", "0")
    assert "target" not in found["jZV-2"].attributes
    tip = found["jZV-2"].geometry.find("mxPoint[@as='targetPoint']")
    old = absolute(cells(OLD), "component:jobs")
    assert (float(tip.get("x")), float(tip.get("y"))) == (
        old.x + old.width / 2,
        old.y + old.height / 2,
    )
    assert any("'Jobs'" in note for note in notes)
    assert merge(merged, NEW).content == merged
    back = merge(merged, OLD).content
    assert {"component:jobs", "own/component:jobs"} <= set(cells(back))


def test_what_was_drawn_in_a_group_that_goes_stays_at_its_place() -> None:
    three, two = drawn(zones=3), drawn(zones=2)
    editor = Editor(three)
    editor.draw(BOX.replace('parent="1"', 'parent="app/c"'))
    before = cells(editor.saved())
    after = cells(merge(editor.saved(), two).content)
    assert "app/c" not in after
    assert after["jZV-1"].parent == "1"
    assert absolute(after, "jZV-1") == absolute(before, "jZV-1")


def test_lines_between_cells_that_stayed_keep_their_course() -> None:
    before, after = cells(edited()), cells(merge(edited(), NEW).content)
    for id_ in ("front->web", "web->orders"):
        if id_ in before:
            course = [(p.get("x"), p.get("y")) for p in before[id_].geometry.iter("mxPoint")]
            assert course == [(p.get("x"), p.get("y")) for p in after[id_].geometry.iter("mxPoint")]
    moved = after["shoppers->front"]
    corners = [float(point.get("x", 0)) for point in moved.geometry.iter("mxPoint")]
    users = absolute(after, "component:shoppers")
    assert not corners or corners[0] == users.x + users.width / 2, "it follows its end"


PEERED = """
architecture peered
region: eu-west-1
office desk {{ address: 198.51.100.10; cidr: 192.168.10.0/24; asn: 65010 }}
vpc left {{ cidr: 10.0.0.0/16; vpn_gateway gate; tier app {{ isolated }} }}
vpc right {{ cidr: 10.1.0.0/16; tier data {{ isolated }} }}
peering bridge {{ between: left, right }}
vpn line {{ from: desk; to: gate }}
instance client in app
{more}
"""


def test_edits_of_links_survive_a_changed_design() -> None:
    def built(more: str = "") -> bytes:
        compiled = compile_text(PEERED.format(more=more))
        compiled.finish()
        return dict(files(compiled, "peered", ("drawio",)))["peered.drawio"]

    editor = Editor(built())
    icon = editor.cell("component:bridge").find("mxGeometry")
    moved = float(icon.get("x")) + 80
    editor.place("component:bridge", x=moved)
    editor.rename("component:line", "Tunnel to the desk")
    editor.restyle("bridge->left", "strokeColor", "#00AA00")
    editor.restyle("line->gate", "strokeWidth", "4")
    merged = Editor(
        merge(editor.saved(), built("instance stock in data\nclient -> stock : http")).content
    )
    assert float(merged.cell("component:bridge").find("mxGeometry").get("x")) == moved
    assert merged.wrapper("component:line").get("label") == "Tunnel to the desk"
    assert "strokeColor=#00AA00;" in merged.cell("bridge->left").get("style")
    assert "strokeWidth=4;" in merged.cell("line->gate").get("style")
    for id_, ends in {
        "bridge->left": ("component:bridge", "vpc/left"),
        "bridge->right": ("component:bridge", "vpc/right"),
        "line->gate": ("component:line", "component:gate"),
    }.items():
        edge = merged.cell(id_)
        assert (edge.get("source"), edge.get("target")) == ends
        assert "endArrow=none;" in edge.get("style")
    assert merged.cell("component:stock") is not None


def test_own_pages_and_layers_stay() -> None:
    editor = Editor(OLD)
    editor.draw('<mxCell id="jZV-9" value="Mine" parent="0"/>')
    page = ET.fromstring(
        '<diagram id="p2" name="Mine"><mxGraphModel><root><mxCell id="0"/></root></mxGraphModel></diagram>'
    )
    editor.root.insert(0, page)
    editor.root.append(ET.Element("diagram", {"id": "p3", "name": "Empty"}))
    content = ET.tostring(editor.root)
    merged = merge(content, NEW).content
    generated = [page.id for page in read(NEW).pages]
    assert [page.id for page in read(merged).pages] == ["p2", *generated, "p3"]
    assert cells(merged, 1)["jZV-9"].parent == "0"
    assert merge(merged, NEW).content == merged


def paged(content: bytes, *ids: str) -> bytes:
    """The first page of a file, several times."""
    root = ET.fromstring(content)
    first = root[0]
    root[:] = []
    for id_ in ids:
        page = ET.fromstring(ET.tostring(first))
        page.set("id", id_)
        root.append(page)
    return seal(ET.tostring(root))


def test_generated_pages_come_and_go_and_edited_ones_stay() -> None:
    old, new = paged(OLD, "one", "two", "three"), paged(NEW, "one", "four", "three")
    assert merge(old, new).content == new
    editor = Editor(old)
    editor.rename("component:front", "Our front door")
    without = editor.root[2]
    editor.root.remove(without)
    merged, notes = merge(ET.tostring(editor.root), new)
    assert [page.id for page in read(merged).pages] == ["one", "four"]
    assert any("stays deleted" in note for note in notes)
    assert merge(merged, new).content == merged
    editor.root.append(without)
    next(node for node in editor.root[1].iter("UserObject")).set("label", "Mine")
    merged, notes = merge(ET.tostring(editor.root), new)
    assert [page.id for page in read(merged).pages] == ["one", "four", "two", "three"]
    assert any("is no longer generated; it was edited" in note for note in notes)
    assert merge(merged, new).content == merged


def compressed(content: bytes) -> bytes:
    root = ET.fromstring(content)
    for page in root:
        text = quote(ET.tostring(page[0], encoding="unicode"), safe="!'()*~")
        packing = zlib.compressobj(9, zlib.DEFLATED, -15)
        page.text = base64.b64encode(packing.compress(text.encode()) + packing.flush()).decode()
        page.remove(page[0])
    return ET.tostring(root)


def test_compressed_files_are_read() -> None:
    assert not changed_since_sealed(compressed(OLD))
    assert merge(compressed(edited()), NEW) == merge(edited(), NEW)


LAUGHS = b'<!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><mxfile>&b;</mxfile>'
ENTITY = b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><mxfile>&x;</mxfile>'
BOMB = zlib.compressobj(9, zlib.DEFLATED, -15)
BOMB_TEXT = base64.b64encode(BOMB.compress(b" " * (MAX_SIZE + 9)) + BOMB.flush())
UNREADABLE = {
    "empty": b"",
    "text": b"hello",
    "bytes": b"\xff\xfe\x00",
    "laughs": LAUGHS,
    "entity": ENTITY,
    "utf-16 entity": LAUGHS.decode().encode("utf-16"),
    "large": b"<mxfile>" + b" " * (40 * 1024 * 1024),
    "bomb": b"<mxfile><diagram>" + BOMB_TEXT + b"</diagram></mxfile>",
    "deep": b"<mxfile>" + b"<a>" * 100_000,
    "cut": OLD[: len(OLD) // 2],
    "cut page": b"<mxfile><diagram>7Vpbc6M2FP41</diagram></mxfile>",
    "no base64": b"<mxfile><diagram>***</diagram></mxfile>",
    "other": b'<mxfile><diagram id="a" name="b"><mxGraphModel><root><mxCell id="0"/></root></mxGraphModel></diagram></mxfile>',
    "svg": b"<svg/>",
    "bare": b"<mxGraphModel><root/></mxGraphModel>",
    "encoding": b'<?xml version="1.0" encoding="x"?><a/>',
    "circle": OLD.replace(b'parent="1" vertex', b'parent="component:web" vertex').replace(
        b'id="vpc/shop"', b'id="component:front"'),
    "no root": OLD.replace(b'id="0"', b'id="zero"'),
}  # fmt: skip


@pytest.mark.parametrize("content", UNREADABLE.values(), ids=UNREADABLE)
def test_what_cannot_be_merged_is_refused_with_a_remedy(content: bytes) -> None:
    with pytest.raises(Unmergeable) as caught:
        merge(content, NEW)
    assert "--fresh" in str(caught.value) and "\n" not in str(caught.value)


@RANDOM
@given(st.integers(0, 2**32), st.integers(1, 6))
def test_mutated_files_are_merged_or_refused(seed: int, changes: int) -> None:
    chance, content = random.Random(seed), bytearray(edited())
    for _ in range(changes):
        at = chance.randrange(len(content))
        end = at + chance.choice((0, 1, 5, 300))
        content[at:end] = chance.choice(
            (b"", b"0", b'"', b"<a/>", b"nan", b"1e99", bytes([chance.randrange(256)]))
        )
    try:
        merged = merge(bytes(content), NEW)
    except Unmergeable:
        return
    read(merged.content)
    assert merge(merged.content, NEW).content == merged.content


ATTRIBUTES = ("x", "y", "width", "height", "parent", "source", "target", "style", "id", "value",
              "label", "archcBase", "archcIds", "vertex", "edge", "relative")  # fmt: skip


@RANDOM
@example(3091, 2)  # a line whose end is missing, and what is known of the line too
@given(st.integers(0, 2**32), st.integers(1, 8))
def test_merging_is_idempotent_and_loses_nothing_drawn_by_hand(seed: int, changes: int) -> None:
    chance, editor = random.Random(seed), Editor(edited())
    for _ in range(changes):
        scramble(chance, editor)
    content = ET.tostring(editor.root)
    for generated in (OLD, NEW):
        try:
            merged = merge(content, generated).content
        except Unmergeable:
            return
        assert merge(merged, generated).content == merged
        own = set(cells(content)) - sealed(content) - {"0"}
        texts = {id_.removeprefix("own/") for id_ in cells(merged)}
        assert {id_.removeprefix("own/") for id_ in own} <= texts


def sealed(content: bytes) -> set[str]:
    root = next(node for node in ET.fromstring(content).iter() if node.get("archcIds") is not None)
    return set(root.get("archcIds").split())


def scramble(chance: random.Random, editor: Editor) -> None:
    nodes = [node for node in editor.cells.iter() if node.get("id") != "0"]
    ids = [node.get("id") for node in editor.cells]
    one = chance.choice(nodes)
    match chance.randrange(4):
        case 0:
            if one in list(editor.cells):
                editor.cells.remove(one)
        case 1:
            size = chance.randrange(-50, 900)
            box = BOX.replace("820", str(size)).replace("jZV-1", f"own{chance.random()}")
            editor.draw(box.replace('parent="1"', f'parent="{chance.choice(ids)}"'))
        case 2:
            name = chance.choice([n for n in ATTRIBUTES if n in one.attrib] or ["x"])
            one.set(name, chance.choice([*ids, "", "7", "-40.5", "nan", "a=b;c"]))
        case _:
            inner = one.find("mxCell")
            if inner is not None and inner.get("parent"):
                inner.set("parent", chance.choice(ids))


@pytest.mark.skipif(
    not (os.environ.get("DRAWIO_WEBAPP") and shutil.which("chromium") and shutil.which("node")),
    reason="needs the real draw.io: see DRAWIO_WEBAPP",
)
def test_a_merged_drawing_opens_in_the_real_editor(tmp_path: Path) -> None:
    checker = Path.home() / "drawio_check"
    (tmp_path / "merged.drawio").write_bytes(merge(edited(), NEW).content)
    command = ["node", "drawio_png.mjs", tmp_path / "merged.drawio", tmp_path / "merged.png"]
    result = subprocess.run(command, cwd=checker, capture_output=True, timeout=120, text=True)
    facts = json.loads(result.stdout)
    assert facts["ok"] and not facts["errors"], facts
    assert facts["overlaps"] == 0 and facts["danglingEdges"] == 0, facts
