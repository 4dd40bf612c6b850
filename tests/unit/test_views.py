"""Views, levels of detail, tables, flows and the legend, and what the writers make of them."""

from __future__ import annotations

import base64
import re
import zlib
from collections import Counter
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from typing import Any
from urllib.parse import unquote
from xml.etree import ElementTree as ET

import pytest

from archc import groups
from archc.component import Architecture, Intrinsic
from archc.diagnostics import Diagnostic, Severity
from archc.drawing import Badge, Drawing, draw, pages, view_names
from archc.drawing.draw import DETAILS
from archc.drawing.palette import GROUPS, contrast
from archc.drawing.scene import PLACES
from archc.drawing.tables import Table
from archc.drawing.views import network as network_view
from archc.drawing.views import permissions as permissions_view
from archc.emit import drawio, png, svg
from archc.stack import stack
from archc.stack.expressions import substituted
from tests.designs import EXAMPLES, compile_file, compile_text
from tests.geometry import crossings, faults

SHOP = """
architecture web_shop "Web shop"
region: eu-west-1
users shoppers "Shoppers"
office desk "Help desk" { address: 198.51.100.10 }
vpc shop { cidr: 10.0.0.0/16; zones: 2; nat: per_zone
  tier edge { public }
  tier app { private }
  tier data { isolated } }
load_balancer front in edge { listen: http 80 }
scaling_group web in app { size: 2..6; policies: ["CloudWatchAgentServerPolicy"] }
instance bastion in edge { security: strict; key: desk_key }
key_pair desk_key
database orders in data { engine: postgres 16; standby }
http_api hooks
function clean "<i>Clean</i> & tidy" { code: file("hello.py") }
table sessions { key: id string }
shoppers -> front : http
desk -> bastion : ssh
front -> web : http 8080
web -> orders
bastion -> web : ssh
hooks -> clean : POST /hook auth none
clean -> sessions : read, write
web -> sessions : read
flow buy "An order" {
  shoppers -> front "The browser asks"
  front -> web -> orders
}
flow tidy "Cleaning up" { hooks -> clean "Something calls the hook" }
"""
OUTSIDE_OF_NETWORKS = """
architecture jobs
function f { code: file("hello.py") }
table t { key: id string }
f -> t : read
"""
BROKEN = """
architecture broken "A <broken> one"
vpc v { cidr: 10.0.0.0/28; tier a { public }; tier b { private } }
tier lost { private }
instance i in missing
instance k in b { zone: f }
database d { engine: mysql }
function constructor { code: file("hello.py") }
constructor -> d
constructor -> constructor
i -> k : ssh
flow empty
flow wrong { i -> d "no such arrow" }
"""


@cache
def _design(text: str) -> Architecture:
    return compile_text(text).design


def _findings(design: Architecture) -> list[Diagnostic]:
    return [
        Diagnostic("NET101", "n", Severity.ERROR, "wrong <here> &", "why", "fix", component=name)
        for name in [*design.components, None]
    ]


def _examples() -> list[Any]:
    return [pytest.param(compile_file(path).design, id=path.stem) for path in EXAMPLES]


def _own(*texts: str) -> list[Any]:
    return [pytest.param(_design(text), id=text.split()[1]) for text in texts]


LINKED = """
architecture linked
region: eu-west-1
office desk { address: 198.51.100.10; cidr: 192.168.10.0/24; asn: 65010 }
vpc net { cidr: 10.0.0.0/16
  vpn_gateway gate
  vpc_endpoint store_door { service: s3 }
  subnet own { zone: a; cidr: 10.0.1.0/24; routes: own_routes }
  route_table own_routes { route: 10.9.0.0/16 via hub; propagate: gate }
}
vpn line { from: desk; to: gate }
transit_gateway hub
transit_attachment net_link in own { gateway: hub; table: everyone }
transit_table everyone in hub { propagate: net_link; route: 10.7.0.0/16 via blackhole }
instance files in own
desk -> files : https
"""
CORRECT = [*_examples(), *_own(SHOP, OUTSIDE_OF_NETWORKS)]


