"""Placement, routing and the picture writers, over parsed and broken designs."""

from __future__ import annotations

import random
import re
from collections.abc import Mapping, Sequence
from functools import cache
from itertools import pairwise
from xml.etree import ElementTree as ET

import pytest

from archc.component import Architecture, Component, Neighbours, Relation, Subnet, Verb, tcp
from archc.diagnostics import Diagnostic, Severity
from archc.drawing import Area, Drawing, Point, draw
from archc.drawing.labels import place_labels
from archc.drawing.measure import cut, plain, text_width, wrap
from archc.emit import drawio, png, svg
from archc.kinds import catalogue, kind
from archc.merge import changed_since_sealed
from archc.resolve import resolve
from archc.source import Source, Span
from archc.syntax.parse import parse
from tests.designs import GRAMMAR, compile_text
from tests.geometry import crossings, faults
from tests.stress import STRESS

WEB_SHOP = """
architecture web_shop "Web shop behind a load balancer"
region: eu-west-1
users shoppers "Shoppers"
vpc shop { cidr: 10.0.0.0/16; zones: 2; nat: per_zone
  tier edge { public }
  tier app { private }
  tier data { isolated } }
load_balancer front in edge { listen: http 80 }
scaling_group web in app { size: 2..6 }
database orders in data { engine: postgres 16; standby }
shoppers -> front : http
front -> web : http 8080
web -> orders
"""
TWO_TIERS = """
architecture two_tier "Two tiers with an internal load balancer"
region: eu-central-1
users people "Customers on the internet"
vpc net "Company network" { cidr: 10.1.0.0/16
  tier edge { public }
  tier web { private }
  tier app { private; slot: 3 }
  tier data { isolated } }
load_balancer outer "Public load balancer" in edge { listen: http 80 }
load_balancer inner "Internal load balancer" in app { listen: http 8080; internal: yes }
scaling_group pages in web
scaling_group logic in app
database store in data { engine: mysql; standby }
people -> outer : http 80
outer -> pages : http 80
pages -> inner : http 8080
inner -> logic : http 8080
logic -> store
"""
SERVERLESS = """
architecture guests "Serverless guestbook"
region: eu-west-1
users visitors "Visitors"
http_api api "Guestbook API"
function read_entries { code: dir("a") }
function add_entry { code: dir("b") }
table entries { key: id string }
note remark "Everything here is billed per request"
visitors -> api : https
api -> read_entries : GET /entries
api -> add_entry : POST /entries
read_entries -> entries : read
add_entry -> entries : write
"""
SINGLE = """
architecture single "A single web server"
region: us-east-1
users people "Visitors"
office school "School" { address: 198.51.100.10 }
vpc lab { cidr: 10.0.0.0/16; zones: 1; tier edge { public } }
key_pair lab_key "Lab key"
elastic_ip fixed "Fixed address"
elastic_ip spare
instance server "Web server" in edge { key: lab_key; address: fixed; port: 80 }
people -> server : http 80
school -> server : ssh
server -> internet : https
"""
THREE_ZONES = """
architecture big "Three zones, five tiers"
region: eu-north-1
users people
users staff "Staff"
vpc net { cidr: 10.0.0.0/16; zones: 3; nat: per_zone
  tier edge { public }
  tier web { private }
  tier app { private; slot: 3 }
  tier cache { private; slot: 4 }
  tier data { isolated } }
load_balancer front in edge { listen: http 80, http 8080 }
load_balancer mid in app { listen: http 80; internal: yes }
scaling_group web1 in web { port: 80 }
scaling_group web2 in web { port: 80 }
scaling_group app1 in app { port: 8080 }
instance bastion in edge
instance tool in app { zone: c; port: 9000 }
instance memo in cache { port: 11211 }
database db1 in data { engine: postgres; standby }
database db2 in data { engine: mysql }
table sessions { key: id string }
function clean { code: dir("x") }
http_api hooks
key_pair k1
people -> front
staff -> bastion : ssh
front -> web1 : http 80 path /a/*
front -> web2 : http 80 path /b/*
web1 -> mid
web2 -> mid
mid -> app1 : http 8080
app1 -> db1
app1 -> memo : tcp 11211
app1 -> sessions : read, write
tool -> db2
bastion -> tool : ssh
hooks -> clean : POST /hook
clean -> sessions : write
people -> hooks : https
"""
THREE_VPCS = 'architecture vpcs "Three networks"\nregion: eu-west-1\nusers u\n' + "".join(
    f"vpc v{n} {{ cidr: 10.{n}.0.0/16; tier e{n} {{ public }}; tier p{n} {{ private }} }}\n"
    f"load_balancer l{n} in e{n} {{ listen: http 80 }}\n"
    f"scaling_group w{n} in p{n} {{ port: 80 }}\nu -> l{n} -> w{n}\n"
    for n in range(3)
)
CHAIN = (
    'architecture chain "A long chain"\nregion: eu-west-1\nhttp_api hooks\n'
    + "".join(f'function f{n} {{ code: dir("x") }}\n' for n in range(12))
    + "hooks -> f0 : GET /\n"
    + "".join(f"f{n} -> f{n + 1}\n" for n in range(11))
)
EMPTY = 'architecture nothing "Nothing yet"\nregion: eu-west-1\n'
HOSTILE = r"<b>&amp; \${x} {{ y }} ]]> -- 漢字 שלום"
BROKEN = f"""
architecture broken "{HOSTILE}"
region: eu-west-1
vpc v {{ cidr: 10.0.0.0/16; tier a {{ public }} }}
vpc tiny {{ cidr: 10.1.0.0/28; tier b {{ public }}; tier c {{ private }} }}
tier lost {{ private }}
scaling_group w in lost
scaling_group nowhere
instance i in missing
instance j in v
instance k in c {{ zone: f; port: 80 }}
load_balancer lb
database d {{ engine: mysql; standby }}
database d {{ engine: mysql; standby }}
function f {{ code: dir("x") }}
table entries {{ key: id string }}
users constructor "{HOSTILE} and a label that goes on and on and on until nobody reads it any more"
f -> entries : read
f -> f
constructor -> f
i -> d
j -> k
v -> a
"""
DESIGNS = {
    "web shop": WEB_SHOP, "two tiers": TWO_TIERS, "serverless": SERVERLESS, "single": SINGLE,
    "three zones": THREE_ZONES, "three VPCs": THREE_VPCS, "chain": CHAIN, "empty": EMPTY,
    "broken": BROKEN,
}  # fmt: skip


