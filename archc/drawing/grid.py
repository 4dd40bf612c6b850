"""A VPC as a grid: zones are columns, tiers are rows, what balances between zones has a gutter."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from archc.component import Architecture, Color, Component, Icon, Subnet
from archc.drawing import captions
from archc.drawing.links import is_linked
from archc.drawing.measure import LINE, cut, text_width, widest, wrap
from archc.drawing.pieces import (
    SMALL,
    STEP,
    TITLE,
    Findings,
    Piece,
    component_cell,
    described,
    icon_box,
    in_column,
    in_row,
    in_rows,
    inside,
    middle,
    moved,
    note_cell,
    overlaid,
    snapped,
    title_width,
    titled,
)  # fmt: skip
from archc.drawing.scene import Area, Box
from archc.routes import gateways, layers, reach_of

_LAYERS = ("tier", "subnet")
_RANK = {"public": 0, "private": 1, "isolated": 2}
_PAD = 20
_ROW_GAP = 40
_HEAD = 50  # a subnet's title of two lines, with air below
_ZONE_TITLE = 30
_NARROWEST = 160
_ROW = 3  # so many things stand in one row; more are broken
_GATEWAY_ROOM = 150  # the internet gateway beside the axis, with its label
_ALONE = 360  # the same where a network has one zone only
_TITLES = 180  # how much of a subnet's width at most its title may keep lines from entering
_DOOR = 130  # the label of a gateway that no name is written for, on one line
_LANE = 80  # beside a load balancer: room for its lines and their labels

_SERVER = Icon("resource", "instance2", Color.COMPUTE, "compute/ec2-instance.png")
_GATEWAY = Icon("resource", "internet_gateway", Color.NETWORK, "network/internet-gateway.png")
_NAT = Icon("resource", "nat_gateway", Color.NETWORK, "network/nat-gateway.png")


class _Row(NamedTuple):
    """A tier, or subnets of one class in different zones: what stands in each and beside them."""

    reach: str
    layers: dict[str, Component]  # by zone; a tier in each of its zones
    subnets: dict[str, Subnet]
    cells: dict[str, Piece]
    gutter: Piece
    height: int


class _Columns(NamedTuple):
    """Where each zone's column begins, how wide it is, and the middle of the first gutter."""

    zones: tuple[str, ...]
    left: dict[str, int]
    width: dict[str, int]
    axis: int
    right: int


