"""The view `permissions`: who may do what to whom, with all actions and ARNs in a table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from archc.access import invokes, needs_role, rights
from archc.component import Architecture, Component
from archc.diagnostics import Diagnostic
from archc.drawing.captions import caption
from archc.drawing.labels import place_labels
from archc.drawing.legend import with_legend
from archc.drawing.measure import LINE, text_width
from archc.drawing.pieces import ICON, component_cell, icon_box, snapped
from archc.drawing.route import route
from archc.drawing.scene import PERMISSIONS, Area, Box, Drawing, Route
from archc.drawing.sheet import MARGIN, Sheet, finished, title_block
from archc.drawing.tables import Row, Table, beside
from archc.drawing.wires import Wire

TITLE = "Permissions"

_ROW = 130  # from one icon to the next one below
_BETWEEN = 260  # the two columns
_COLUMN = 200
_TOP = 170


def has_content(design: Architecture) -> bool:
    """Whether something has a role or invokes something."""
    return bool(_holders(design))


def draw(design: Architecture, findings: Sequence[Diagnostic], detail: str) -> Drawing:
    """Holders of rights at the left, what they have them on at the right."""
    del findings  # they are marked on the architecture
    pairs = _pairs(design)
    left, right = _ordered([c.name for c in _holders(design)], list(pairs))
    boxes = _columns(design, left, right)
    placed = {box.id: box for box in boxes}
    lines = [_wire(placed, relations, detail) for relations in pairs.values()]
    sheet = Sheet((*boxes, *_headings(bool(right))), _routes(boxes, lines))
    listed = sorted(tables(design), key=lambda table: left.index(table.component))
    sheet = beside(sheet, listed, PERMISSIONS, _TOP - 60)
    sheet = sheet.with_boxes(title_block(design, TITLE, max(sheet.reach.width, 320)))
    return finished(design, with_legend(sheet, "May do this to"), "permissions", TITLE)


def _holders(design: Architecture) -> list[Component]:
    """Everything with a role, or that invokes something as a service; in the order written."""
    return [
        c for c in design.components.values()
        if needs_role(c, design) or invokes(c, design)
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


def _pairs(design: Architecture) -> Mapping[tuple[str, str], list[_May]]:
    """What may be done, by who may do it and to whom."""
    found: dict[tuple[str, str], list[_May]] = {}
    for holder in _holders(design):
        for one in _may(design, holder):
            found.setdefault((holder.name, one.other.name), []).append(one)
    return found


def _ordered(
    left: list[str], pairs: Sequence[tuple[str, str]]
) -> tuple[Sequence[str], Sequence[str]]:
    """Both columns in an order with few crossings: each near the middle of its partners."""
    right = list(dict.fromkeys(target for _, target in pairs))
    best = (_crossings(left, right, pairs), left, right)
    for _ in range(4):
        right = _by_partners(right, left, [(target, source) for source, target in pairs])
        left = _by_partners(left, right, pairs)
        best = min(best, (_crossings(left, right, pairs), left, right), key=lambda entry: entry[0])
    return best[1], best[2]


def _by_partners(
    names: Sequence[str], partners: Sequence[str], pairs: Sequence[tuple[str, str]]
) -> list[str]:
    spots = {name: at for at, name in enumerate(partners)}
    found: dict[str, list[int]] = {}
    for name, partner in pairs:
        found.setdefault(name, []).append(spots[partner])
    last = len(partners)
    means = {name: sum(ats) / len(ats) for name, ats in found.items()}
    return sorted(names, key=lambda name: means.get(name, last))


def _crossings(left: Sequence[str], right: Sequence[str], pairs: Sequence[tuple[str, str]]) -> int:
    if len(pairs) > 200:
        return 0
    rows = [(left.index(source), right.index(target)) for source, target in pairs]
    return sum(1 for a in rows for b in rows if a[0] < b[0] and a[1] > b[1])


def _columns(design: Architecture, left: Sequence[str], right: Sequence[str]) -> list[Box]:
    """The icons of both columns, the shorter one centred beside the longer."""
    rows = max(len(left), len(right))
    far = MARGIN + _COLUMN + _BETWEEN
    boxes = []
    for at, name in enumerate(left):
        y = _TOP + at * _ROW + (rows - len(left)) * _ROW // 20 * 10
        boxes.append(_holder(design, design.components[name], y))
    for at, name in enumerate(right):
        y = _TOP + at * _ROW + (rows - len(right)) * _ROW // 20 * 10
        component = design.components[name]
        box = component_cell(component, {}, f"{name}/target").boxes[0]
        boxes.append(box.moved(far + _COLUMN // 2 - box.area.center.x, y))
    return boxes


def _holder(design: Architecture, component: Component, y: int) -> Box:
    """A component with the logical id of its role, or with the service that it calls as."""
    box = component_cell(component, {}).boxes[0]
    said = _principal(design, component)
    lines = (*box.lines, *icon_box("", said, component.icon, wide=_COLUMN - 10).boxes[0].lines)
    width = max(text_width(line) for line in lines)
    label = Area(box.area.center.x - width // 2, ICON + 3, width, LINE * len(lines))
    box = box._replace(lines=lines, label=label, tooltip=f"{box.tooltip}\nrole: {said}")
    return box.moved(MARGIN + _COLUMN // 2 - box.area.center.x, y)


def _principal(design: Architecture, component: Component) -> str:
    """The role's logical id, else the service that calls."""
    if needs_role(component, design):
        return f"{component.logical_id}Role"
    return component.service


def _headings(has_targets: bool) -> Iterator[Box]:
    """What the two columns are."""
    texts = ("Who", "May do what, to whom") if has_targets else ("Who",)
    for at, text in enumerate(texts):
        width = snapped(text_width(text, 14) + 14)
        middle = MARGIN + _COLUMN // 2 + at * (_COLUMN + _BETWEEN)
        area = Area(max(MARGIN, middle - width // 2), _TOP - 50, width, 20)
        yield Box(f"heading/{at + 1}", "heading", area, "", text, (text,), area, layer=PERMISSIONS)


def _wire(placed: Mapping[str, Box], granted: Sequence[_May], detail: str) -> Wire:
    """One line for all that one component may do to another."""
    holder, other = granted[0].holder, granted[0].other
    verbs = ", ".join(dict.fromkeys(one.verb.replace("_", " ") for one in granted))
    actions = "\n".join(sorted({action for one in granted for action in one.actions}))
    tip = f"{caption(holder)} → {caption(other)}\n{verbs}\n{actions}"
    text = "" if detail == "overview" else verbs
    ends = placed[holder.name], placed[f"{other.name}/target"]
    return Wire(f"{holder.name}->{other.name}", *ends, text, tip)


def _routes(boxes: Sequence[Box], lines: Sequence[Wire]) -> tuple[Route, ...]:
    ways = route(boxes, (), lines)
    labels = place_labels(boxes, (), ways, [line.text for line in lines])
    return tuple(
        Route(line.id, line.source.id, line.target.id, tuple(way), line.text, text, area,
              tooltip=line.tooltip, layer=PERMISSIONS)
        for line, way, (text, area) in zip(lines, ways, labels, strict=True)
    )  # fmt: skip


def tables(design: Architecture) -> list[Table]:
    """Actions and ARNs of everything that has rights."""
    return [_table(design, holder) for holder in _holders(design)]


def _table(design: Architecture, holder: Component) -> Table:
    has_role = needs_role(holder, design)
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