class _Files:
    """A folder in which every file exists."""

    def text(self, path: str) -> str:
        return f"content of {path}"

    def folder(self, path: str) -> Mapping[str, bytes]:
        return {"index.py": path.encode()}


@cache
def _design(text: str) -> Architecture:
    source = Source("test.arch", text)
    tree, _ = parse(source, GRAMMAR)
    return resolve(tree, source, _Files())[0]


def _finding(code: str, component: str | None, severity: Severity) -> Diagnostic:
    message = "something is wrong <here> & explained at length, " * 4
    return Diagnostic(code, "name", severity, message, "why", "fix", component=component)


def _findings_on_all(design: Architecture) -> list[Diagnostic]:
    """One to three findings on every component, and some on none."""
    found = [_finding("TOP101", None, Severity.ERROR), _finding("TOP102", None, Severity.WARNING)]
    for at, name in enumerate(design.components):
        severity = (Severity.ERROR, Severity.WARNING)[at % 2]
        found += [_finding(f"AVL{110 + more}", name, severity) for more in range(at % 3 + 1)]
    return found


@pytest.mark.parametrize("name", DESIGNS)
@pytest.mark.parametrize("marked", [False, True], ids=["plain", "with findings"])
def test_geometry_is_clean(name: str, marked: bool) -> None:
    design = _design(DESIGNS[name])
    drawing = draw(design, _findings_on_all(design) if marked else ())
    assert faults(drawing) == {}
    assert crossings(drawing) <= (2 if name in ("three zones", "broken") else 0)


