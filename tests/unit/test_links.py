"""Links between networks as drawn: lines to offices, hubs, bridges, and what stands with them."""

from __future__ import annotations

from collections.abc import Iterator
from html import unescape
from itertools import pairwise
from xml.etree import ElementTree as ET

import pytest

from archc.drawing import Area, Box, Drawing, Route, draw
from archc.emit import drawio, svg
from archc.kinds import catalogue, kind
from tests.designs import compile_text
from tests.stress import STRESS

OFFICES = """
architecture offices
region: eu-west-1
office one { cidr: 192.168.10.0/24; address: 198.51.100.10; asn: 65010 }
office two { cidr: 192.168.20.0/24; address: 198.51.100.20; asn: 65020 }
office three { cidr: 192.168.30.0/24; address: 198.51.100.30; asn: 65030 }
outpost rack { at: three }
vpc net { cidr: 10.0.0.0/16; zones: 2; vpn_gateway gate; tier app { isolated } }
vpn line_one { from: one; to: gate }
vpn line_two { from: two; to: gate }
direct_connect line_three { from: three; to: gate }
instance server in app
one -> server : https
two -> one : https
"""
SERVING = """
architecture serving
region: eu-west-1
users people
vpc net { cidr: 10.0.0.0/16; ipv6
  internet_gateway igw
  egress_only_gateway out6
  elastic_ip fixed
  elastic_ip lent
  subnet edge { zone: a; cidr: 10.0.1.0/24; routes: edge_routes }
  subnet app_a { zone: a; cidr: 10.0.11.0/24; routes: app_routes }
  subnet app_b { zone: b; cidr: 10.0.12.0/24; routes: app_routes }
  route_table edge_routes { route: 0.0.0.0/0 via igw }
  route_table app_routes { route: 0.0.0.0/0 via nat, ::/0 via out6 }
  nat_gateway nat in edge { address: lent }
  nat_instance old in edge { type: t3.nano }
}
vpc_endpoint door in app_a, app_b { service: sqs }
queue work
instance front in edge { address: fixed; port: 80 }
instance worker in app_a
people -> front : http
worker -> work : receive
"""


def _drawn(text: str, view: str = "architecture", detail: str = "standard") -> Drawing:
    return draw(compile_text(text).design, view=view, detail=detail)


def _boxes(drawing: Drawing) -> dict[str, Box]:
    return {box.id: box for box in drawing.boxes}


def _links(drawing: Drawing) -> Iterator[Route]:
    return (route for route in drawing.routes if route.link)


def _length(route: Route) -> int:
    return sum(abs(a.x - b.x) + abs(a.y - b.y) for a, b in pairwise(route.points))


def test_links_are_kinds_that_join_networks() -> None:
    found = {word: kind(word).link for word in catalogue() if kind(word).link}
    assert found == {
        "direct_connect": "network", "peering": "network", "transit_attachment": "network",
        "transit_gateway": "network", "vpn": "tunnel",
    }  # fmt: skip


def test_a_link_is_no_arrow() -> None:
    drawing = _drawn(OFFICES)
    links = {route.id: route for route in _links(drawing)}
    assert {id_: route.line for id_, route in links.items()} == {
        "line_one->one": "tunnel", "line_one->gate": "tunnel",
        "line_two->two": "tunnel", "line_two->gate": "tunnel",
        "line_three->three": "network", "line_three->gate": "network",
    }  # fmt: skip
    assert all(not route.text and route.label is None for route in links.values())
    legend = {box.sample: box.text for box in drawing.boxes if box.form == "swatch"}
    assert legend["network"] == "Connected network"
    assert legend["tunnel"] == "VPN tunnel"
    root = ET.fromstring(drawio.emit([drawing]))
    styles = {node.get("id"): node.find("mxCell") for node in root.iter("UserObject")}
    for id_ in links:
        cell = styles[id_]
        assert cell is not None and cell.get("style", "").endswith("endArrow=none;")
    pictured = ET.fromstring(svg.emit(drawing))
    heads = {
        unescape(group.get("id", "")): path.get("marker-end")
        for group in pictured.iter("{http://www.w3.org/2000/svg}g")
        for path in group.iter("{http://www.w3.org/2000/svg}path")
        if unescape(group.get("id", "")) in {route.id for route in drawing.routes}
    }
    assert {id_ for id_, head in heads.items() if head} == {"one->server", "two->one"}


def test_lines_stand_between_their_offices_and_their_gateway() -> None:
    drawing = _drawn(OFFICES)
    boxes = _boxes(drawing)
    gate, region = boxes["gate"].area, boxes["aws/region"].area
    places = [boxes[f"line_{office}"].area for office in ("one", "two", "three")]
    assert [area.x for area in places] == sorted(area.x for area in places)
    for office, area in zip(("one", "two", "three"), places, strict=True):
        assert boxes[office].area.bottom < region.y < area.y < area.bottom < gate.y
        assert abs(boxes[office].area.center.x - area.center.x) <= 10
    for route in _links(drawing):
        one, other = boxes[route.source].area.center, boxes[route.target].area.center
        assert _length(route) <= abs(one.x - other.x) + abs(one.y - other.y)


def test_what_stands_in_an_office_is_drawn_beside_it() -> None:
    boxes = _boxes(_drawn(OFFICES))
    label = boxes["three"].label
    assert label is not None
    assert boxes["rack"].area.y == boxes["three"].area.y
    assert 0 < boxes["rack"].area.x - label.right < 60


