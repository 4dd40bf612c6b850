"""The view `permissions`: who may do what to whom, with all actions and ARNs in a table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product
from math import ceil
from typing import NamedTuple

from archc.access import invokes, needs_role, rights, role_of
from archc.component import Architecture, Component
from archc.diagnostics import Diagnostic
from archc.drawing.blocks import Block, heights, in_columns, price, set_down
from archc.drawing.captions import caption
from archc.drawing.labels import place_labels
from archc.drawing.legend import with_legend
from archc.drawing.measure import LINE, text_width
from archc.drawing.pieces import ICON, component_cell, icon_box, snapped
from archc.drawing.scene import PERMISSIONS, Area, Box, Drawing, Point, Route, around
from archc.drawing.sheet import MARGIN, Sheet, finished, title_block
from archc.drawing.tables import GAP, Row, Table, blocks

TITLE = "Permissions"

_COLUMN = 200  # for a holder and its label
_ROW = 120  # from one icon to the next one below
_AWAY = 330  # from the middle of a holder to that of its nearest targets
_NEXT = 310  # from targets to further ones at their right
_LAST = 170  # the piece of a line before its target, with its label
_MOST = 6  # targets below each other, unless there are so many that rows would be longer
_BETWEEN, _AISLE = 50, 60  # cards below each other, and beside each other
_TOP = 170


def has_content(design: Architecture) -> bool:
    """Whether something has a role or invokes something."""
    return bool(_holders(design))


def draw(design: Architecture, findings: Sequence[Diagnostic], detail: str) -> Drawing:
    """A card for every holder of rights: what it has them on, and a table of all actions."""
    del findings  # they are marked on the architecture
    holders = _holders(design)
    stars = [_star(design, holder, detail) for holder in holders]
    listed = blocks(tables(design), PERMISSIONS)
    cards, places = _arranged(stars, listed)
    sheet = set_down(cards, places)
    with_targets = any(star.sheet.routes for star in stars)
    sheet = sheet.with_boxes([*_headings(places, with_targets=with_targets)])
    sheet = sheet.with_boxes(title_block(design, TITLE, max(sheet.reach.width, 320)))
    return finished(design, with_legend(sheet, "May do this to"), "permissions", TITLE)


def _arranged(
    stars: Sequence[Block], listed: Sequence[Block]
) -> tuple[Sequence[Block], Sequence[Area]]:
    """Cards with their tables below or at the right, and their places on a page of good shape."""
    found = []
    for make in (_under, _aside):
        cards = make(stars, listed)
        for height in heights(cards, _BETWEEN):
            room = Area(MARGIN, _TOP, 0, height)
            places = in_columns(cards, room, _BETWEEN, _AISLE)
            found.append((cards, places))
    return min(found, key=lambda entry: price(around([*entry[1], Area(0, 0, 0, 0)])))


def _under(stars: Sequence[Block], listed: Sequence[Block]) -> list[Block]:
    return [
        Block(
            max(star.width, table.width),
            star.height + GAP + table.height,
            set_down([star, table], [Area(0, 0, 0, 0), Area(0, star.height + GAP, 0, 0)]),
        )
        for star, table in zip(stars, listed, strict=True)
    ]


def _aside(stars: Sequence[Block], listed: Sequence[Block]) -> list[Block]:
    x = max((star.width for star in stars), default=0) + 2 * GAP
    return [
        Block(
            x + table.width,
            max(star.height, table.height),
            set_down([star, table], [Area(0, 0, 0, 0), Area(x, 0, 0, 0)]),
        )
        for star, table in zip(stars, listed, strict=True)
    ]


def _holders(design: Architecture) -> list[Component]:
    """Everything with a role, or that invokes something as a service; in the order written."""
    return [
        c for c in design.components.values()
        if _role(design, c) or invokes(c, design)
    ]  # fmt: skip


class _May(NamedTuple):
    """One thing that a holder may do to another: by its role, or as a service."""

    holder: Component
    other: Component
    verb: str
    actions: tuple[str, ...]
    where: tuple[str, ...]


def _may(design: Architecture, holder: Component) -> list[_May]:
    """What a holder may do to others, arrow by arrow."""
    by_role = [
        _May(holder, right.other, right.verb, right.grant.actions, right.grant.resources)
        for right in rights(holder, design)
        if right.because is not None
    ]
    return by_role or [
        _May(holder, one.target, one.because.verb.name, (one.action,), (one.source_arn,))
        for one in invokes(holder, design)
    ]


def _star(design: Architecture, holder: Component, detail: str) -> Block:
    """A holder at the left, and at its right a line to everything that it has rights on."""
    found: dict[str, list[_May]] = {}
    for one in _may(design, holder):
        found.setdefault(one.other.name, []).append(one)
    most = max(_MOST, ceil((len(found) * _NEXT / _ROW) ** 0.5))
    columns = max(1, ceil(len(found) / most))
    rows = max(1, ceil(len(found) / columns))
    top = 20 if len(found) > rows else 0  # for the line to further columns
    own = _holder(design, holder, top)
    boxes, ways = [own], []
    for at, name in enumerate(found):
        column, row = divmod(at, rows)
        middle = _COLUMN // 2 + _AWAY + column * _NEXT
        component = design.components[name]
        box = component_cell(component, {}, f"{holder.name}->{name}/target").boxes[0]
        box = box.moved(middle - box.area.center.x, top + row * _ROW)
        boxes.append(box)
        ways.append(_way(own.area, box.area))
    areas = [box.label.grown(5) for box in boxes if box.label] + [box.area for box in boxes]
    height = snapped(around(areas).bottom)
    routes = _routes(boxes, ways, list(found.values()), detail)
    return Block(snapped(max(area.right for area in areas)), height, Sheet(tuple(boxes), routes))


def _way(own: Area, target: Area) -> list[Point]:
    """To the first column straight or down, to further ones above what stands between."""
    start, end = Point(own.right, own.center.y), Point(target.x, target.center.y)
    first = _COLUMN // 2 + _AWAY - ICON // 2 - _LAST
    last = end.x - _LAST
    if last > first:
        above = own.y - 20
        bends = [Point(first, start.y), Point(first, above), Point(last, above), Point(last, end.y)]
        return [start, *bends, end]
    if start.y == end.y:
        return [start, end]
    return [start, Point(first, start.y), Point(first, end.y), end]


def _routes(
    boxes: Sequence[Box],
    ways: Sequence[Sequence[Point]],
    granted: Sequence[Sequence[_May]],
    detail: str,
) -> tuple[Route, ...]:
    """One line for all that one component may do to another, its label on the last piece."""
    lasts = [[Point(way[-1].x - _LAST, way[-1].y), way[-1]] for way in ways]
    verbs = [
        ", ".join(dict.fromkeys(one.verb.replace("_", " ") for one in each)) for each in granted
    ]
    shown = ["" if detail == "overview" else text for text in verbs]
    labels = place_labels(boxes, (), lasts, shown)
    return tuple(
        Route(f"{boxes[0].id}->{box.component}", boxes[0].id, box.id, tuple(way), text, lines,
              area, tooltip=_tooltip(each, verb), layer=PERMISSIONS)
        for box, way, each, verb, text, (lines, area)
        in zip(boxes[1:], ways, granted, verbs, shown, labels, strict=True)
    )  # fmt: skip


def _tooltip(granted: Sequence[_May], verbs: str) -> str:
    actions = "\n".join(sorted({action for one in granted for action in one.actions}))
    return f"{caption(granted[0].holder)} → {caption(granted[0].other)}\n{verbs}\n{actions}"


def _holder(design: Architecture, component: Component, y: int) -> Box:
    """A component with the logical id of its role, or with the service that it calls as."""
    box = component_cell(component, {}).boxes[0]
    said = _principal(design, component)
    lines = (*box.lines, *icon_box("", said, component.icon, wide=_COLUMN - 10).boxes[0].lines)
    width = max(text_width(line) for line in lines)
    label = Area(box.area.center.x - width // 2, ICON + 3, width, LINE * len(lines))
    box = box._replace(lines=lines, label=label, tooltip=f"{box.tooltip}\nrole: {said}")
    return box.moved(_COLUMN // 2 - box.area.center.x, y)


def _role(design: Architecture, component: Component) -> str:
    """The logical id of the role that it takes on: its own, or one that is written out."""
    written = role_of(component, design)
    if written is not None and component.identity:
        return written.logical_id
    return f"{component.logical_id}Role" if needs_role(component, design) else ""


def _principal(design: Architecture, component: Component) -> str:
    """The role's logical id, else the service that calls."""
    return _role(design, component) or component.service