@pytest.mark.parametrize("name", [n for n in DESIGNS if n not in ("three VPCs", "empty")])
def test_shape_is_no_ribbon(name: str) -> None:
    drawing = draw(_design(DESIGNS[name]))
    assert 0.5 <= drawing.width / drawing.height <= 2.0


@pytest.mark.parametrize("name", STRESS)
def test_geometry_is_clean_however_many_findings(name: str) -> None:
    design = _design(STRESS[name])
    assert faults(draw(design, _findings_on_all(design))) == {}


@pytest.mark.parametrize("name", DESIGNS)
def test_every_component_and_arrow_is_drawn(name: str) -> None:
    design = _design(DESIGNS[name])
    drawing = draw(design)
    shown = {box.component for box in drawing.boxes}
    assert {c for c in design.components if c != "internet"} <= shown
    joined = {(r.source.name, r.target.name) for r in design.relations}
    assert len(drawing.routes) >= len(joined) - (name == "broken")


def test_ids_say_what_a_shape_is() -> None:
    drawing = draw(_design(WEB_SHOP))
    ids = {box.id for box in drawing.boxes}
    assert {"aws/cloud", "aws/region", "vpc/shop", "shop/zone-a", "app/b", "web/a", "front",
            "orders", "orders/standby", "edge/a/nat-gateway", "shop/internet-gateway"} <= ids  # fmt: skip
    assert {r.id for r in drawing.routes} >= {"shoppers->front", "front->web", "front->web/b"}


def test_zones_are_columns_and_tiers_are_rows() -> None:
    at = {box.id: box.area for box in draw(_design(WEB_SHOP)).boxes}
    assert at["app/a"].y == at["app/b"].y < at["data/a"].y == at["data/b"].y
    assert at["edge/a"].x == at["app/a"].x == at["data/a"].x < at["app/b"].x
    assert at["shop/zone-a"].right < at["front"].x < at["front"].right < at["shop/zone-b"].x


def test_labels_say_what_flows() -> None:
    texts = {r.id: r.text for r in draw(_design(WEB_SHOP)).routes}
    assert texts["shoppers->front"] == "http 80"
    assert texts["front->web"] == "http 8080"
    assert texts["web->orders"] == "tcp 5432"
    guestbook = {r.id: r.text for r in draw(_design(SERVERLESS)).routes}
    assert guestbook["api->read_entries"] == "GET /entries"
    assert guestbook["add_entry->entries"] == "write"


def test_adding_a_component_renames_nothing() -> None:
    before = draw(_design(WEB_SHOP))
    after = draw(_design(WEB_SHOP + "table extra { key: id string }\nweb -> extra : read\n"))
    for things in ("boxes", "routes"):
        old, new = ({thing.id for thing in getattr(d, things)} for d in (before, after))
        assert old < new


def test_adding_a_component_beside_a_network_moves_nothing_in_it() -> None:
    before = draw(_design(WEB_SHOP))
    after = draw(_design(WEB_SHOP + "table extra { key: id string }\nweb -> extra : read\n"))
    assert _within_network(before) == _within_network(after)


def _within_network(drawing: Drawing) -> Mapping[str, tuple[int, int]]:
    """Where everything in the network stands, seen from the network's corner."""
    at = {box.id: box.area for box in drawing.boxes}
    corner = at["vpc/shop"]
    return {
        id_: (area.x - corner.x, area.y - corner.y)
        for id_, area in at.items()
        if corner.holds(area)
    }


def test_notes_stand_in_the_tier_they_are_about() -> None:
    drawing = draw(_design(WEB_SHOP + 'note hint "Copied to another region" in data\n'))
    assert next(box.parent for box in drawing.boxes if box.id == "hint") == "data/a"


