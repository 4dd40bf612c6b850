"""Things with no place in a network, from left to right along their arrows."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from archc.drawing.measure import text_width
from archc.drawing.pieces import STEP, Piece, moved, overlaid, snapped

_GAP = 40
_AROUND = Piece(300, 280)  # roughly what a picture needs beside and above its columns
_LABEL = 140  # the widest label that gets its room between two columns


class Flow(NamedTuple):
    """An arrow between two things, with its label."""

    source: str
    target: str
    text: str


def layered(cells: Mapping[str, Piece], flows: Sequence[Flow], widest: float) -> Piece:
    """The cells in columns along the flows, in several bands where one would be too wide."""
    if not cells:
        return Piece(0, 0)
    flows = [f for f in flows if f.source in cells and f.target in cells and f.source != f.target]
    columns = _chunked(_sorted_layers(list(cells), flows), len(cells))
    slot = max(piece.height for piece in cells.values()) + _GAP
    steps = _steps(columns, cells, flows)
    bands = _bands(len(columns), sum(steps), max(map(len, columns)) * slot, widest)
    placed, y = [], 0
    for part in _split(len(columns), bands):
        band = _band(columns[part], steps[part], cells, slot)
        placed.append(moved(band, 0, y))
        y += band.height + 2 * _GAP
    return overlaid(placed)


def _steps(
    columns: Sequence[Sequence[str]], cells: Mapping[str, Piece], flows: Sequence[Flow]
) -> list[int]:
    """How far it is from each column to the next: its width and room for labels behind it."""
    at = {name: number for number, column in enumerate(columns) for name in column}
    room = [20] * len(columns)
    for flow in flows:
        low, high = sorted((at[flow.source], at[flow.target]))
        if high == low + 1:
            room[low] = max(room[low], min(_LABEL, text_width(flow.text)))
    widths = [max(cells[name].width for name in column) for column in columns]
    return [snapped(width + label + 60) for width, label in zip(widths, room, strict=True)]


def _band(
    columns: Sequence[Sequence[str]],
    steps: Sequence[int],
    cells: Mapping[str, Piece],
    slot: int,
) -> Piece:
    tallest = max(map(len, columns))
    placed, x = [], 0
    for column, step in zip(columns, steps, strict=True):
        width = max(cells[name].width for name in column)
        y = (tallest - len(column)) * slot // 2 // STEP * STEP
        for name in column:
            left = x + (width - cells[name].width) // 2 // STEP * STEP
            placed.append(moved(cells[name], left, y))
            y += slot
        x += step
    band = overlaid(placed)
    return band._replace(height=tallest * slot - _GAP)


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


def _chunked(layers: Sequence[Sequence[str]], count: int) -> list[Sequence[str]]:
    """Layers as columns; a very high one becomes several."""
    most = max(6, math.ceil(math.sqrt(count)))
    return [layer[at : at + most] for layer in layers for at in range(0, len(layer), most)]


def _sorted_layers(names: Sequence[str], flows: Sequence[Flow]) -> list[list[str]]:
    """Layers by the longest way from a beginning, each sorted to keep its arrows short."""
    depth = _depths(names, _without_cycles(names, flows))
    layers: list[list[str]] = [[] for _ in range(max(depth.values()) + 1)]
    for name in names:
        layers[depth[name]].append(name)
    neighbours = _neighbours(flows)
    for _ in range(2):
        for one, other in _pairs(layers):
            _sort_by_neighbours(one, other, neighbours)
        for one, other in reversed(_pairs(layers)):
            _sort_by_neighbours(other, one, neighbours)
    return layers


def _pairs(layers: Sequence[list[str]]) -> list[tuple[list[str], list[str]]]:
    """Neighbouring layers: the fixed one, then the one to sort."""
    return list(pairwise(layers))


def _neighbours(flows: Sequence[Flow]) -> Mapping[str, list[str]]:
    found: dict[str, list[str]] = {}
    for flow in flows:
        found.setdefault(flow.source, []).append(flow.target)
        found.setdefault(flow.target, []).append(flow.source)
    return found


def _sort_by_neighbours(
    fixed: Sequence[str], layer: list[str], neighbours: Mapping[str, list[str]]
) -> None:
    """Order a layer by the mean place of what each of its things is connected with."""
    place = {name: at for at, name in enumerate(fixed)}
    scale = len(fixed) / max(1, len(layer))
    key = {}
    for at, name in enumerate(layer):
        near = [place[other] for other in neighbours.get(name, ()) if other in place]
        key[name] = (sum(near) / len(near) if near else at * scale, at)
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