@pytest.mark.parametrize("detail", DETAILS)
@pytest.mark.parametrize("view", view_names())
@pytest.mark.parametrize("design", [*_examples(), *_own(SHOP, OUTSIDE_OF_NETWORKS, BROKEN)])
def test_every_view_is_drawn_without_fault(design: Architecture, view: str, detail: str) -> None:
    for findings in ([], _findings(design)):
        drawing = draw(design, findings, view, detail)
        assert faults(drawing) == {}
        assert drawing.view == view
        picture = svg.emit(drawing)
        assert picture == svg.emit(draw(design, findings, view, detail))
        ET.fromstring(picture)
        ET.fromstring(drawio.emit([drawing]))


def test_views_are_found_by_their_file_names() -> None:
    assert view_names() == ("architecture", "network", "permissions")
    with pytest.raises(ValueError, match="there is no view 'costs', only architecture"):
        draw(_design(SHOP), view="costs")


def test_a_view_that_shows_nothing_is_no_page() -> None:
    assert [page.view for page in pages(_design(SHOP))] == list(view_names())
    assert [page.view for page in pages(_design(OUTSIDE_OF_NETWORKS))] == [
        "architecture", "permissions",
    ]  # fmt: skip
    assert [page.view for page in pages(_design("architecture nothing\n"))] == ["architecture"]


# Detail


def _texts(drawing: Drawing) -> list[str]:
    boxes = [line for box in drawing.boxes if box.label for line in box.lines]
    return boxes + [line for route in drawing.routes if route.label for line in route.lines]


def test_an_overview_leaves_out_what_only_serves_other_things() -> None:
    overview, standard = (draw(_design(SHOP), detail=detail) for detail in DETAILS[:2])
    assert any(route.label for route in standard.routes)
    assert not any(route.label for route in overview.routes)
    hidden = ("gateway", "10.0.", "desk_key", "http 80")
    for word in hidden:
        assert any(word in text for text in _texts(standard)), word
        assert not any(word in text for text in _texts(overview)), word
    assert {"front", "web", "orders", "shoppers"} <= {box.component for box in overview.boxes}


def test_full_detail_tells_types_versions_ports_and_ids() -> None:
    texts = _texts(draw(_design(SHOP), detail="full"))
    for text in ("postgres 16.15", "Orders", "ShopNatA", "python3.13", "Bastion"):
        assert text in texts
        assert text not in _texts(draw(_design(SHOP)))


def test_title_block_names_design_region_and_purpose() -> None:
    for view, words in (("architecture", ""), ("network", "Network · ")):
        boxes = {box.id: box.text for box in draw(_design(SHOP), view=view).boxes}
        assert boxes["drawing/title"] == "Web shop"
        assert boxes["drawing/subtitle"] == f"{words}web_shop · lab · eu-west-1"


def test_legend_explains_what_occurs_and_nothing_else() -> None:
    plain = draw(_design(OUTSIDE_OF_NETWORKS))
    samples = {box.sample for box in plain.boxes if box.form == "swatch"}
    assert samples == {"cloud", "region", "arrow"}
    marked = draw(_design(SHOP), _findings(_design(SHOP)))
    samples = {box.sample for box in marked.boxes if box.form == "swatch"}
    assert {"vpc", "zone", "public", "scaling", "error", "step"} <= samples
    assert "warning" not in samples


# Tables that agree with the template


def _resources(design: Architecture, type_: str) -> dict[str, dict[str, Any]]:
    return {
        resource.logical_id: resource.body["Properties"]
        for section in stack(design).sections
        for resource in section.resources
        if resource.body["Type"] == type_
    }


def _rows(tables: list[Table], word: str) -> dict[str, list[tuple[str, ...]]]:
    return {
        table.logical_id: [row.cells for row in table.rows]
        for table in tables
        if table.id.startswith(word)
    }


@pytest.mark.parametrize("design", CORRECT)
def test_route_tables_agree_with_the_template(design: Architecture) -> None:
    tables = network_view.tables(design)
    shown = _rows(tables, "routes/")
    assert set(shown) == set(_resources(design, "AWS::EC2::RouteTable"))
    expected = {id_: [] for id_ in shown}
    for route in _resources(design, "AWS::EC2::Route").values():
        block = route.get("DestinationCidrBlock") or route["DestinationIpv6CidrBlock"]
        expected[route["RouteTableId"].argument].append((block, _target(design, route)))
    told = {id_: [row for row in rows[1:] if not _is_put_there(row)] for id_, rows in shown.items()}
    assert told == expected
    assert {rows[0][1] for rows in shown.values()} <= {"local"}
    names = {
        s.logical_id: f"{s.tier} {s.zone}" if design.components[s.tier].word == "tier" else s.tier
        for all_ in design.subnets.values()
        for s in all_
    }
    users = {t.logical_id: t.note.partition(": ")[2].split(", ") for t in tables if t.note}
    for use in _resources(design, "AWS::EC2::SubnetRouteTableAssociation").values():
        assert names[use["SubnetId"].argument] in users[use["RouteTableId"].argument]