def test_lines_of_one_hub_share_a_trunk_and_have_their_own_labels() -> None:
    drawing = draw(_design(STRESS["hub"]))
    fan = [r for r in drawing.routes if r.source == "hub"]
    assert len({r.points[0] for r in fan}) == 1
    assert len({r.label for r in fan} - {None}) == 10


def test_one_label_says_what_all_lines_of_a_trunk_carry() -> None:
    drawing = draw(_design(STRESS["twelve targets"]))
    labels = [r.label for r in drawing.routes if r.source == "front" and r.label]
    assert 1 <= len(labels) <= 2  # one for each side of the balancer


def test_findings_are_marked_on_what_they_are_about() -> None:
    found = [
        _finding("AVL101", "web", Severity.ERROR), _finding("NET201", "front", Severity.WARNING),
        _finding("TIP301", "orders", Severity.ADVICE), _finding("TOP101", None, Severity.ERROR),
    ]  # fmt: skip
    drawing = draw(_design(WEB_SHOP), found)
    assert {(m.about, m.code, m.severity) for m in drawing.marks} == {
        ("web/a", "AVL101", "error"), ("front", "NET201", "warning"),
    }  # fmt: skip
    remark = next(box for box in drawing.boxes if box.id == "drawing/findings")
    assert remark.lines[0].startswith("TOP101 error: something is wrong <here> & explained")
    assert b"#C7131F" in svg.emit(drawing)


WRONG_ARROWS = """
architecture wrong
users people
users staff
vpc net { zones: 2; tier edge { public }; tier app { private } }
instance one in edge { port: 8081 }
instance two in edge { port: 80; zone: b }
load_balancer front in edge { listen: http 80 }
scaling_group web in app
people -> front : http
front -> web : http 8080
people -> one : http 8081
staff, people -> two : ssh
web -> internet
"""


def _on(design: Architecture, text: str, message: str, component: str) -> Diagnostic:
    """A finding on a place of the text that stands there once."""
    source = next(iter(design.components.values())).span.source
    start = source.text.index(text)
    found = _finding("SGR401", component, Severity.ERROR)
    return found._replace(message=message, span=Span(source, start, start + len(text)))


def test_findings_on_arrows_are_marked_beside_them() -> None:
    design = _design(WRONG_ARROWS)
    findings = [
        _on(design, "http 8080", "'front' -> 'web'", "web"),
        _on(design, "http 8081", "a look at 'one'", "one"),
        _on(design, "ssh", "'people' may log in to 'two'", "two"),
        _on(design, "web -> internet", "no way out", "web"),
    ]
    drawing = draw(design, findings)
    assert faults(drawing) == {}
    routes = {route.id: route for route in drawing.routes}
    beside = {mark.about: mark for mark in drawing.marks if mark.about in routes}
    # Of the arrows of one list the one whose ends the finding names; one of those per zone.
    assert set(beside) == {"front->web", "people->one", "people->two", "web->internet"}
    for about, mark in beside.items():
        assert (mark.id, mark.component) == (f"{about}/finding", about)
        assert mark.tooltip.startswith("SGR401: ")
        near = mark.area.grown(18)
        assert any(
            near.meets(Area(min(a.x, b.x), min(a.y, b.y), abs(a.x - b.x) + 1, abs(a.y - b.y) + 1))
            for a, b in pairwise(routes[about].points)
        ), about
    assert {mark.about for mark in drawing.marks} - set(beside) == {"web/a", "one", "two"}
    content = drawio.emit([drawing]).decode()
    assert 'archPath="people-&gt;two" archFinding="SGR401"' in content


def test_an_arrow_is_not_marked_for_its_neighbour_that_cannot_be() -> None:
    compiled = compile_text(
        "architecture shop\nusers people\nhttp_api api\ntable t { key: id string }\n"
        'function f { code: file("hello.py") }\napi -> f : GET /a auth none\npeople -> api, t\n'
    )
    assert "REL401" in {found.code for found in compiled.diagnostics}
    drawing = draw(compiled.design, compiled.diagnostics)
    assert "people->api" in {route.id for route in drawing.routes}
    assert "people->api" not in {mark.about for mark in drawing.marks}