@pytest.mark.parametrize("name", ["hub of networks", "direct connect"])
def test_a_hub_stands_beside_its_networks_and_close_to_them(name: str) -> None:
    drawing = _drawn(STRESS[name])
    boxes = _boxes(drawing)
    hub = boxes["hub"].area
    frames = [box.area for box in drawing.boxes if box.form == "vpc"]
    assert not any(frame.meets(hub.grown(40)) for frame in frames)
    assert min(f.y for f in frames) < hub.y < hub.bottom < max(f.bottom for f in frames)
    attached = [route for route in _links(drawing) if route.target.startswith("vpc/")]
    assert len(attached) == len(frames)
    assert all(len(route.points) <= 4 for route in attached)


@pytest.mark.parametrize("name", ["peers", "peers across"])
def test_a_bridge_stands_in_the_gap_between_two_networks(name: str) -> None:
    drawing = _drawn(STRESS[name])
    boxes = _boxes(drawing)
    frames = [box.area for box in drawing.boxes if box.form in ("vpc", "zone")]
    links = list(_links(drawing))
    assert len(links) == 6
    for route in links:
        assert not any(frame.meets(boxes[route.source].area) for frame in frames)
        assert len(route.points) == 2  # straight


def test_more_links_than_gaps_stand_beside_the_networks() -> None:
    vpcs = "".join(
        f"vpc v{n} {{ cidr: 10.{n}.0.0/16; tier t{n} {{ isolated }} }}\n" for n in range(4)
    )
    mesh = "".join(
        f"peering p{a}{b} {{ between: v{a}, v{b} }}\n" for a in range(4) for b in range(a)
    )
    drawing = _drawn(f"architecture mesh\nregion: eu-west-1\n{vpcs}{mesh}")
    icons = [box.area for box in drawing.boxes if box.form == "icon"]
    frames = [box.area for box in drawing.boxes if box.form == "vpc"]
    assert len(icons) == 6
    assert not any(icon.meets(frame) for icon in icons for frame in frames)


def test_an_address_stands_beside_its_user_and_nowhere_else() -> None:
    drawing = _drawn(SERVING)
    for address, user in (("fixed", "front"), ("lent", "nat")):
        [box] = [box for box in drawing.boxes if box.component == address]
        assert box.parent == "edge/a"
        assert abs(box.area.x - _boxes(drawing)[user].area.right) < 80


def test_what_shares_an_icon_says_what_it_is() -> None:
    boxes = _boxes(_drawn(SERVING))
    assert boxes["out6"].lines == ("out6", "egress-only")
    assert boxes["old"].lines == ("old", "NAT instance")
    assert boxes["igw"].lines == ("igw",)
    named = SERVING.replace("nat_instance old", 'nat_instance old "My NAT instance"')
    assert "NAT instance" not in _boxes(_drawn(named))["old"].lines[1:]


def test_an_interface_endpoint_stands_in_every_zone() -> None:
    parents = {box.parent for box in _drawn(SERVING).boxes if box.component == "door"}
    assert parents == {"app_a/a", "app_b/b"}


def test_an_overview_leaves_out_what_only_serves() -> None:
    overview = _drawn(SERVING, detail="overview")
    shown = {box.component for box in overview.boxes}
    assert shown >= {"front", "worker", "work", "people", "net"}
    assert not shown & {"igw", "out6", "nat", "old", "fixed", "lent", "door"}
    # What is not drawn still decides what a subnet is.
    assert {box.component: box.form for box in overview.boxes if box.form in ("public", "private")} == {
        "edge": "public", "app_a": "private", "app_b": "private",
    }  # fmt: skip


def test_an_overview_shows_attachments_as_links_with_the_whole_network() -> None:
    text = """
architecture hub_by_hand
region: eu-west-1
vpc one { cidr: 10.1.0.0/16; subnet one_a { zone: a; cidr: 10.1.1.0/24 } }
vpc two { cidr: 10.2.0.0/16; subnet two_a { zone: a; cidr: 10.2.1.0/24 } }
transit_gateway hub
transit_attachment one_link in one_a { gateway: hub }
transit_attachment two_link in two_a { gateway: hub }
"""
    assert {r.id for r in _links(_drawn(text))} == {"one_link->hub", "two_link->hub"}
    found = {(r.source, r.target) for r in _links(_drawn(text, detail="overview"))}
    assert found == {("hub", "vpc/one"), ("hub", "vpc/two")}


def test_full_detail_tells_the_network_of_an_office() -> None:
    said = _boxes(_drawn(OFFICES, detail="full"))["two"].lines
    assert said == ("two", "198.51.100.20", "192.168.20.0/24")


def test_the_network_page_shows_links_and_whom_they_lead_to() -> None:
    drawing = _drawn(OFFICES, view="network")
    assert {"one", "two", "three", "line_one", "line_three", "gate"} <= _boxes(drawing).keys()
    assert len(list(_links(drawing))) == 6


def test_arrows_keep_off_the_places_where_links_end() -> None:
    drawing = _drawn(OFFICES)
    boxes = _boxes(drawing)
    sides: dict[tuple[str, int], set[bool]] = {}
    for route in drawing.routes:
        for end, id_ in ((route.points[0], route.source), (route.points[-1], route.target)):
            if boxes[id_].form == "icon" and id_ in ("one", "two", "three"):
                side = _side(boxes[id_].area, end.x, end.y)
                sides.setdefault((id_, side), set()).add(bool(route.link))
    assert all(len(kinds) == 1 for kinds in sides.values())


def _side(area: Area, x: int, y: int) -> int:
    return [x == area.x, x == area.right, y == area.y, y == area.bottom].index(True)
