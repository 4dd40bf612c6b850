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
_ADDRESSED = 140  # an icon with an address at its right


def networks_piece(
    design: Architecture, vpcs: Mapping[str, Piece], orphans: Sequence[Piece], findings: Findings
) -> Piece:
    """The networks of a region with everything that joins them."""
    if not vpcs and not orphans:
        return Piece(0, 0)
    links = [
        link for link in between(design)
        if all(vpc.name in vpcs for vpc in networks_at(design, link))
    ]  # fmt: skip
    bridges = [link for link in links if is_bridge(design, link)]
    hubs = [link for link in links if not is_bridge(design, link)]
    order = sorted(vpcs, key=lambda name: not has_line(design, design.components[name]))
    pieces = [*(vpcs[name] for name in order), *orphans]
    gap = _BRIDGED if bridges else _APART
    main = _around_hubs(design, hubs, pieces, gap, findings) if hubs else in_limits(pieces, gap)
    for bridge in bridges:
        main = overlaid([main, bridge_cell(design, bridge, main, findings)])
    return _below_lines(design, main, findings)


def in_limits(pieces: Sequence[Piece], gap: int) -> Piece:
    """Networks or regions side by side as long as that is no more than twice as wide as high."""
    for columns in range(len(pieces), 1, -1):
        rows = in_rows(pieces, gap, columns)
        if rows.width + 180 <= 2 * (rows.height + 300):
            return rows
    return in_rows(pieces, gap, 1)


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


def bridge_cell(design: Architecture, bridge: Component, main: Piece, findings: Findings) -> Piece:
    """A bridge in the gap between its networks, or between their regions."""
    frames = {box.component: box for box in main.boxes if box.form == "vpc"}
    ends = [frames[vpc.name] for vpc in networks_at(design, bridge)]
    regions = {box.id: box.area for box in main.boxes if box.form == "region"}
    one, other = (regions.get(box.parent, box.area) for box in ends)
    cell = component_cell(bridge, findings)
    if _overlap(one, other, 1) < ICON:
        cell = signpost(cell)  # its own lines run above and below it
    icon = cell.boxes[0].area
    solid = [
        box.area.grown(_CLEAR) for box in main.boxes
        if box.form in ("region" if regions else "vpc", "icon")
    ]  # fmt: skip
    x, y = next(
        (x, y) for x, y in _places((one, other), (ends[0].area, ends[1].area), main.width)
        if not any(area.meets(Area(x, y, ICON, ICON)) for area in solid)
    )  # fmt: skip
    return moved(cell, x - icon.x, y - icon.y)


def _overlap(one: Area, other: Area, axis: int) -> int:
    """How far two frames stand beside each other (axis 1) or above each other (axis 0)."""
    return min(_end(one, axis), _end(other, axis)) - max(one[axis], other[axis])


def _end(area: Area, axis: int) -> int:
    return area[axis] + area[axis + 2]


def _places(
    around: tuple[Area, Area], inner: tuple[Area, Area], width: int
) -> Iterator[tuple[int, int]]:
    """Where a bridge between two frames may stand: between them, else at the right of all."""
    half = ICON // 2
    beside, above = _overlap(*around, 1) >= ICON, _overlap(*around, 0) >= ICON
    # Along the gap what it joins says where; across it what the gap is between.
    x = _between(*(inner if above and not beside else around), 0) - half
    y = _between(*(inner if beside else around), 1) - half
    for away in range(0, 40 * STEP, STEP):
        for shift in dict.fromkeys((away, -away)):
            yield x + shift * (not beside), y + shift * (beside or not above)
    for down in range(0, 10_000, STEP):
        yield width + _CLEAR, y + down


def _between(one: Area, other: Area, axis: int) -> int:
    """The middle of what two frames share, or of what is between them."""
    return (max(one[axis], other[axis]) + min(_end(one, axis), _end(other, axis))) // 20 * STEP


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
    """What the office takes that will stand above a line, in full detail with its addresses."""
    office = design.components[ends_of(design, line)[0]]
    return max(_ADDRESSED, signpost(component_cell(office, findings)).width + STEP)


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