def test_findings_on_what_has_no_shape_are_marked_on_what_it_is_part_of() -> None:
    design = _design(
        "architecture shop\nusers people\n"
        'http_api api { authorizer login { issuer: "https://example.org"; audience: ["shop"] } }\n'
        'function f { code: file("f.py") }\npeople -> api\napi -> f : GET /a auth none\n'
    )
    drawing = draw(design, [_finding("API762", "login", Severity.WARNING)])
    assert "login" not in {box.component for box in drawing.boxes}
    assert {(mark.about, mark.code) for mark in drawing.marks} == {("api", "API762")}


def test_advice_on_an_arrow_is_not_marked_and_many_findings_are_counted() -> None:
    design = _design(WRONG_ARROWS)
    one = _on(design, "http 8080", "m", "web")
    drawing = draw(design, [one._replace(severity=Severity.ADVICE)])
    assert drawing.marks == ()
    codes = ("SGR401", "SGR402", "SGR403")
    drawing = draw(design, [one._replace(code=code) for code in codes])
    assert [m.code for m in drawing.marks if m.about == "front->web"] == ["SGR401", "+2"]


PASSING = """
architecture passing "Servers that fetch from the internet"
users visitors "Visitors"
vpc lab { zones: 2; nat: one; tier edge { public }; tier app { private } }
load_balancer front in edge { listen: http 80 }
instance one in app { zone: a; port: 80 }
instance two in app { zone: b; port: 80 }
visitors -> front : http
front -> one, two : http 80
one, two -> internet : https
"""


def test_lines_keep_away_from_icons_that_are_not_theirs() -> None:
    drawing = draw(_design(PASSING))
    assert faults(drawing) == {}
    assert crossings(drawing) == 0
    icons = [
        box for box in drawing.boxes if box.form == "icon" and box.id != "lab/internet-gateway"
    ]
    for route in drawing.routes:
        for a, b in pairwise(route.points):
            area = Area(min(a.x, b.x), min(a.y, b.y), abs(a.x - b.x), abs(a.y - b.y)).grown(19)
            near = [box.id for box in icons if box.area.meets(area)]
            assert set(near) <= {route.source, route.target}, route.id


def test_labels_stay_beside_their_piece_of_the_line() -> None:
    way = [Point(0, 0), Point(0, 400), Point(300, 400), Point(300, 300)]
    for area in (label for _, label in place_labels((), (), [way], ["http 8080"])):
        assert area is not None
        assert area.x >= 0


def test_five_hundred_components_still_become_a_picture() -> None:
    text = EMPTY + "http_api hooks\n" + "".join(
        f'function g{n} {{ code: dir("x") }}\ntable t{n} {{ key: id string }}\n'
        f"g{n} -> t{n} : read\nhooks -> g{n} : GET /g{n}\n"
        for n in range(250)
    )  # fmt: skip
    drawing = draw(_design(text))
    assert len(drawing.routes) == 500


def _scrambled(seed: int) -> Architecture:
    """A design that resolve would never let through: places in circles, arrows between anything."""
    dice = random.Random(seed)
    names = [f"c{number}" for number in range(dice.randrange(16))]
    components: dict[str, Component] = {}
    for at, name in enumerate(names):
        word = dice.choice([*catalogue(), "tier", "tier", "vpc", "instance", "scaling_group"])
        fitting = [n for n in names[:at] if components[n].word in kind(word).inside]
        somewhere = tuple(dice.sample([*names, "missing"], 2)) if len(names) > 1 else ()
        values = {
            "name": name, "label": dice.choice([name, "Some label", "x" * 60, HOSTILE, ""]),
            "places": tuple(fitting[:1]) or somewhere, "spans": {}, dice.choice(["public", "isolated"]): True,
            "standby": True,
        }  # fmt: skip
        components[name] = kind(word)(values)
    arrows = tuple(
        Relation(components[dice.choice(names)], components[dice.choice(names)], Verb("read", ""),
                 (tcp(80),) * dice.randrange(2), None, dice.choice(["", HOSTILE]), Span(Source("", ""), 0, 0))
        for _ in names
    )  # fmt: skip
    subnets = {
        name: tuple(Subnet(name, zone, None, "S") for zone in "abc"[: dice.randrange(4)])
        for name in names[::2] if components[name].word == "tier"
    }  # fmt: skip
    return Architecture(
        "n", HOSTILE, "eu-west-1", "lab", {}, components, arrows, subnets, {}, (), (), None, (), (), {},
        Neighbours(components, arrows),
    )  # fmt: skip