def _target(design: Architecture, route: dict[str, Any]) -> str:
    """What a route of the template leads through, as the table calls it."""
    keys = (
        "GatewayId",
        "NatGatewayId",
        "InstanceId",
        "EgressOnlyInternetGatewayId",
        "VpcPeeringConnectionId",
        "TransitGatewayId",
    )
    id_ = next(route[key].argument for key in keys if key in route).partition(".")[0]
    written = [c.name for c in design.components.values() if c.logical_id == id_]
    if written:
        return written[0]
    if "NatGatewayId" in route:
        return f"NAT gateway in zone {id_[-1].lower()}"
    outwards = "EgressOnlyInternetGatewayId" in route
    return "Egress-only gateway" if outwards else "Internet gateway"


def _is_put_there(row: tuple[str, ...]) -> bool:
    """Whether something puts the route there by itself, so that it is no resource."""
    return row[0].startswith("pl: ") or row[1].endswith(" (learnt)")


def test_gateways_and_endpoints_put_their_routes_into_the_tables_that_are_shown() -> None:
    tables = network_view.tables(_design(LINKED))
    rows = _rows(tables, "routes/")
    assert rows["OwnRoutes"][1:] == [
        ("10.9.0.0/16", "hub"), ("192.168.10.0/24", "gate (learnt)"), ("pl: s3", "store_door"),
    ]  # fmt: skip
    transit = {
        t.title: [row.cells for row in t.rows] for t in tables if t.id.startswith("transit/")
    }
    assert transit == {
        "Transit gateway table: everyone": [
            ("10.7.0.0/16", "blackhole"), ("10.0.0.0/16", "net_link (learnt)"),
        ],
    }  # fmt: skip
    assert [t.note for t in tables if t.id.startswith("transit/")] == ["Attachments: net_link"]


@pytest.mark.parametrize("design", CORRECT)
def test_security_groups_agree_with_the_template(design: Architecture) -> None:
    shown = _rows(network_view.tables(design), "group/")
    expected = {
        id_: Counter(_rules(properties))
        for id_, properties in _resources(design, "AWS::EC2::SecurityGroup").items()
    }
    for type_, way, other in (("Ingress", "in", "Source"), ("Egress", "out", "Destination")):
        for rule in _resources(design, f"AWS::EC2::SecurityGroup{type_}").values():
            own = rule["GroupId"].argument.partition(".")[0]
            whom = rule[f"{other}SecurityGroupId"].argument.partition(".")[0]
            expected[own][(way, *_port(rule), whom)] += 1
            if way == "out":
                expected[own].pop(("out", "any", "all", "127.0.0.1/32"), None)
    for group in design.of_kind("security_group"):
        if not getattr(group, "outbound", ()):  # AWS's own default, which no template repeats
            dual = getattr(design.vpc_of(group), "ipv6", False)
            for block in ("0.0.0.0/0", "::/0") if dual else ("0.0.0.0/0",):
                expected[group.logical_id]["out", "any", "all", block] = 1
    ids = {f"group of {c.name}": f"{c.logical_id}Group" for c in design.components.values()}
    assert {id_: Counter(_readable(rows, ids)) for id_, rows in shown.items()} == expected


def _rules(properties: dict[str, Any]) -> Iterator[tuple[str, ...]]:
    for key, way in (("SecurityGroupIngress", "in"), ("SecurityGroupEgress", "out")):
        for rule in properties.get(key) or ():
            yield (way, *_port(rule), rule.get("CidrIp") or rule["CidrIpv6"])


def _port(rule: dict[str, Any]) -> tuple[str, str]:
    first, last = rule.get("FromPort"), rule.get("ToPort")
    protocol = {"-1": "any"}.get(rule["IpProtocol"], rule["IpProtocol"])
    if first in (None, -1):
        return protocol, "all"
    return protocol, str(first) if first == last else f"{first}..{last}"


