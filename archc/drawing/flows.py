"""Flows: the number of every step on its arrow, and a panel at the right that tells the steps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from string import ascii_uppercase
from typing import NamedTuple

from archc.component import Architecture, Component, Step
from archc.drawing.blocks import Block, in_columns, is_ribbon, set_down
from archc.drawing.captions import caption
from archc.drawing.measure import LINE, text_width, widest, wrap
from archc.drawing.pieces import snapped
from archc.drawing.scene import NOTES, PLACES, Area, Badge, Box, Route, around
from archc.drawing.sheet import Sheet
from archc.drawing.spots import Spots

_WIDTH, _PAD, _INDENT, _GAP = 280, 14, 52, 30
DIAMETER = 22


class _Step(NamedTuple):
    """A step with what stands in its badge."""

    flow: Component
    step: Step
    sign: str

    @property
    def id(self) -> str:
        return f"{self.flow.name}/step-{self.step.number}"


def with_flows(design: Architecture, sheet: Sheet) -> Sheet:
    """The sheet with the steps of all flows on it."""
    flows = design.of_kind("flow")
    if not flows:
        return sheet
    told = {flow.name: _steps(flow, at, len(flows)) for at, flow in enumerate(flows)}
    reach = sheet.reach
    top = min((box.area.y for box in sheet.boxes if box.form in PLACES), default=reach.y)
    sheet, badges = _on_arrows(sheet, [step for steps in told.values() for step in steps])
    panels = [_block(*_panel(design, flow, told[flow.name])) for flow in flows]
    places = in_columns(panels, Area(snapped(reach.right + 40), top, 0, 10**6), _GAP, _GAP)
    if is_ribbon(around([reach, *places])):
        below = Area(reach.x, snapped(reach.bottom + _GAP), 0, 0)
        places = in_columns(panels, below, _GAP, _GAP)
    told_there = set_down(panels, places)
    return sheet.with_boxes(told_there.boxes, [*badges, *told_there.badges])


def _block(boxes: Sequence[Box], badges: Sequence[Badge]) -> Block:
    frame = boxes[0].area
    return Block(frame.width, frame.height, Sheet(tuple(boxes), badges=tuple(badges)))


def _steps(flow: Component, at: int, flows: int) -> list[_Step]:
    """The steps with their signs: numbers, behind a letter where there are several flows."""
    letter = ascii_uppercase[at % 26] if flows > 1 else ""
    return [_Step(flow, step, f"{letter}{step.number}") for step in getattr(flow, "steps", ())]


def _round(sign: str) -> int:
    """The width of the badge for a sign: a circle for up to two letters."""
    return max(DIAMETER, snapped(text_width(sign) + 8, 2))


def _panel(
    design: Architecture, flow: Component, steps: Sequence[_Step]
) -> tuple[list[Box], list[Badge]]:
    """A flow's panel with its corner at the origin: heading, number and text of every step."""
    id_ = f"flow/{flow.name}"
    heading = wrap(caption(flow), _WIDTH - 2 * _PAD - 20, 2)
    label = Area(_PAD, 12, widest(heading) + 10, LINE * len(heading))
    boxes, badges, here = [], [], max(label.bottom, 28) + 10
    for step in steps:
        text = _text(design, step.step)
        lines = wrap(text, _WIDTH - _INDENT - _PAD, 5)
        height = max(DIAMETER, LINE * len(lines))
        area = Area(_INDENT, here, _WIDTH - _INDENT - _PAD, height)
        boxes.append(
            Box(step.id, "remark", area, id_, text, lines,
                area._replace(height=LINE * len(lines), y=here + (height - LINE * len(lines)) // 2),
                component=flow.name, tooltip=text, layer=NOTES)
        )  # fmt: skip
        wide = _round(step.sign)
        badges.append(_badge(step, "number", Area(_PAD, here, wide, DIAMETER), text, id_))
        here += height + 12
    frame = Area(0, 0, _WIDTH, snapped(here + 4))
    panel = Box(id_, "panel", frame, "", caption(flow), heading, label,
                component=flow.name, tooltip=caption(flow), layer=NOTES)  # fmt: skip
    return [panel, *boxes], badges


def _text(design: Architecture, step: Step) -> str:
    """What the flow says of a step, else who calls whom."""
    ends = (design.components.get(name) for name in (step.source, step.target))
    return step.text or " to ".join(caption(end) for end in ends if end is not None)


def _badge(step: _Step, part: str, area: Area, text: str, holder: str) -> Badge:
    said = f"{step.sign}: {text}"
    return Badge(f"{step.id}/{part}", step.sign, area, said, step.flow.name, holder)


def _on_arrows(sheet: Sheet, steps: Sequence[_Step]) -> tuple[Sheet, list[Badge]]:
    """The badges on arrows; a step without an arrow in the picture is told by its panel alone."""
    spots, arrows, badges = Spots(sheet), _by_ends(sheet), []
    for step in steps:
        arrow = arrows.get((step.step.source, step.step.target))
        area = spots.take(arrow.id, _round(step.sign), DIAMETER) if arrow else None
        if arrow is not None and area is not None:
            text = step.step.text or arrow.text
            badges.append(_badge(step, "badge", area, text, arrow.id))
    return sheet._replace(routes=tuple(spots.routes.values())), badges


def _by_ends(sheet: Sheet) -> Mapping[tuple[str, str], Route]:
    """The first arrow between two components, by their names."""
    owner = {box.id: box.component for box in sheet.boxes}
    found: dict[tuple[str, str], Route] = {}
    for route in sheet.routes:
        found.setdefault((owner[route.source], owner[route.target]), route)
    return found