@pytest.mark.parametrize("seed", range(40))
def test_nothing_is_too_broken_to_be_drawn(seed: int) -> None:
    design = _scrambled(seed)
    drawing = draw(design, _findings_on_all(design))
    assert faults(drawing) == {}
    shown = {box.component for box in drawing.boxes}
    drawn = {n for n, c in design.components.items() if c.word != "internet" and not c.part}
    assert drawn <= shown
    ET.fromstring(svg.emit(drawing))
    assert not changed_since_sealed(drawio.emit([drawing]))


# Text


def test_plain_text_has_no_control_characters() -> None:
    assert plain("a\x00b\x1b[31m\nc\ud800\ufffe") == "ab[31m c"


@pytest.mark.parametrize(
    "text", ["short", "two words that wrap", "x" * 300, "漢字" * 80, "", "a-b_c/d" * 9]
)
def test_wrapped_text_fits(text: str) -> None:
    lines = wrap(text, 110)
    assert len(lines) <= 2
    assert all(text_width(line) <= 110 for line in lines)
    joined = "".join(lines).replace(" ", "")
    assert joined.endswith("…") or joined == text.replace(" ", "")


def test_cut_text_says_that_it_is_cut() -> None:
    assert cut("short", 100) == "short"
    assert cut("a rather long line of text", 60).endswith("…")


# Writers


def _drawn(text: str) -> Drawing:
    design = _design(text)
    return draw(design, _findings_on_all(design))


@pytest.mark.parametrize("writer", [svg, drawio, png], ids=["svg", "drawio", "png"])
def test_the_same_design_gives_the_same_bytes(writer: object) -> None:
    drawings = [_drawn(BROKEN) for _ in range(2)]
    one, other = (writer.emit([d] if writer is drawio else d) for d in drawings)  # type: ignore[attr-defined]
    assert one == other


def _lines_of(drawing: Drawing) -> Sequence[str]:
    boxes = [line for box in drawing.boxes if box.label for line in box.lines]
    return boxes + [line for route in drawing.routes if route.label for line in route.lines]


@pytest.mark.parametrize("name", DESIGNS)
def test_svg_holds_every_text_and_nothing_foreign(name: str) -> None:
    drawing = _drawn(DESIGNS[name])
    content = svg.emit(drawing)
    root = ET.fromstring(content)
    texts = [element.text or "" for element in root.iter() if element.tag.endswith("}text")]
    assert not [line for line in _lines_of(drawing) if line not in texts]
    assert root.get("role") == "img"
    assert [child.tag.rpartition("}")[2] for child in root][:2] == ["title", "desc"]
    for link in re.findall(rb'href="([^"]{0,40})', content):
        assert link.startswith((b"#", b"data:image/png;base64,"))
    assert b"<script" not in content
    assert b"http://" not in content.replace(b"http://www.w3.org/2000/svg", b"")


def test_svg_names_its_shapes() -> None:
    root = ET.fromstring(svg.emit(_drawn(WEB_SHOP)))
    named = {element.get("id"): element.get("aria-label") for element in root.iter()}
    assert named["orders"] == "orders"
    assert named["web/a"] == "web"


