"""Things with no place in a network, in layers along their arrows."""

from __future__ import annotations

from bisect import bisect_right, insort
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from archc.drawing.measure import text_width
from archc.drawing.pieces import STEP, Piece, moved, overlaid, snapped, spread

_GAP = 40
_AROUND = Piece(300, 280)  # roughly what a picture needs beside and above its columns
_SLENDER = 0.52  # the least width of a picture by its height
_LABEL = 140  # the widest label that gets its room between two columns
_LANE = 20  # the height kept for a line that passes a column
_TRACK = 10  # the width of a line between two columns
_SWEEPS = 6
_FALL = 70  # between two rows: room for lines and their labels
_ABREAST = 3  # so many things at most stand side by side in rows


class Flow(NamedTuple):
    """An arrow between two things, with its label."""

    source: str
    target: str
    text: str


def layered(cells: Mapping[str, Piece], flows: Sequence[Flow], widest: float) -> Piece:
    """The cells in columns along the flows, in several bands where one would be too wide."""
    if not cells:
        return Piece(0, 0)
    flows = _between(cells, flows)
    layers = _sorted_layers(list(cells), flows)
    columns = _strips(layers, cells, flows)
    steps = _steps(columns, cells, flows)
    height = max(_height(column, cells) for column in columns)
    bands = _bands(len(columns), sum(steps), height, widest)
    placed, y = [], 0
    for part in _split(len(columns), bands):
        band = _band(columns[part], steps[part], cells, flows)
        placed.append(moved(band, 0, y))
        y += band.height + 2 * _GAP
    return overlaid(placed)


def falling(cells: Mapping[str, Piece], flows: Sequence[Flow]) -> Piece | None:
    """The cells in rows along the flows, or None if that would be too wide."""
    if not cells:
        return Piece(0, 0)
    flows = _between(cells, flows)
    layers = [_real(layer, cells) for layer in _sorted_layers(list(cells), flows)]
    if max(map(len, layers)) > _ABREAST:
        return None
    texts = [min(_LABEL, text_width(flow.text)) for flow in flows]
    gap = max([_GAP, *texts])
    middles: dict[str, int] = {}
    for layer in layers:
        wanted = _wanted(layer, middles, flows)
        sizes = [cells[name].width + gap for name in layer]
        lefts = [want - cells[name].axis for want, name in zip(wanted, layer, strict=True)]
        spots = spread(lefts, sizes, [1] * len(layer))
        middles |= {name: x + cells[name].axis for name, x in zip(layer, spots, strict=True)}
    left = min(middles[name] - cells[name].axis for name in middles)
    placed, y = [], 0
    for layer in layers:
        placed += [moved(cells[n], middles[n] - cells[n].axis - left, y) for n in layer]
        y += max(cells[name].height for name in layer) + _FALL
    return overlaid(placed)


def _between(cells: Mapping[str, Piece], flows: Sequence[Flow]) -> list[Flow]:
    return [f for f in flows if f.source in cells and f.target in cells and f.source != f.target]


def _real(layer: Sequence[str], cells: Mapping[str, Piece]) -> list[str]:
    return [name for name in layer if name in cells]


def _wanted(layer: Sequence[str], middles: Mapping[str, int], flows: Sequence[Flow]) -> list[int]:
    """For each of a layer the mean of the middles of what it is joined with and stands already."""
    near = _neighbours(flows)
    found, last = [], 0
    for name in layer:
        known = [middles[other] for other in near.get(name, ()) if other in middles]
        last = sum(known) // len(known) if known else last
        found.append(last)
    return found


def _slot(name: str, cells: Mapping[str, Piece]) -> int:
    return cells[name].height + _GAP if name in cells else _LANE


def _height(column: Sequence[str], cells: Mapping[str, Piece]) -> int:
    return sum(_slot(name, cells) for name in column)


def _steps(
    columns: Sequence[Sequence[str]], cells: Mapping[str, Piece], flows: Sequence[Flow]
) -> list[int]:
    """How far it is from each column to the next: its width, room for lines and for labels."""
    at = {name: number for number, column in enumerate(columns) for name in column}
    room = [20] * len(columns)
    ends: list[set[str]] = [set() for _ in columns]
    for flow in flows:
        low, high = sorted((at[flow.source], at[flow.target]))
        room[high - 1] = max(room[high - 1], min(_LABEL, text_width(flow.text)))
        ends[low].add(flow.source)
    widths = [max([cells[n].width for n in _real(column, cells)] + [0]) for column in columns]
    return [
        snapped(width + label + 60 + _TRACK * min(8, len(lines)))
        for width, label, lines in zip(widths, room, ends, strict=True)
    ]


