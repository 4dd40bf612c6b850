"""Networks and what joins them: VPCs side by side, links in the gaps, lines to offices above."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from archc.component import Architecture, Component
from archc.drawing.links import between, ends_of, has_line, is_bridge, networks_at
from archc.drawing.measure import LINE
from archc.drawing.pieces import (
    ICON,
    STEP,
    Findings,
    Piece,
    component_cell,
    in_column,
    in_rows,
    moved,
    overlaid,
    signpost,
    spread,
)  # fmt: skip
from archc.drawing.scene import Area
from archc.lines import lines

_APART = 60  # between networks that nothing joins
_BRIDGED = 180  # between two where a link may stand
_CLEAR = 50  # around a bridge
_SPINE = 260  # between two columns of networks, where their hub stands
_ALONG = 40  # between two links in one gap
_AROUND = 300  # roughly what stands above and below the networks
_FALL = 70  # between lines and the networks below them
_BESIDE = 30  # between two lines


def networks_piece(
    design: Architecture, vpcs: Mapping[str, Piece], orphans: Sequence[Piece], findings: Findings
) -> Piece:
    """All networks with everything that joins them."""
    if not vpcs and not orphans:
        return Piece(0, 0)
    bridges = [link for link in between(design) if is_bridge(design, link)]
    hubs = [link for link in between(design) if not is_bridge(design, link)]
    order = sorted(vpcs, key=lambda name: not has_line(design, design.components[name]))
    pieces = [*(vpcs[name] for name in order), *orphans]
    gap = _BRIDGED if bridges else _APART
    main = _around_hubs(design, hubs, pieces, gap, findings) if hubs else _in_rows(pieces, gap)
    for bridge in bridges:
        main = overlaid([main, _bridge_cell(design, bridge, main, findings)])
    return _below_lines(design, main, findings)


def _in_rows(networks: Sequence[Piece], gap: int) -> Piece:
    """Networks side by side as long as that is no more than twice as wide as high."""
    for columns in range(len(networks), 1, -1):
        rows = in_rows(networks, gap, columns)
        if rows.width + 180 <= 2 * (rows.height + 300):
            return rows
    return in_rows(networks, gap, 1)


def _around_hubs(
    design: Architecture,
    hubs: Sequence[Component],
    networks: Sequence[Piece],
    gap: int,
    findings: Findings,
) -> Piece:
    """Networks in two columns with their hubs in the middle, or in one where that is too wide."""
    left, right = (in_column(networks[at::2], gap) for at in (0, 1))
    high = max(left.height, right.height) + _AROUND + (ICON + _FALL if lines(design) else 0)
    if left.width + right.width + _SPINE + 180 > 2 * high:
        left, right = in_column(networks, gap), Piece(0, 0)
    middle = in_column([component_cell(hub, findings) for hub in hubs], _ALONG)
    icons = middle.height - LINE - STEP  # the last one's label hangs below
    height = max(left.height, right.height)
    places = (0, left.width + (_SPINE - middle.width) // 2, left.width + _SPINE)
    heights = (left.height, icons, right.height)
    return overlaid([
        moved(column, x // STEP * STEP, (height - high) // 2 // STEP * STEP)
        for column, x, high in zip((left, middle, right), places, heights, strict=True)
    ])  # fmt: skip


def _bridge_cell(design: Architecture, bridge: Component, main: Piece, findings: Findings) -> Piece:
    """A bridge in the gap between its networks, its label where no line of its own runs."""
    frames = {box.component: box.area for box in main.boxes if box.form == "vpc"}
    one, other = (frames[vpc.name] for vpc in networks_at(design, bridge))
    cell = component_cell(bridge, findings)
    if _overlap(one, other, 1) < ICON:
        cell = signpost(cell)
    icon = cell.boxes[0].area
    solid = [box.area.grown(_CLEAR) for box in main.boxes if box.form in ("vpc", "icon")]
    places = _places(one, other, main.width)
    x, y = next(
        (x, y) for x, y in places
        if not any(area.meets(Area(x, y, ICON, ICON)) for area in solid)
    )  # fmt: skip
    return moved(cell, x - icon.x, y - icon.y)


def _overlap(one: Area, other: Area, axis: int) -> int:
    """How far two frames stand beside each other (axis 1) or above each other (axis 0)."""
    starts, ends = (
        (one[axis], other[axis]),
        (one[axis] + one[axis + 2], other[axis] + other[axis + 2]),
    )
    return min(ends) - max(starts)


def _places(one: Area, other: Area, width: int) -> Iterator[tuple[int, int]]:
    """Where a bridge between two frames may stand: between them, else at the right of all."""
    half = ICON // 2
    x, y = (_between(one, other, axis) - half for axis in (0, 1))
    for away in range(0, 40 * STEP, STEP):
        for shift in dict.fromkeys((away, -away)):
            if _overlap(one, other, 1) >= ICON:
                yield x, y + shift
            elif _overlap(one, other, 0) >= ICON:
                yield x + shift, y
            else:
                yield x + shift, y + shift
    for down in range(0, 10_000, STEP):
        yield width + _CLEAR, y + down


def _between(one: Area, other: Area, axis: int) -> int:
    """The middle of what two frames share, or of what is between them."""
    starts, ends = (
        (one[axis], other[axis]),
        (one[axis] + one[axis + 2], other[axis] + other[axis + 2]),
    )
    return (max(starts) + min(ends)) // 2 // STEP * STEP


def _below_lines(design: Architecture, main: Piece, findings: Findings) -> Piece:
    """The networks, and above them the lines to offices, each close to the gateway it ends at."""
    middles: dict[str, int] = {}
    for box in main.boxes:
        middles.setdefault(box.component, box.area.center.x)
    ordered = _ordered(design, middles)
    if not ordered:
        return main
    cells = [signpost(component_cell(line, findings)) for line in ordered]
    lefts = [
        middles[ends_of(design, line)[1]] - cell.axis
        for line, cell in zip(ordered, cells, strict=True)
    ]
    widths = [
        max(cell.width, _office_width(design, line, findings)) + _BESIDE
        for line, cell in zip(ordered, cells, strict=True)
    ]
    spots = spread(lefts, widths, [1] * len(cells))
    lift = -min(0, *spots)
    row = [moved(cell, x + lift, 0) for cell, x in zip(cells, spots, strict=True)]
    return overlaid([moved(main, lift, ICON + _FALL), *row])


def _office_width(design: Architecture, line: Component, findings: Findings) -> int:
    """What the office takes that will stand above a line."""
    office = design.components[ends_of(design, line)[0]]
    return signpost(component_cell(office, findings)).width + STEP


def _ordered(design: Architecture, middles: Mapping[str, int]) -> list[Component]:
    """The lines from left to right so that none crosses another: by gateways, then by offices."""
    ends = {line.name: ends_of(design, line) for line in lines(design)}
    gates: dict[str, list[int]] = {}
    for office, gate in ends.values():
        gates.setdefault(office, []).extend([middles[gate]] if gate in middles else [])

    def place(line: Component) -> tuple[float, ...]:
        office, gate = ends[line.name]
        mean = sum(gates[office]) / len(gates[office])
        called = [middles[r.target.name] for r in design.out_of(design.components[office])
                  if not r.link and r.target.name in middles]  # fmt: skip
        return middles[gate], mean, sum(called) / len(called) if called else middles[gate]

    known = [line for line in lines(design) if ends[line.name][1] in middles]
    return sorted(known, key=place)
