"""How much a picture shows: less of the design in an overview, more lines of text in full."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate

from archc.component import Architecture, Component, Neighbours, Relation
from archc.drawing.measure import LINE, cut, plain, widest
from archc.drawing.pieces import ICON, snapped
from archc.drawing.place import Placed
from archc.drawing.scene import Area, Box, Mark
from archc.drawing.sheet import sorted_out
from archc.drawing.space import Space, obstacles

_UNSHOWN = ("key_pair", "elastic_ip", "vpc_endpoint", "transit_attachment")
_RESOURCES = {"internet-gateway": "InternetGateway", "egress-only-gateway": "EgressOnlyGateway"}
_GATEWAYS = ("/nat-gateway", *(f"/{gateway}" for gateway in _RESOURCES))
_BLOCKED = ("vpc", "public", "private", "isolated")  # groups whose title ends with a block
_WIDEST = 148  # a cell and half of the gaps beside it
_DOOR = 128  # the same at the border of a VPC, where gateways stand closer


def simplified(design: Architecture, detail: str) -> Architecture:
    """The design that is placed: in an overview without what only serves other things."""
    if detail != "overview":
        return design
    kept = [name for name, c in design.components.items() if c.word not in _UNSHOWN]
    shown = sorted_out(design._replace(relations=tuple(_as_a_whole(design))), kept)
    components = {name: _plain(shown, c) for name, c in shown.components.items()}
    return shown._replace(components=components, neighbours=Neighbours(components, shown.relations))


def _as_a_whole(design: Architecture) -> Iterator[Relation]:
    """The relations; what is linked in some subnets of a VPC is linked with the VPC."""
    for relation in design.relations:
        vpc = design.vpc_of(relation.source)
        inside = relation.link and relation.source.word in _UNSHOWN
        if inside and vpc is not None and relation.target.link:
            yield relation._replace(source=relation.target, target=vpc)
        else:
            yield relation


def _plain(design: Architecture, component: Component) -> Component:
    """A VPC without NAT gateways, so that no room is kept for them; gateways that are not drawn.

    They stay in the design, because they make a subnet public or private.
    """
    if component.word == "vpc":
        return type(component)({**vars(component), "nat": "none"})
    arrows = design.into(component) or design.out_of(component)
    if component.carrier is None or arrows or design.vpc_of(component) is None:
        return component
    return type(component)({**vars(component), "part": True})


def detailed(placed: Placed, design: Architecture, detail: str) -> Placed:
    """The shapes with what the level of detail adds or takes away."""
    boxes = tuple(_with_resource(box, design) for box in placed.boxes)
    if detail == "overview":
        shown = tuple(_without_block(box) for box in boxes if not box.id.endswith(_GATEWAYS))
        return placed._replace(boxes=shown)
    if detail == "full":
        return _with_facts(placed._replace(boxes=boxes), design)
    return placed._replace(boxes=boxes)


def _without_block(box: Box) -> Box:
    if box.form not in _BLOCKED or box.label is None:
        return box
    lines = tuple(line.partition(" · ")[0] for line in box.lines[:1])
    height = LINE * len(lines)
    return box._replace(lines=lines, label=box.label._replace(width=widest(lines), height=height))


def _with_resource(box: Box, design: Architecture) -> Box:
    """Subnets and gateways with the component and the logical id of what they stand for."""
    head, _, rest = box.id.partition("/")
    if box.form in _BLOCKED[1:]:
        subnets = design.subnets.get(head, ())
        own = next((s.logical_id for s in subnets if s.zone == rest), box.logical_id)
        return box._replace(logical_id=own)
    if not box.id.endswith(_GATEWAYS) or head not in design.components:
        return box
    vpc = design.vpc_of(design.components[head])
    if vpc is None:
        return box
    zone, _, gateway = rest.rpartition("/")
    part = f"Nat{zone.upper()}" if gateway == "nat-gateway" else _RESOURCES[gateway]
    return box._replace(component=vpc.name, logical_id=f"{vpc.logical_id}{part}")


def _with_facts(placed: Placed, design: Architecture) -> Placed:
    """Facts and logical ids below the labels; everything beneath moves down to make room."""
    told = {box.id: _facts(box, design) if _is_under(box) else () for box in placed.boxes}
    ends = {
        box.label.bottom: LINE * len(told[box.id])
        for box in sorted(placed.boxes, key=lambda b: len(told[b.id]))
        if box.label is not None and told[box.id]
    }
    lowered = _Lowered(ends)
    boxes = [_told(lowered.box(box), told[box.id]) for box in placed.boxes]
    marks = tuple(mark.moved(0, lowered.by(mark.area.y)) for mark in placed.marks)
    for at, box in enumerate(boxes):
        if box.label is not None and box.form == "icon" and not _is_under(box):
            boxes[at] = _told_beside(box, _facts(box, design), boxes, marks)
    return placed._replace(
        boxes=tuple(boxes), marks=marks, height=placed.height + lowered.by(placed.height)
    )


def _is_under(box: Box) -> bool:
    """Whether its label stands below an icon."""
    return box.label is not None and box.form == "icon" and box.label.y >= box.area.bottom


def _told_beside(
    box: Box, facts: Sequence[str], boxes: Sequence[Box], marks: Sequence[Mark]
) -> Box:
    """An icon whose label stands at its right, with as many facts there as find room."""
    others = Space(obstacles([other for other in boxes if other is not box], marks))
    parent = next((other.area for other in boxes if other.id == box.parent), None)
    for count in range(len(facts), 0, -1):
        lines = (*box.lines, *facts[:count])
        height = LINE * len(lines)
        x = (box.label or box.area).x
        label = Area(x, box.area.center.y - height // 2, widest(lines), height)
        if others.is_free(label) and (parent is None or parent.holds(label)):
            return box._replace(lines=lines, label=label)
    return box


class _Lowered:
    """How far down things move, whose place is below these heights, each given some room."""

    def __init__(self, rooms: dict[int, int]) -> None:
        self._heights = sorted(rooms)
        self._sums = list(accumulate(snapped(rooms[y], 20) for y in self._heights))

    def by(self, y: int) -> int:
        """By how much something that begins here moves."""
        above = sum(1 for height in self._heights if height <= y)
        return self._sums[above - 1] if above else 0

    def box(self, box: Box) -> Box:
        """The box lower down; groups grow, everything else keeps its size."""
        down = self.by(box.area.y)
        moved = box.moved(0, down)
        if not box.is_group:
            return moved
        return moved._replace(
            area=moved.area._replace(height=box.area.height + self.by(box.area.bottom) - down)
        )


def _told(box: Box, facts: tuple[str, ...]) -> Box:
    """The box with more lines in its label, which stays centred below an icon."""
    label = box.label
    if label is None or not facts:
        return box
    lines = (*box.lines, *facts)
    width = widest(lines)
    x = label.x if box.is_group else label.center.x - width // 2
    return box._replace(lines=lines, label=Area(x, label.y, width, LINE * len(lines)))


def _facts(box: Box, design: Architecture) -> tuple[str, ...]:
    """What is said of an icon beside its name; small ones and further shares have no room."""
    component = design.components.get(box.component)
    if component is None or box.area.width < ICON:
        return ()
    own = component.name == box.id
    said = [text for text in map(plain, _said(component)) if text not in box.lines] if own else []
    if box.logical_id and (own or box.id.endswith(_GATEWAYS)):
        said.append(box.logical_id)
    at_border = component.at_border or box.id.endswith(_GATEWAYS[1:])
    return tuple(cut(text, _DOOR if at_border else _WIDEST) for text in said)


def _said(component: Component) -> Iterable[str]:
    """Instance type, runtime, engine and ports, as far as a component has them."""
    engine = getattr(component, "engine", None)
    version = getattr(engine, "effective_version", "")
    words = [getattr(component, "type", None), getattr(component, "runtime", None)]
    words += [f"{getattr(engine, 'name', '')} {version}" if engine is not None else None]
    words += [", ".join(str(port) for port in component.serves())]
    address = getattr(component, "address", None)
    words += [address, getattr(component, "cidr", None)] if component.outside else []
    return [str(word) for word in words if word]
