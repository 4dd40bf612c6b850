"""Placement: where every shape of a design stands, with nothing yet drawn between them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from archc.component import Architecture, Component
from archc.diagnostics import Diagnostic, Severity
from archc.drawing.captions import arrow_text, regions_caption
from archc.drawing.grid import orphan_tier, scaling_part, vpc_piece
from archc.drawing.layers import Flow, falling, layered
from archc.drawing.links import between, is_bridge, is_linked, lines_of
from archc.drawing.measure import LINE, plain, text_width, widest, wrap
from archc.drawing.networks import bridge_cell, in_limits, networks_piece
from archc.drawing.pieces import (
    ICON,
    NOTE_WIDTH,
    SMALL,
    STEP,
    TITLE,
    Findings,
    Piece,
    component_cell,
    in_column,
    in_row,
    in_rows,
    inside,
    middle,
    moved,
    note_cell,
    overlaid,
    signpost,
    snapped,
    spread,
    titled,
)  # fmt: skip
from archc.drawing.scene import FINDINGS, Area, Box, Mark, around

_PAD = 30
_AWAY = 60  # between the cloud and what is outside of it
_MARGIN = 20
_SLENDER = 0.9  # narrower things by their height have room at their right
_BRIDGED = 240  # between regions where a link stands between them
_BESIDE = 120  # between networks and what is no part of them: room for lines and labels
_TITLE_SIZE, _SUBTITLE_SIZE = 24, 14


class Placed(NamedTuple):
    """Every shape and badge at its place, and how large the picture is."""

    boxes: tuple[Box, ...]
    marks: tuple[Mark, ...]
    width: int
    height: int


def place(design: Architecture, found: Sequence[Diagnostic]) -> Placed:
    """The shapes of a design."""
    marked = [d for d in found if d.severity is not Severity.ADVICE]
    findings = _by_component(design, marked)
    cloud = _cloud(design, findings)
    scene = _with_outsiders(design, cloud, findings)
    scene = _with_notes(design, scene, findings)
    scene = _below_title(design, scene)
    scene = _with_remarks([d for d in marked if d.component not in findings], scene)
    scene = scene._replace(boxes=_named_once(scene.boxes))
    return Placed(scene.boxes, scene.marks, scene.width + _MARGIN, scene.height + _MARGIN)


def _by_component(design: Architecture, found: Iterable[Diagnostic]) -> Findings:
    grouped: Findings = {}
    for diagnostic in found:
        if diagnostic.component in design.components:
            grouped.setdefault(str(diagnostic.component), []).append(diagnostic)
    return grouped


def _named_once(boxes: Sequence[Box]) -> tuple[Box, ...]:
    """Boxes whose ids are unique, whatever a broken design repeats."""
    seen: dict[str, int] = {}
    named = []
    for box in boxes:
        seen[box.id] = seen.get(box.id, 0) + 1
        again = seen[box.id]
        named.append(box if again == 1 else box._replace(id=f"{box.id}/again-{again}"))
    return tuple(named)


def _cloud(design: Architecture, findings: Findings) -> Piece:
    """The AWS cloud with its regions and all that is deployed."""
    networks = {
        region: _networks(design, held, findings) for region, held in design.by_region.items()
    }
    drawn = {box.component for piece in networks.values() for box in piece.boxes}
    across = [
        link for link in between(design) if is_bridge(design, link) and link.name not in drawn
    ]
    drawn |= {link.name for link in across}
    regions = [
        _region(
            design, region, [c for c in held if c.name not in drawn], networks[region], findings
        )
        for region, held in design.by_region.items()
    ]
    content = in_limits(regions, _BRIDGED if across else _BESIDE)
    for link in across:
        content = overlaid([content, bridge_cell(design, link, content, findings)])
    return _around("cloud", "aws/cloud", "AWS Cloud", content, findings)


def _networks(design: Architecture, held: Sequence[Component], findings: Findings) -> Piece:
    """The VPCs of a region with all that stands in them and joins them, and tiers of none."""
    vpcs = {vpc.name: vpc_piece(design, vpc, findings) for vpc in held if vpc.word == "vpc"}
    orphans = [
        orphan_tier(design, tier, findings)
        for tier in held if tier.word == "tier" and design.vpc_of(tier) is None
    ]  # fmt: skip
    return networks_piece(design, vpcs, orphans, findings)


def _region(
    design: Architecture,
    region: str,
    held: Sequence[Component],
    networks: Piece,
    findings: Findings,
) -> Piece:
    """A region with its networks and what else is deployed there."""
    rest = [c for c in held if not c.part]
    loose = [c for c in rest if not _is_joined(design, c)]
    joined = [c for c in rest if _is_joined(design, c)]
    flowing = _flowing(design, joined, findings, bool(networks.width))
    main = _beside(networks, flowing)
    small = [_cell(c, findings, SMALL) for c in loose]
    content = _with_loose(main, small)
    at_home = region in (design.region, design.regions[0])
    id_ = "aws/region" if at_home else f"aws/region/{region}"
    return _around("region", id_, f"Region {region}", content, findings)


def _with_loose(main: Piece, small: Sequence[Piece]) -> Piece:
    """What has no arrows below the rest, or right of it where that is slender."""
    if small and main.width < _SLENDER * main.height:
        per_column = max(1, main.height // 120)
        columns = [
            in_column(small[at : at + per_column], 40) for at in range(0, len(small), per_column)
        ]
        return in_row([main, *columns], 40)
    return _stacked([main, in_rows(small, 40, max(4, main.width // 160))])


def _is_joined(design: Architecture, component: Component) -> bool:
    return bool(design.into(component) or design.out_of(component))


def _cell(component: Component, findings: Findings, size: int = ICON) -> Piece:
    if component.icon.form == "group":
        return scaling_part(component, "a", findings)
    return component_cell(component, findings, size=size)


def _flowing(
    design: Architecture, joined: Sequence[Component], findings: Findings, beside: bool
) -> Piece:
    """What has arrows but no place in a network; beside a network it stays narrow."""
    names = {c.name for c in joined}
    bundles: dict[tuple[str, str], list[str]] = {}
    for relation in design.relations:
        if relation.source.name in names and relation.target.name in names:
            key = relation.source.name, relation.target.name
            bundles.setdefault(key, []).append(arrow_text([relation]))
    flows = [Flow(*ends, ", ".join(dict.fromkeys(texts))) for ends, texts in bundles.items()]
    cells = {c.name: _cell(c, findings) for c in joined}
    if beside:
        leading = {flow.source for flow in flows}
        tops = {n: signpost(cell) if n in leading else cell for n, cell in cells.items()}
        return falling(tops, flows) or _with_lanes(layered(cells, flows, 1.0), flows)
    # A short row gets air above and below rather than being broken.
    piece = _with_lanes(layered(cells, flows, 2.6), flows)
    spare = (piece.width + 360) // 2 - 270 - piece.height if piece.width else 0
    if spare < 2 * STEP:
        return piece
    lowered = moved(piece, 0, spare // (2 * STEP) * STEP)
    return lowered._replace(height=snapped(piece.height + spare))


def _with_lanes(piece: Piece, flows: Sequence[Flow]) -> Piece:
    """More room at the right where more lines end than fit on the left side of an icon."""
    most = max(Counter(flow.target for flow in flows).values(), default=0)
    spare = min(6, max(0, most - 4)) * STEP
    return piece._replace(width=piece.width + spare)


def _beside(networks: Piece, flowing: Piece) -> Piece:
    """Networks and what flows at their right: in the middle of their height, or as high."""
    if not networks.width or not flowing.width:
        return networks if networks.width else flowing
    return in_row([networks, moved(flowing, 0, middle(networks.height, flowing.height))], _BESIDE)


def _stacked(pieces: Sequence[Piece]) -> Piece:
    shown = [piece for piece in pieces if piece.width]
    placed, y = [], 0
    for piece in shown:
        placed.append(moved(piece, 0, y))
        y += piece.height + _PAD
    return overlaid(placed)


def _around(form: str, id_: str, title: str, content: Piece, findings: Findings) -> Piece:
    """A group around its content, with its title above."""
    width = snapped(max(content.width, 60 + text_width(title), 160) + 2 * _PAD, 20)
    box = titled(form, id_, [title], width, content.height + TITLE + _PAD)
    return inside(box, content, (_PAD, TITLE), findings)


def _outsiders(design: Architecture, findings: Findings) -> list[Component]:
    """Whom to draw outside; the internet only where an arrow or a finding speaks of it."""
    return [
        c for c in design.components.values()
        if c.outside and c.word != "note" and _site(design, c) is None
        and (c.word != "internet" or _is_joined(design, c) or c.name in findings)
    ]  # fmt: skip


def _site(design: Architecture, component: Component) -> Component | None:
    """Whose rooms it stands in, so that it is drawn there."""
    return design.components.get(getattr(getattr(component, "site", None), "name", ""))


def _with_what_is_there(
    design: Architecture, owner: Component, cell: Piece, findings: Findings
) -> Piece:
    """Somebody outside and, at the right, what stands in their rooms."""
    there = [
        signpost(component_cell(c, findings))
        for c in design.components.values() if c.outside and _site(design, c) is owner
    ]  # fmt: skip
    return in_row([cell, *there], 20) if there else cell


def _with_outsiders(design: Architecture, cloud: Piece, findings: Findings) -> Piece:
    """Outsiders above a network; left and right of a cloud that has none."""
    people = _outsiders(design, findings)
    if not people:
        return cloud
    middles = _middles(cloud.boxes)
    if design.of_kind("vpc"):
        return _above(design, people, cloud, middles, findings)
    called = [c for c in people if design.into(c) and not design.out_of(c)]
    callers = [c for c in people if c not in called]
    left = _pillar(design, callers, middles, findings)
    right = _pillar(design, called, middles, findings)
    parts = [piece for piece in (left, cloud, right) if piece.width]
    return in_row(parts, _AWAY + _PAD)


def _middles(boxes: Iterable[Box]) -> Mapping[str, list[tuple[int, int]]]:
    """The middles of all shapes of a component."""
    found: dict[str, list[tuple[int, int]]] = {}
    for box in boxes:
        if box.component:
            found.setdefault(box.component, []).append(box.area.center)
    return found


def _aim(
    design: Architecture,
    component: Component,
    middles: Mapping[str, list[tuple[int, int]]],
    axis: int,
) -> int | None:
    """The mean x (axis 0) or y (axis 1) of what a component has arrows with.

    Whom everybody calls, such as the internet, leaves the middle to those who call.
    """
    others = [line.name for line in lines_of(design, component)]
    if not others:
        others = [r.target.name for r in design.out_of(component)]
        others += [r.source.name for r in design.into(component)]
    values = [middles[name][0][axis] for name in dict.fromkeys(others) if name in middles]
    if values and axis == 0 and not design.out_of(component):
        return max(values)
    return sum(values) // len(values) // 10 * 10 if values else None


def _above(
    design: Architecture,
    people: Sequence[Component],
    cloud: Piece,
    middles: Mapping[str, list[tuple[int, int]]],
    findings: Findings,
) -> Piece:
    cells = [
        (c, _with_what_is_there(design, c, signpost(component_cell(c, findings)), findings))
        for c in people
    ]
    wanted = sorted(
        ((_aim(design, c, middles, 0) or cloud.axis, at) for at, (c, _) in enumerate(cells)),
        key=lambda pair: (pair[0], not design.out_of(cells[pair[1]][0]), pair[1]),
    )
    chosen = [cells[at][1] for _, at in wanted]
    lefts = [aim - cell.axis for (aim, _), cell in zip(wanted, chosen, strict=True)]
    weights = [_firmness(design, cells[at][0]) for _, at in wanted]
    spots = spread(lefts, [cell.width + 40 for cell in chosen], weights)
    placed = [moved(cell, x, 0) for cell, x in zip(chosen, spots, strict=True)]
    height = max(piece.height for _, piece in cells)
    return overlaid([moved(cloud, 0, height + _AWAY), *placed])


def _firmness(design: Architecture, person: Component) -> int:
    """How much it matters that somebody stands right above what they have to do with."""
    if is_linked(design, person):
        return 30
    return 6 if design.out_of(person) else 1


def _pillar(
    design: Architecture,
    people: Sequence[Component],
    middles: Mapping[str, list[tuple[int, int]]],
    findings: Findings,
) -> Piece:
    """Outsiders one above the other, each as high as what it has arrows with."""
    cells = [
        (c, _with_what_is_there(design, c, component_cell(c, findings), findings)) for c in people
    ]
    wanted = sorted((_aim(design, c, middles, 1) or 100, at) for at, (c, _) in enumerate(cells))
    width = max((piece.width for _, piece in cells), default=0)
    chosen = [cells[at][1] for _, at in wanted]
    tops = [aim - ICON // 2 for aim, _ in wanted]
    spots = spread(tops, [cell.height + 40 for cell in chosen], [1] * len(chosen))
    lift = min([0, *spots])
    placed = [
        moved(cell, (width - cell.width) // 20 * 10, y - lift)
        for cell, y in zip(chosen, spots, strict=True)
    ]
    return overlaid(placed)._replace(width=width)


def _with_notes(design: Architecture, scene: Piece, findings: Findings) -> Piece:
    """Notes in a column at the right, or in rows below what is wide already."""
    placed = {box.component for box in scene.boxes}
    loose = [note for note in design.of_kind("note") if note.name not in placed]
    notes = [note_cell(note, findings) for note in loose]
    if not notes:
        return scene
    if scene.width > 1.2 * scene.height:
        rows = in_rows(notes, 20, max(1, scene.width // (NOTE_WIDTH + 20)))
        return overlaid([scene, moved(rows, 0, scene.height + _PAD)])
    per_column = max(1, max(scene.height, 400) // 120)
    columns = [
        in_column(notes[at : at + per_column], 20) for at in range(0, len(notes), per_column)
    ]
    return overlaid([scene, moved(in_row(columns, 20), scene.width + 40, TITLE)])


def _below_title(design: Architecture, scene: Piece) -> Piece:
    """The title block at the top left and everything else below it."""
    room = max(scene.width, 320)
    title = wrap(design.title or design.name, room, 2, _TITLE_SIZE)
    subtitle = wrap(f"{design.name} · {regions_caption(design)}", room, 1, _SUBTITLE_SIZE)
    top = 30 * len(title)
    boxes = (
        _text("drawing/title", "title", title, Area(_MARGIN, 20, 0, top), _TITLE_SIZE),
        _text(
            "drawing/subtitle", "subtitle", subtitle, Area(_MARGIN, 22 + top, 0, 20), _SUBTITLE_SIZE
        ),
    )
    shifted = moved(scene, _MARGIN, _height_of_title(scene, boxes))
    width = max(shifted.width, around(box.area for box in boxes).right)
    return overlaid([shifted, Piece(width, 0, boxes)])


def _height_of_title(scene: Piece, title: Sequence[Box]) -> int:
    """How far the title pushes the scene down; not at all where it fits beside who is on top."""
    right, bottom = max(box.area.right for box in title), title[-1].area.bottom
    areas = [box.area for box in scene.boxes] + [mark.area for mark in scene.marks]
    heads = [area.x for area in areas if area.y < bottom]
    on_top = any(box.form == "vpc" for box in scene.boxes)
    beside = on_top and heads and min(heads) > right
    return _MARGIN if beside else snapped(bottom + 30)


def _text(id_: str, form: str, lines: tuple[str, ...], area: Area, size: int) -> Box:
    sized = area._replace(width=snapped(widest(lines, size) + 4))
    return Box(id_, form, sized, text=" ".join(lines), lines=lines, label=sized)


def _with_remarks(found: Sequence[Diagnostic], scene: Piece) -> Piece:
    """Findings that are about no single component, as lines under the drawing."""
    if not found:
        return scene
    room = max(scene.width - _MARGIN, 400)
    lines = tuple(
        line
        for d in found[:12]
        for line in wrap(f"{d.code} {d.severity}: {plain(d.message)}", room)
    )
    lines += (f"and {len(found) - 12} more",) if len(found) > 12 else ()
    area = Area(_MARGIN, scene.height + 20, snapped(widest(lines) + 4), LINE * len(lines))
    box = Box("drawing/findings", "remark", area, text="\n".join(lines), lines=lines, label=area,
              layer=FINDINGS)  # fmt: skip
    return overlaid([scene, Piece(area.right, area.bottom, (box,))])