def vpc_piece(design: Architecture, vpc: Component, findings: Findings) -> Piece:
    """A VPC with all that lies in it."""
    rows = [_row(design, reach, at, findings) for reach, at in _ordered(design, vpc)]
    columns = _columns(rows)
    loose = _loose(design, vpc, findings)
    doors = _doors(design, vpc, findings)
    top = max(110, doors.height + 10) if doors.width else TITLE if rows else 50
    body = overlaid([*_zones(vpc, rows, columns, findings), Piece(0, 0)])
    lines = (captions.place_caption(vpc),)
    badges = len(findings.get(vpc.name, ()))
    width = snapped(max(columns.right + 30, loose.width + 60, title_width(lines, badges) + 20), 20)
    head = max(_GATEWAY_ROOM, doors.width + 40) + 64 * min(2, badges) if doors.width else 0
    if not rows:
        width = max(width, 2 * head)
        columns = columns._replace(axis=width // 2)
    width = snapped(max(width, columns.axis + head), 20)
    content = [moved(body, 0, top)] if rows else []
    if doors.width:
        # Beside the axis, which is kept free for the arrows from above.
        content.append(moved(doors, min(columns.axis + 20, width - doors.width - 20), 10))
    height = top + (body.height if rows else 0) + 30
    if loose.boxes:
        content.append(moved(loose, middle(width, loose.width), height))
        height += loose.height + 20
    room = columns.axis - 10 if doors.width else width - 130
    box = titled("vpc", f"vpc/{vpc.name}", lines, width, height, room)
    piece = inside(described(box, vpc), overlaid(content), (0, 0), findings)
    return piece._replace(axis=columns.axis)


def _ordered(design: Architecture, vpc: Component) -> list[tuple[str, dict[str, Component]]]:
    """The rows by zone: public ones above private above isolated ones, else as written.

    A tier is a row; subnets that are written out share rows, each zone's in turn.
    """
    own = [layer for layer in layers(design, vpc) if design.holders(layer)[0] is vpc]
    rows: list[tuple[str, dict[str, Component]]] = []
    for layer in own:
        reach = reach_of(design, layer)
        zones = [subnet.zone for subnet in design.subnets[layer.name]] or ["a"]
        shared = (
            at for kind, at in rows
            if kind == reach and zones[0] not in at
            and all(other.word == "subnet" for other in at.values())
        )  # fmt: skip
        found = next(shared, None) if layer.word == "subnet" else None
        if found is None:
            rows.append((reach, dict.fromkeys(zones, layer)))
        else:
            found[zones[0]] = layer
    return sorted(rows, key=lambda row: _RANK[row[0]])


def _doors(design: Architecture, vpc: Component, findings: Findings) -> Piece:
    """What stands at the VPC's upper border: its gateways, implied or written out."""
    doors = gateways(design, vpc)
    cells = []
    if doors.internet is not None and doors.internet.owner is vpc:
        cells.append(_implied(vpc, "internet-gateway", "Internet gateway", _GATEWAY))
    if doors.egress is not None and doors.egress.owner is vpc:
        cells.append(_implied(vpc, "egress-only-gateway", "Egress-only gateway", _GATEWAY))
    written = [c for c in design.held_by(vpc) if c.at_border and _is_thing(c)]
    # Lines to offices fan out above their gateway: it stands where nobody else comes in.
    written.sort(key=lambda c: is_linked(design, c))
    cells += [component_cell(c, findings) for c in written]
    return in_row(cells, 20) if cells else Piece(0, 0)


def _implied(vpc: Component, part: str, name: str, icon: Icon) -> Piece:
    piece = icon_box(f"{vpc.name}/{part}", name, icon, wide=_DOOR)
    tip = f"{name} of {captions.caption(vpc)}"
    return piece._replace(boxes=tuple(box._replace(tooltip=tip) for box in piece.boxes))


def home(design: Architecture, component: Component) -> Component | None:
    """The tier or subnet it is drawn in: the first of its places that is one."""
    return next((c for c in design.holders(component) if c.word in _LAYERS), None)


def _members(design: Architecture, layer: Component) -> list[Component]:
    """What is drawn in a tier or subnet; what leads out of it stands at the right end."""
    found = [c for c in design.held_by(layer) if home(design, c) is layer and _is_thing(c)]
    return sorted(found, key=lambda c: bool(c.link))


def _is_thing(component: Component) -> bool:
    drawn = not component.outside or component.word == "note"
    return drawn and not (component.container or component.part)


def _row(design: Architecture, reach: str, at: dict[str, Component], findings: Findings) -> _Row:
    subnets = {zone: _subnet_of(design, layer, zone) for zone, layer in at.items()}
    cells: dict[str, list[Piece]] = {zone: [] for zone in at}
    gutter = []
    for layer in dict.fromkeys(at.values()):
        zones = tuple(zone for zone in at if at[zone] is layer)
        for member in _members(design, layer):
            if member.forwards and member.spans_zones:
                gutter.append(component_cell(member, findings))
                continue
            own = _zones_of(design, member, at) if member.spans_zones else zones
            for zone, piece in _parts(design, member, own, findings):
                cells[zone].append(piece)
    for zone, subnet in subnets.items():
        cells[zone] = _nat(design, at[zone], subnet) + cells[zone]
    packed = {zone: _packed(pieces) for zone, pieces in cells.items()}
    beside = in_column(gutter, 30)
    inner = max([piece.height for piece in packed.values()] + [20])
    height = snapped(max(inner + _HEAD + 20, beside.height + 20), 20)
    return _Row(reach, at, subnets, packed, beside, height)


def _subnet_of(design: Architecture, layer: Component, zone: str) -> Subnet:
    own = (subnet for subnet in design.subnets.get(layer.name, ()) if subnet.zone == zone)
    return next(own, Subnet(layer.name, zone, None, ""))


def _zones_of(design: Architecture, member: Component, at: dict[str, Component]) -> tuple[str, ...]:
    """The zones of a row that something which spans zones has a share in."""
    places = design.holders(member)
    return tuple(zone for zone in at if at[zone] in places)


def _packed(pieces: Sequence[Piece]) -> Piece:
    columns = len(pieces)
    if columns > _ROW:
        width = max(piece.width for piece in pieces) + 40
        height = max(piece.height for piece in pieces) + 40
        columns = math.ceil(math.sqrt(2 * columns * height / width))
    packed = in_rows(pieces, 40, columns)
    return packed if len(pieces) == 1 else packed._replace(axis=packed.width // 2)


def _parts(
    design: Architecture, component: Component, zones: Sequence[str], findings: Findings
) -> list[tuple[str, Piece]]:
    """What is drawn of a component, and in which zones."""
    written = getattr(component, "zone", None)
    first = str(written) if written in zones else zones[0]
    if component.word == "note":
        return [(first, note_cell(component, findings))]
    if component.icon.form == "group" and component.spans_zones:
        return [(zone, scaling_part(component, zone, findings)) for zone in zones]
    if hasattr(component, "standby"):
        parts = [(first, component_cell(component, findings))]
        if component.standby and len(zones) > 1:
            spare = component_cell(component, {}, f"{component.name}/standby", "standby")
            parts.append((zones[1], spare))
        return parts
    if component.spans_zones:
        cells = [component_cell(component, {}, f"{component.name}/{zone}") for zone in zones[1:]]
        own = component_cell(component, findings)
        return list(zip(zones, [own, *cells], strict=True))
    return [(first, _with_address(design, component, findings))]


def _with_address(design: Architecture, component: Component, findings: Findings) -> Piece:
    """An instance and, close to it, the elastic IP address that it alone is first to use."""
    cell = component_cell(component, findings)
    address = address_of(design, component)
    if address is None:
        return cell
    return in_row([cell, component_cell(address, findings, size=SMALL)], STEP)._replace(
        axis=cell.axis
    )


def address_of(design: Architecture, component: Component) -> Component | None:
    """The elastic IP that is drawn beside an instance."""
    reference = getattr(component, "address", None)
    name = getattr(reference, "name", "")
    address = design.components.get(name)
    if address is None or address.word != "elastic_ip":
        return None
    users = (
        c
        for c in design.components.values()
        if getattr(getattr(c, "address", None), "name", "") == name
    )
    return address if next(users, None) is component else None


def _is_beside_user(design: Architecture, component: Component) -> bool:
    """Whether it is drawn beside what uses it, which stands in a subnet."""
    users = (c for c in design.components.values() if address_of(design, c) is component)
    return any(home(design, user) is not None for user in users)


def scaling_part(component: Component, zone: str, findings: Findings) -> Piece:
    """One zone's share of a scaling group: its border with a server in it."""
    server = icon_box(
        f"{component.name}/{zone}/server", str(getattr(component, "type", "server")), _SERVER
    )
    server = server._replace(boxes=tuple(described(box, component) for box in server.boxes))
    text = captions.caption(component)
    badges = 150 if zone == "a" and component.name in findings else 0
    lines = wrap(text, 180, 1)
    width = snapped(max(120, server.width + 40, widest(lines) + max(24, badges)), 2 * STEP)
    label = Area((width - widest(lines)) // 2, 27, widest(lines), LINE * len(lines))
    area = Area(0, 0, width, snapped(60 + server.height, 2 * STEP))
    box = Box(f"{component.name}/{zone}", "scaling", area, text=text, lines=lines, label=label,
              icon=component.icon)  # fmt: skip
    shown = findings if zone == "a" else {}
    piece = inside(described(box, component), server, (middle(width, server.width), 50), shown)
    return piece._replace(axis=width // 2)


def _nat(design: Architecture, tier: Component, subnet: Subnet) -> list[Piece]:
    """The NAT gateway that a VPC's words imply in a subnet."""
    vpc = design.vpc_of(tier)
    nats = gateways(design, vpc).nat if vpc is not None else ()
    if vpc is None or subnet not in [nat.subnet for nat in nats if nat.owner is vpc]:
        return []
    piece = icon_box(f"{tier.name}/{subnet.zone}/nat-gateway", "NAT gateway", _NAT)
    tip = f"NAT gateway of {captions.caption(vpc)}, in zone {subnet.zone}"
    return [piece._replace(boxes=tuple(box._replace(tooltip=tip) for box in piece.boxes))]


def _columns(rows: Sequence[_Row]) -> _Columns:
    zones = tuple(sorted({zone for row in rows for zone in row.subnets}))
    balancers = max([row.gutter.width for row in rows] + [0])
    gutter = balancers + 2 * _LANE if balancers else 80
    left, width, x, axis = {}, {}, 30, 0
    for at, zone in enumerate(zones):
        needed = [row.cells[zone].width + 2 * _PAD for row in rows if zone in row.subnets]
        titles = [_clear(_titles(row, zone)) for row in rows if zone in row.subnets]
        left[zone] = x
        least = _NARROWEST if len(zones) > 1 else _ALONE
        width[zone] = snapped(max([least, *needed, *titles]), 2 * STEP) + 2 * _PAD
        x += width[zone]
        if at == 0 and (len(zones) > 1 or balancers):
            axis = x + gutter // 2
            x += gutter
        elif at + 1 < len(zones):
            x += 60
    return _Columns(zones, left, width, axis or 30 + (x - 30) // 2, x)


def _clear(titles: tuple[str, str]) -> int:
    """The width at which the middle of a subnet's upper border is clear of its title."""
    return 2 * min(_TITLES, title_width(titles) + 20)


def _titles(row: _Row, zone: str) -> tuple[str, str]:
    name = captions.caption(row.layers[zone])
    return captions.subnet_caption(row.reach, name, row.subnets[zone])


def _zones(
    vpc: Component,
    rows: Sequence[_Row],
    columns: _Columns,
    findings: Findings,
) -> list[Piece]:
    """The zones' columns, each a box with one subnet per row, and the gutter between them."""
    height = _ZONE_TITLE + sum(row.height + _ROW_GAP for row in rows) - _ROW_GAP + _PAD
    placed = []
    for zone in columns.zones:
        id_ = f"{vpc.name}/zone-{zone}"
        box = titled("zone", id_, [f"Availability Zone {zone}"], columns.width[zone], height)
        inner = overlaid(_subnets(rows, zone, columns.width[zone] - 2 * _PAD, findings))
        placed.append(
            moved(inside(box, inner, (_PAD, _ZONE_TITLE), findings), columns.left[zone], 0)
        )
    y = _ZONE_TITLE
    for row in rows:
        x = columns.axis - row.gutter.width // 2
        placed.append(moved(row.gutter, x, y + middle(row.height, row.gutter.height)))
        y += row.height + _ROW_GAP
    return placed


def _subnets(rows: Sequence[_Row], zone: str, width: int, findings: Findings) -> list[Piece]:
    placed, y = [Piece(0, 0)], 0
    for row in rows:
        if zone in row.subnets:
            placed.append(moved(_subnet(row, zone, width, findings), 0, y))
        y += row.height + _ROW_GAP
    return placed


def _subnet(row: _Row, zone: str, width: int, findings: Findings) -> Piece:
    layer = row.layers[zone]
    first = zone == min(at for at, other in row.layers.items() if other is layer)
    shown = findings if first else {}
    badges = _badges_width(layer, findings) if first else 0
    titles = [cut(text, width - 50 - badges) for text in _titles(row, zone)]
    box = titled(row.reach, f"{layer.name}/{zone}", titles, width, row.height)
    content = row.cells[zone]
    left = min(max(10, width // 2 - content.axis), max(10, width - content.width - 10))
    spot = (left // STEP * STEP, _HEAD + middle(row.height - _HEAD - 20, content.height))
    return inside(described(box, layer), content, spot, shown)


def _loose(design: Architecture, vpc: Component, findings: Findings) -> Piece:
    """What lies in the VPC but in none of its tiers."""
    members = [
        c for c in design.held_by(vpc)
        if _is_thing(c) and not c.at_border and not _is_beside_user(design, c)
        and home(design, c) is None and design.holders(c)[0] is vpc
    ]  # fmt: skip
    cells = [
        note_cell(c, findings) if c.word == "note" else component_cell(c, findings) for c in members
    ]
    return _packed(cells)


def _badges_width(tier: Component, findings: Findings) -> int:
    return 64 * min(2, len(findings.get(tier.name, ())))


def orphan_tier(design: Architecture, tier: Component, findings: Findings) -> Piece:
    """A tier outside of any VPC, as a lonely subnet with what is in it."""
    cells = [
        piece for c in _members(design, tier) for _, piece in _parts(design, c, ("a",), findings)
    ]
    content = _packed(cells)
    lines = (f"{captions.TIER_WORDS[reach_of(design, tier)]} {captions.caption(tier)}", "in no VPC")
    width = snapped(
        max(content.width + 2 * _PAD, title_width(lines, 2), text_width(lines[0]) + 40), 20
    )
    titles = [cut(text, width - 50 - _badges_width(tier, findings)) for text in lines]
    height = snapped(_HEAD + content.height + 20, 2 * STEP)
    box = titled(reach_of(design, tier), f"{tier.name}/a", titles, width, height)
    return inside(described(box, tier), content, (middle(width, content.width), _HEAD), findings)