def _band(
    columns: Sequence[Sequence[str]],
    steps: Sequence[int],
    cells: Mapping[str, Piece],
    flows: Sequence[Flow],
) -> Piece:
    middles = _heights(columns, cells, flows)
    top = min(middles[n] - cells[n].height // 2 for c in columns for n in _real(c, cells))
    placed, x = [], 0
    for column, step in zip(columns, steps, strict=True):
        real = _real(column, cells)
        width = max([cells[name].width for name in real] + [0])
        for name in real:
            left = x + (width - cells[name].width) // 2 // STEP * STEP
            y = (middles[name] - cells[name].height // 2 - top) // STEP * STEP
            placed.append(moved(cells[name], left, y))
        x += step
    return overlaid(placed)


def _heights(
    columns: Sequence[Sequence[str]], cells: Mapping[str, Piece], flows: Sequence[Flow]
) -> Mapping[str, int]:
    """Every middle's height: the highest column is packed, the others follow their neighbours."""
    joined = _through_lanes(columns, flows)
    heights = [_height(column, cells) for column in columns]
    first = heights.index(max(heights))
    middles: dict[str, int] = {}
    for at in [*range(first, len(columns)), *range(first - 1, -1, -1)]:
        column = columns[at]
        sizes = [_slot(name, cells) for name in column]
        wanted = _wanted(column, middles, joined)
        tops = [want - _half(size) for want, size in zip(wanted, sizes, strict=True)]
        spots = spread(tops, sizes, [1] * len(column))
        for name, spot, size in zip(column, spots, sizes, strict=True):
            middles[name] = spot + _half(size)
    return middles


def _half(size: int) -> int:
    return size // 2 // STEP * STEP


def _through_lanes(columns: Sequence[Sequence[str]], flows: Sequence[Flow]) -> list[Flow]:
    """The flows cut into pieces from lane to lane, where they have lanes."""
    known = {name for column in columns for name in column}
    cut = []
    for flow in flows:
        lanes = [_lane(flow, at) for at in range(len(columns)) if _lane(flow, at) in known]
        cut += [Flow(*ends, "") for ends in pairwise([flow.source, *lanes, flow.target])]
    return cut


def _lane(flow: Flow, layer: int) -> str:
    """A name that no component can have, for the place where a flow passes a layer."""
    return f"{flow.source} {flow.target} {layer:04}"


def _bands(columns: int, width: int, height: int, widest: float) -> int:
    """How many bands keep the whole from being too wide."""
    for bands in range(1, columns):
        across = width // bands + _AROUND.width
        if across <= widest * (bands * (height + _GAP) + _AROUND.height):
            return bands
    return columns


def _split(columns: int, bands: int) -> list[slice]:
    size = -(-columns // bands)
    return [slice(at, at + size) for at in range(0, columns, size)]


def _strips(
    layers: Sequence[Sequence[str]], cells: Mapping[str, Piece], flows: Sequence[Flow]
) -> list[Sequence[str]]:
    """Layers as columns; very high ones are cut and their parts follow each other in strips."""
    columns: list[Sequence[str]] = list(layers)
    for count in range(1, len(cells) + 1):
        if count > 1:
            columns = _in_strips([_real(layer, cells) for layer in layers], count)
        width = sum(_steps(columns, cells, flows)) + _AROUND.width
        height = max(_height(column, cells) for column in columns) + _AROUND.height
        if width >= _SLENDER * height:
            break
    return columns


def _in_strips(layers: Sequence[Sequence[str]], count: int) -> list[Sequence[str]]:
    """High layers in so many parts: the first part of each of them, then the second of each."""
    most = -(-max(map(len, layers)) // count)
    high = [at for at, layer in enumerate(layers) if len(layer) > most]
    first, last = high[0], high[-1] + 1
    parts = [
        layer[len(layer) * at // count : len(layer) * (at + 1) // count]
        for at in range(count)
        for layer in layers[first:last]
    ]
    return [column for column in [*layers[:first], *parts, *layers[last:]] if column]


def _sorted_layers(names: Sequence[str], flows: Sequence[Flow]) -> list[list[str]]:
    """Layers by the longest way from a beginning, sorted for few crossings, with lanes."""
    depth = _depths(names, _without_cycles(names, flows))
    _pull(depth, flows)
    layers: list[list[str]] = [[] for _ in range(max(depth.values()) + 1)]
    for name in names:
        layers[depth[name]].append(name)
    for flow in flows:
        low, high = sorted((depth[flow.source], depth[flow.target]))
        for at in range(low + 1, high):
            layers[at].append(_lane(flow, at))
    return _fewest_crossings([layer for layer in layers if layer], flows)


def _pull(depth: dict[str, int], flows: Sequence[Flow]) -> None:
    """Beginnings stand right before the first of what they lead to."""
    targets: dict[str, list[int]] = {}
    for flow in flows:
        targets.setdefault(flow.source, []).append(depth[flow.target])
    reached = {flow.target for flow in flows}
    for name, depths in targets.items():
        if name not in reached:
            depth[name] = max(0, min(depths) - 1)


def _fewest_crossings(layers: list[list[str]], flows: Sequence[Flow]) -> list[list[str]]:
    near = _neighbours(_through_lanes(layers, flows))
    best, fewest = [list(layer) for layer in layers], _crossings(layers, near)
    for _ in range(_SWEEPS):
        for one, other in pairwise(layers):
            _sort_by_neighbours(one, other, near)
        for other, one in reversed(list(pairwise(layers))):
            _sort_by_neighbours(one, other, near)
        crossings = _crossings(layers, near)
        if crossings < fewest:
            best, fewest = [list(layer) for layer in layers], crossings
    return best


def _crossings(layers: Sequence[Sequence[str]], near: Mapping[str, Sequence[str]]) -> int:
    """How many lines between neighbouring layers would cross if all were straight."""
    count = 0
    for one, other in pairwise(layers):
        place = {name: at for at, name in enumerate(other)}
        seen: list[int] = []
        for name in one:
            ends = [place[end] for end in near.get(name, ()) if end in place]
            count += sum(len(seen) - bisect_right(seen, end) for end in ends)
            for end in ends:
                insort(seen, end)
    return count


def _neighbours(flows: Sequence[Flow]) -> Mapping[str, list[str]]:
    """What each thing is joined with, in either direction."""
    found: dict[str, list[str]] = {}
    for flow in flows:
        found.setdefault(flow.source, []).append(flow.target)
        found.setdefault(flow.target, []).append(flow.source)
    return found


def _sort_by_neighbours(
    fixed: Sequence[str], layer: list[str], near: Mapping[str, Sequence[str]]
) -> None:
    """Order a layer by the mean place of what each of its things is connected with."""
    place = {name: at for at, name in enumerate(fixed)}
    scale = len(fixed) / max(1, len(layer))
    key = {}
    for at, name in enumerate(layer):
        known = [place[other] for other in near.get(name, ()) if other in place]
        key[name] = (sum(known) / len(known) if known else at * scale, at)
    layer.sort(key=key.__getitem__)


def _without_cycles(names: Sequence[str], flows: Sequence[Flow]) -> list[tuple[str, str]]:
    """The flows but for those that close a circle, found by a walk in depth."""
    out: dict[str, list[str]] = {}
    for flow in flows:
        out.setdefault(flow.source, []).append(flow.target)
    kept: list[tuple[str, str]] = []
    state = dict.fromkeys(names, 0)
    for start in names:
        stack = [(start, iter(out.get(start, ())))] if not state[start] else []
        state[start] = state[start] or 1
        while stack:
            name, rest = stack[-1]
            following = next(rest, None)
            if following is None:
                state[name] = 2
                stack.pop()
            elif state[following] != 1:
                kept.append((name, following))
                if not state[following]:
                    state[following] = 1
                    stack.append((following, iter(out.get(following, ()))))
    return kept


def _depths(names: Sequence[str], flows: Sequence[tuple[str, str]]) -> dict[str, int]:
    """The longest way to each from a beginning; the flows have no circle."""
    out: dict[str, list[str]] = {}
    missing = dict.fromkeys(names, 0)
    for source, target in flows:
        out.setdefault(source, []).append(target)
        missing[target] += 1
    depth = dict.fromkeys(names, 0)
    ready = [name for name in names if not missing[name]]
    for name in ready:
        for target in out.get(name, ()):
            depth[target] = max(depth[target], depth[name] + 1)
            missing[target] -= 1
            if not missing[target]:
                ready.append(target)
    return depth