def _headings(places: Sequence[Area], *, with_targets: bool) -> Iterator[Box]:
    """What stands where, above every column of cards."""
    lefts = list(dict.fromkeys(place.x for place in places))
    texts = (("Who", 0), ("May do what, to whom", _AWAY)) if with_targets else (("Who", 0),)
    for at, (left, (text, away)) in enumerate(product(lefts, texts), start=1):
        width = snapped(text_width(text, 14) + 14)
        middle = left + _COLUMN // 2 + away
        area = Area(middle - width // 2, _TOP - 50, width, 20)
        yield Box(f"heading/{at}", "heading", area, "", text, (text,), area, layer=PERMISSIONS)


def tables(design: Architecture) -> list[Table]:
    """Actions and ARNs of everything that has rights."""
    return [_table(design, holder) for holder in _holders(design)]


def _table(design: Architecture, holder: Component) -> Table:
    has_role = bool(_role(design, holder))
    rows = [*_own(holder), *_granted(design, holder)] if has_role else _invoked(design, holder)
    principal = _principal(design, holder)
    title = f"Role {principal}" if has_role else f"Service {principal}"
    return Table(
        f"rights/{holder.name}", title, f"of {caption(holder)}", ("On", "Actions", "ARNs"),
        tuple(rows), holder.name, principal if has_role else "",
    )  # fmt: skip


def _own(holder: Component) -> Iterator[Row]:
    """What a role may do without any arrow, and the policies of AWS or of others that it has."""
    for at, (actions, arns) in enumerate(holder.own_rights(), start=1):
        yield Row(f"own-{at}", ("itself", "\n".join(actions), "\n".join(arns)))
    for name in getattr(holder, "policies", ()):
        yield Row(f"policy-{name}", ("managed policy", name, "as the policy says"))


def _granted(design: Architecture, holder: Component) -> Iterator[Row]:
    """Per target the actions of all arrows to it."""
    found: dict[tuple[str, tuple[str, ...]], set[str]] = {}
    for one in _may(design, holder):
        found.setdefault((one.other.name, one.where), set()).update(one.actions)
    for (target, arns), actions in found.items():
        yield Row(f"on-{target}", (target, "\n".join(sorted(actions)), "\n".join(arns)))


def _invoked(design: Architecture, holder: Component) -> list[Row]:
    """What the resource policies of targets let a service do, from exactly these ARNs."""
    return [
        Row(one.because.logical_id, (one.target.name, one.action, one.source_arn))
        for one in invokes(holder, design)
    ]