def _readable(rows: list[tuple[str, ...]], ids: dict[str, str]) -> Iterator[tuple[str, ...]]:
    for way, protocol, port, whom in rows:
        if whom == "nowhere":
            yield way, "any", "all", "127.0.0.1/32"
        else:
            yield way, protocol, port, ids.get(whom, whom.partition(" (")[0])


@pytest.mark.parametrize("design", CORRECT)
def test_permissions_agree_with_the_template(design: Architecture) -> None:
    tables = permissions_view.tables(design)
    written = {role.logical_id for role in design.of_kind("role")}  # shown as they are written
    roles = {t.logical_id: t for t in tables if t.logical_id and t.logical_id not in written}
    made = _resources(design, "AWS::IAM::Role")
    expected = {id_: body for id_, body in made.items() if id_ not in written}
    assert set(roles) == set(expected)
    for id_, properties in expected.items():
        rows = [row.cells for row in roles[id_].rows if row.cells[0] != "managed policy"]
        policies = properties.get("Policies") or [{"PolicyDocument": {"Statement": []}}]
        statements = policies[0]["PolicyDocument"]["Statement"]
        assert [cells[1].split("\n") for cells in rows] == [s["Action"] for s in statements]
        assert [_arns(cells[2]) for cells in rows] == [s["Resource"] for s in statements]
        managed = len(properties.get("ManagedPolicyArns") or ())
        assert len(roles[id_].rows) - len(rows) == managed


def _arns(cell: str) -> Any:
    entries = [substituted(arn) for arn in cell.split("\n")]
    return entries[0] if len(entries) == 1 else entries


@pytest.mark.parametrize("design", CORRECT)
def test_invocations_agree_with_the_template(design: Architecture) -> None:
    shown = {
        (table.title, row.cells[1], str(substituted(row.cells[2])))
        for table in permissions_view.tables(design)
        if not table.logical_id
        for row in table.rows
    }
    expected = {
        (f"Service {p['Principal']}", p["Action"], str(p["SourceArn"]))
        for p in _resources(design, "AWS::Lambda::Permission").values()
    }
    for kind in ("AWS::SNS::TopicPolicy", "AWS::SQS::QueuePolicy"):
        for properties in _resources(design, kind).values():
            expected |= {
                (
                    f"Service {statement['Principal']['Service']}",
                    statement["Action"],
                    str(statement["Condition"]["ArnEquals"]["aws:SourceArn"]),
                )
                for statement in properties["PolicyDocument"]["Statement"]
                if statement["Effect"] == "Allow"
            }
    assert shown == expected


def test_every_right_is_an_arrow_with_its_verbs() -> None:
    drawing = draw(_design(SHOP), view="permissions")
    texts = {route.id: route.text for route in drawing.routes}
    assert texts == {
        "hooks->clean": "invoke", "clean->sessions": "read, write", "web->sessions": "read",
        "web->orders": "connect",
    }  # fmt: skip
    assert any(box.id == "web" and "WebRole" in box.lines for box in drawing.boxes)