@pytest.mark.parametrize("name", DESIGNS)
def test_drawio_shows_text_as_text(name: str) -> None:
    """What draw.io takes a label for is HTML, so its text is escaped once more."""
    drawing = _drawn(DESIGNS[name])
    root = ET.fromstring(drawio.emit([drawing]))
    labels = [element.get("label") or element.get("value") or "" for element in root.iter()]
    for label in filter(None, labels):
        parsed = ET.fromstring(f"<p>{label.replace('<br>', '<br/>')}</p>")
        assert {child.tag for child in parsed} <= {"br"}
    shown = "\n".join(labels).replace("<br>", "\n")
    unescaped = shown.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    assert not [line for line in _lines_of(drawing) if line not in unescaped]


def test_drawio_tooltips_show_text_as_text() -> None:
    """They are HTML too."""
    root = ET.fromstring(drawio.emit([_drawn(BROKEN)]))
    tips = [element.get("tooltip") or "" for element in root.iter()]
    assert any("&lt;b&gt;&amp;amp; ${x} {{ y }} ]]&gt;" in tip for tip in tips)
    assert not any("<" in tip for tip in tips)


def test_drawio_ids_are_no_words_of_javascript() -> None:
    """draw.io keeps cells in an array by id: one called `entries` or `constructor` breaks it."""
    root = ET.fromstring(drawio.emit([_drawn(BROKEN)]))
    ids = [element.get("id") for element in root.iter() if element.get("id")]
    assert "component:entries" in ids
    assert not {"entries", "constructor"} & set(ids)
    assert len(ids) == len(set(ids))


def test_drawio_children_stand_relative_to_their_parents() -> None:
    drawing = draw(_design(WEB_SHOP))
    root = ET.fromstring(drawio.emit([drawing]))
    at = {box.id: box.area for box in drawing.boxes}
    cell = next(e for e in root.iter("UserObject") if e.get("id") == "app/a").find("mxCell")
    assert cell is not None
    assert cell.get("parent") == "shop/zone-a"
    geometry = cell.find("mxGeometry")
    assert geometry is not None
    assert int(geometry.get("x", "")) == at["app/a"].x - at["shop/zone-a"].x


def test_png_has_the_size_and_the_texts() -> None:
    drawing = draw(_design(WEB_SHOP))
    content = png.emit(drawing, 2)
    assert content.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = (int.from_bytes(content[at : at + 4], "big") for at in (16, 20))
    assert (width, height) == (2 * drawing.width, 2 * drawing.height)
    # Text that the renderer drops, for want of a font, leaves the same picture as none.
    silent = [box._replace(lines=()) for box in drawing.boxes]
    assert len(content) > len(png.emit(drawing._replace(boxes=tuple(silent)), 2)) + 2000


def test_a_large_picture_is_not_drawn_at_twice_its_size() -> None:
    drawing = _drawn(BROKEN)
    for factor in (1, 3):
        large = drawing._replace(width=drawing.width * factor, height=drawing.height * factor)
        content = png.emit(large)
        width = int.from_bytes(content[16:20], "big")
        assert large.width <= width <= 2 * large.width


def test_a_way_that_a_guarantee_forbids_stands_out() -> None:
    text = (
        "architecture shop\nusers people\nvpc net { tier edge { public }; tier app { private } }\n"
        "load_balancer front in edge { listen: http 80 }\nscaling_group web in app\n"
        "people -> front\nfront -> web : http 8080\n"
    )
    for sentence, ways in (
        ("internet cannot reach web", {("people", "front"), ("front", "web")}),
        ("internet can reach web only via front", set()),
    ):
        drawing = compile_text(f"{text}guarantee {sentence}\n").drawing
        about = {box.id: box.component for box in drawing.boxes}
        refuted = {(about[r.source], about[r.target]) for r in drawing.routes if r.refuted}
        assert refuted == ways
        shown = {box.sample for box in drawing.boxes}
        assert ("refuted" in shown) == bool(ways)