def _roles(functions: int, tables: int) -> str:
    """Functions that an API invokes, each with rights on so many tables."""
    lines = ["architecture roles", "http_api api"]
    lines += [f"table t{at} {{ key: id string }}" for at in range(max(functions // 2, tables))]
    for at in range(functions):
        lines.append(f'function f{at} {{ code: file("hello.py") }}')
        lines.append(f"api -> f{at} : GET /p{at} auth none")
        others = [(at + step) % max(functions // 2, tables) for step in range(tables)]
        lines += [f"f{at} -> t{other} : read, write" for other in others]
    return "\n".join(lines) + "\n"


def _is_ribbon(drawing: Drawing) -> bool:
    return not drawing.height / 2 <= drawing.width <= 2 * drawing.height


@pytest.mark.parametrize(
    ("functions", "tables"), [(1, 1), (1, 7), (1, 30), (3, 2), (8, 3), (12, 1), (40, 4)]
)
def test_permissions_of_any_size_make_a_page_without_crossings(functions: int, tables: int) -> None:
    drawing = draw(_design(_roles(functions, tables)), view="permissions")
    assert not _is_ribbon(drawing), (drawing.width, drawing.height)
    assert faults(drawing) == {}
    assert crossings(drawing) == 0
    assert len(drawing.routes) == functions * tables + functions
    assert all(route.label for route in drawing.routes)


@pytest.mark.parametrize("design", _examples())
def test_permissions_of_the_examples_are_no_ribbons(design: Architecture) -> None:
    if permissions_view.has_content(design):
        assert not _is_ribbon(draw(design, view="permissions"))


def test_rights_stand_beside_or_above_their_table() -> None:
    boxes = {box.id: box for box in draw(_design(SHOP), view="permissions").boxes}
    for name in ("web", "hooks", "clean"):
        icon, table = boxes[name].area, boxes[f"rights/{name}"].area
        below = table.x <= icon.x and 0 < table.y - icon.bottom < 200
        assert below or (table.x > icon.right and table.y == icon.y), name
    assert boxes["web->sessions/target"].component == "sessions"


@pytest.mark.parametrize("count", [3, 6, 12, 40])
def test_tables_of_many_groups_make_no_ribbon_of_the_network(count: int) -> None:
    servers = "".join(f"instance s{at} in app {{ port: 80 }}\n" for at in range(count))
    links = "".join(f"s{at} -> s{at + 1}\n" for at in range(0, count - 1, 2))
    text = (
        "architecture many\nvpc v { zones: 2; nat: per_zone; tier edge { public }\n"
        f"tier app {{ private }} }}\n{servers}{links}"
    )
    drawing = draw(_design(text), view="network")
    assert not _is_ribbon(drawing), (drawing.width, drawing.height)
    assert faults(drawing) == {}
    tables = [box for box in drawing.boxes if box.form == "table"]
    assert len(tables) == count + 3
    # In reading order: down each column, then to the next one.
    assert tables == sorted(tables, key=lambda box: (box.area.x, box.area.y))


def test_tables_are_aligned_and_of_one_width() -> None:
    tables = [b for b in draw(_design(SHOP), view="network").boxes if b.form == "table"]
    assert len({table.area.width for table in tables}) == 1
    assert len({table.area.x for table in tables}) <= 2
    assert [table.id for table in tables][:2] == [
        "routes/ShopPublicRoutes", "routes/ShopPrivateRoutesA",
    ]  # fmt: skip


def test_an_address_outside_is_one_or_any() -> None:
    design = _design(SHOP)
    seen_from = next(c for c in design.components.values() if c.has_interface)

    def told(name: str) -> list[str]:
        return [str(b) for b in groups.outside_blocks(design, design.components[name], seen_from)]

    assert told("desk") == ["198.51.100.10/32"]
    assert told("shoppers") == ["0.0.0.0/0"]


# Flows


def _on_arrows(drawing: Drawing) -> dict[str, Badge]:
    return {badge.text: badge for badge in drawing.badges if badge.id.endswith("/badge")}


def test_steps_are_numbered_on_their_arrows() -> None:
    drawing = draw(_design(SHOP))
    badges = _on_arrows(drawing)
    assert {text: badge.holder for text, badge in badges.items()} == {
        "A1": "shoppers->front", "A2": "front->web", "A3": "web->orders", "B1": "hooks->clean",
    }  # fmt: skip
    routes = {route.id: route for route in drawing.routes}
    taken = [box.area for box in drawing.boxes if box.form == "icon"]
    taken += [box.label for box in drawing.boxes if box.form == "icon" and box.label]
    taken += [route.label for route in drawing.routes if route.label]
    for badge in badges.values():
        assert not [area for area in taken if area.meets(badge.area)]
        points = routes[badge.holder].points
        middle = badge.area.center
        assert any(
            min(a.x, b.x) - 1 <= middle.x <= max(a.x, b.x) + 1
            and min(a.y, b.y) - 1 <= middle.y <= max(a.y, b.y) + 1
            for a, b in pairwise(points)
        )


def test_a_panel_tells_the_steps() -> None:
    drawing = draw(_design(SHOP))
    boxes = {box.id: box for box in drawing.boxes}
    assert boxes["flow/buy"].text == "An order"
    assert boxes["flow/tidy"].area.y > boxes["flow/buy"].area.bottom
    assert boxes["buy/step-1"].text == "The browser asks"
    assert boxes["buy/step-2"].text == "front to web"
    right = max(box.area.right for box in drawing.boxes if box.form == "cloud")
    assert boxes["flow/buy"].area.x > right
    assert "buy" not in boxes
    numbers = [b.text for b in drawing.badges if b.id.endswith("/number")]
    assert numbers == ["A1", "A2", "A3", "B1"]


def test_one_flow_has_plain_numbers() -> None:
    text = SHOP.partition("flow tidy")[0]
    assert list(_on_arrows(draw(_design(text)))) == ["1", "2", "3"]


# Writers


@pytest.fixture(scope="module")
def pictures() -> list[Drawing]:
    design = _design(SHOP)
    return [draw(design, _findings(design), view, "full") for view in view_names()]


def test_all_text_is_easy_to_read(pictures: list[Drawing]) -> None:
    """Every text of the SVG against the last ground that was painted below it."""
    for drawing in pictures:
        root = ET.fromstring(svg.emit(drawing))
        grounds: list[tuple[float, float, float, float, str]] = []
        texts = 0
        for element in root.iter():
            tag = element.tag.rpartition("}")[2]
            fill = element.get("fill", root.get("fill", ""))
            if tag == "rect" and fill != "none":
                x, y = float(element.get("x", 0)), float(element.get("y", 0))
                size = float(element.get("width", 0)), float(element.get("height", 0))
                grounds.append((x, y, x + size[0], y + size[1], fill))
            if tag == "text":
                x, y = float(element.get("x", 0)), float(element.get("y", 0)) - 4
                ground = [g[4] for g in grounds if g[0] <= x <= g[2] and g[1] <= y <= g[3]][-1]
                assert contrast(fill, ground) >= 4.5, (element.text, fill, ground)
                texts += 1
        assert texts > 10


def test_all_text_of_drawio_is_easy_to_read(pictures: list[Drawing]) -> None:
    root = ET.fromstring(drawio.emit(pictures))
    for cell in root.iter("mxCell"):
        style = dict(part.partition("=")[::2] for part in cell.get("style", "").split(";"))
        if "fontColor" in style:
            inside = (
                not style.get("shape", "").startswith("mxgraph") and "labelPosition" not in style
            )
            ground = style.get("fillColor", "none") if inside else "none"
            ground = "#FFFFFF" if ground == "none" else ground
            assert contrast(style["fontColor"], ground) >= 4.5, style


def test_contrast_is_that_of_wcag() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#767676", "#FFFFFF") == pytest.approx(4.54, abs=0.01)


def test_styles_name_no_key_twice(pictures: list[Drawing]) -> None:
    """draw.io keeps the last one only when it saves."""
    for cell in ET.fromstring(drawio.emit(pictures)).iter("mxCell"):
        keys = [part.partition("=")[0] for part in cell.get("style", "").split(";") if part]
        assert len(keys) == len(set(keys)), keys


def _style(cell: ET.Element) -> dict[str, str]:
    return dict(part.partition("=")[::2] for part in cell.get("style", "").split(";") if part)


def test_borders_in_drawio_are_those_of_the_other_pictures(pictures: list[Drawing]) -> None:
    drawing = pictures[0]
    forms = {box.id: box.form for box in drawing.boxes if box.form in PLACES}
    forms |= {box.id: box.sample for box in drawing.boxes if box.sample in PLACES}
    found = set()
    for element in ET.fromstring(drawio.emit([drawing])).iter("UserObject"):
        form = forms.get(str(element.get("id")).removeprefix("component:"))
        if form is not None:
            style, look = _style(element.find("mxCell")), GROUPS[form]
            assert style["strokeColor"] == look.border
            assert (style["dashed"], style.get("dashPattern", "")) == (
                str(int(bool(look.dashes))), look.dashes,
            )  # fmt: skip
            assert style.get("grStroke", "1") == "1"
            found.add(form)
    assert {"region", "zone", "public", "scaling"} <= found


def test_arrows_in_the_legend_of_drawio_have_heads(pictures: list[Drawing]) -> None:
    root = ET.fromstring(drawio.emit([pictures[0]]))
    cell = next(e for e in root.iter("UserObject") if e.get("id") == "legend/arrow").find("mxCell")
    packed = re.search(r"shape=stencil\(([^)]*)\);", cell.get("style"))
    shape = ET.fromstring(unquote(zlib.decompress(base64.b64decode(packed[1]), -15).decode()))
    assert len(list(shape.iter("line"))) == 3


def test_a_flow_stands_below_a_picture_that_is_wide_already() -> None:
    text = (
        "architecture wide\nusers people\nhttp_api api\n"
        'function f { code: file("hello.py") }\ntable t { key: id string }\n'
        "people -> api\napi -> f : GET /a auth none\nf -> t : read\n"
    )
    drawing = draw(_design(text + 'flow ask "A question" { people -> api -> f -> t }\n'))
    boxes = {box.id: box.area for box in drawing.boxes}
    assert boxes["flow/ask"].y > boxes["aws/cloud"].bottom
    assert not _is_ribbon(drawing)
    assert faults(drawing) == {}


def test_drawio_has_a_page_per_view(pictures: list[Drawing]) -> None:
    root = ET.fromstring(drawio.emit(pictures))
    found = [(page.get("id"), page.get("name")) for page in root.iter("diagram")]
    assert found == [
        ("architecture", "Architecture"), ("network", "Network"), ("permissions", "Permissions"),
    ]  # fmt: skip
    links = [element.get("link") for element in root.iter("UserObject") if element.get("link")]
    assert links == [
        "data:page/id,network",
        "data:page/id,permissions",
        "data:page/id,architecture",
    ]
    assert b"link=" not in drawio.emit([pictures[0]])


def test_drawio_cells_have_layers_ids_and_facts(pictures: list[Drawing]) -> None:
    for page in ET.fromstring(drawio.emit(pictures)).iter("diagram"):
        layers = [
            element.get("label")
            for element in page.iter("UserObject")
            if element.find("mxCell[@parent='0']") is not None
        ]
        assert layers == ["Network", "Traffic", "Permissions", "Findings", "Notes"]
        objects = list(page.iter("UserObject"))
        ids = [element.get("id", "") for element in objects]
        assert len(ids) == len(set(ids))
        shown = [e for e in objects if e.get("label") not in layers and "/label" not in e.get("id")]
        assert all(re.search(r"[/:]|->|legend", e.get("id")) for e in shown)
        assert all(e.get("archPath") for e in shown), page.get("id")
        assert [e.get("id") for e in shown if not e.get("tooltip")] == []


def test_drawio_knows_the_logical_ids_of_what_is_in_the_template(pictures: list[Drawing]) -> None:
    root = ET.fromstring(drawio.emit(pictures[:2]))
    ids = {element.get("id"): element.get("archId") for element in root.iter("UserObject")}
    template = {r.logical_id for s in stack(_design(SHOP)).sections for r in s.resources}
    assert ids["app/b"] == "AppSubnetB" or ids["app/b"] in template
    assert ids["shop/internet-gateway"] == "ShopInternetGateway"
    assert ids["edge/a/nat-gateway"] == "ShopNatA"
    assert {id_ for id_ in ids.values() if id_} <= template


def test_badges_move_with_their_arrows_and_panels(pictures: list[Drawing]) -> None:
    cells = {
        element.get("id"): element.find("mxCell")
        for element in ET.fromstring(drawio.emit([pictures[0]])).iter("UserObject")
    }
    assert cells["buy/step-1/badge"].get("parent") == "shoppers->front"
    assert cells["buy/step-1/badge"].find("mxGeometry").get("relative") == "1"
    assert cells["buy/step-1/number"].get("parent") == "flow/buy"


def test_hostile_text_in_tables_stays_text(pictures: list[Drawing]) -> None:
    permissions = pictures[2]
    content = svg.emit(permissions).decode()
    assert "of &lt;i&gt;Clean&lt;/i&gt; &amp; tidy" in content
    labels = [
        e.get("label", "") for e in ET.fromstring(drawio.emit([permissions])).iter("UserObject")
    ]
    assert any("of &lt;i&gt;Clean&lt;/i&gt; &amp; tidy" in label for label in labels)


def test_svg_tells_what_it_shows(pictures: list[Drawing]) -> None:
    for drawing in pictures:
        root = ET.fromstring(svg.emit(drawing))
        assert root.get("role") == "img"
        assert root[0].text == "Web shop"
        assert str(root[1].text).startswith(f"{drawing.heading} in eu-west-1")
        for group in root.iter("{http://www.w3.org/2000/svg}g"):
            if group.get("aria-label") is not None:
                assert group[0].tag.endswith("title")
                assert group[0].text


def test_png_shows_every_view(pictures: list[Drawing]) -> None:
    for drawing in pictures:
        content = png.emit(drawing, 1)
        width, height = (int.from_bytes(content[at : at + 4], "big") for at in (16, 20))
        assert (width, height) == (drawing.width, drawing.height)


def test_references_in_the_template_are_what_the_tests_take_them_for() -> None:
    assert substituted("${A.Arn}") == Intrinsic("GetAtt", "A.Arn")
