"""The boxes and lines of archc's drawing, placed and routed by other engines."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from archc.drawing import Area, Box, Drawing, Point, Route
from archc.drawing.scene import PLACES, around
from tests.compare_layouts import by_graphviz

_GAP = 3  # between an icon and the label under it
# What the package `diagrams` asks of dot.
_ASKED = {"splines": "ortho", "nodesep": "0.60", "ranksep": "0.75", "rankdir": "TB", "pad": "0.5"}
_ELK = {
    "elk.algorithm": "layered",
    "elk.direction": "DOWN",
    "elk.edgeRouting": "ORTHOGONAL",
    "elk.hierarchyHandling": "INCLUDE_CHILDREN",
    "elk.json.shapeCoords": "ROOT",
    "elk.json.edgeCoords": "ROOT",
    "elk.spacing.nodeNode": "40",
    "elk.layered.spacing.nodeNodeBetweenLayers": "40",
}


def bare(drawing: Drawing) -> Drawing:
    """The places, icons and lines of a drawing: no title, no legend, no marks.

    Labels of icons stand below them, as all other engines want them.
    """
    kept = []
    for box in drawing.boxes:
        if box.form not in (*PLACES, "icon"):
            continue
        label = box.label
        if box.form == "icon" and label is not None:
            x = box.area.center.x - label.width // 2
            label = Area(x, box.area.bottom + _GAP, label.width, label.height)
        kept.append(box._replace(label=label))
    ids = {box.id for box in kept}
    routes = [r for r in drawing.routes if {r.source, r.target} <= ids]
    return drawing._replace(boxes=tuple(kept), routes=tuple(routes), marks=(), badges=())


def _inside(drawing: Drawing, parent: str) -> list[Box]:
    return [box for box in drawing.boxes if box.parent == parent]


def _size(box: Box) -> tuple[int, int]:
    """An icon with its label, as one rectangle."""
    label = box.label or Area(0, 0, 0, -_GAP)
    return max(box.area.width, label.width), box.area.height + _GAP + label.height


def _title(box: Box) -> tuple[int, int]:
    """The room that a place's title takes of its top left corner, its own icon included."""
    label = box.label or Area(*box.area[:2], 0, 0)
    wide = label.width if box.form == "scaling" else label.right - box.area.x
    return wide, label.bottom - box.area.y


def _icon_at(box: Box, x: float, y: float) -> Box:
    """An icon whose rectangle with its label has its top left corner there."""
    width, _ = _size(box)
    area = Area(round(x + (width - box.area.width) / 2), round(y), *box.area[2:])
    if box.label is None:
        return box._replace(area=area)
    left = round(x + (width - box.label.width) / 2)
    label = Area(left, area.bottom + _GAP, *box.label[2:])
    return box._replace(area=area, label=label)


def _group_at(box: Box, area: Area) -> Box:
    label = box.label
    if label is not None:
        x = area.x + (label.x - box.area.x)
        if box.form == "scaling":  # its title stands in the middle
            x = area.center.x - label.width // 2
        label = Area(x, area.y + (label.y - box.area.y), *label[2:])
    return box._replace(area=area, label=label)


# --- Graphviz


def by_dot(drawing: Drawing) -> Drawing:
    """The layout of dot, asked as the package `diagrams` asks it.

    It joins icons only, so a line to a place goes to the first icon in it.
    """
    drawing = bare(drawing)
    lines = ["digraph {", *(f"  {name}={value};" for name, value in _ASKED.items())]
    lines += ['  node [shape=box, fixedsize=true, label=""];']
    lines += list(_dot_boxes(drawing, ""))
    for route in drawing.routes:
        ends = (_quoted(_first_icon(drawing, end)) for end in (route.source, route.target))
        label = route.label or Area(0, 0, 0, 0)
        drawn = f"label={_table(*label[2:])}, " if route.label else ""
        lines.append(f"  {' -> '.join(ends)} [{drawn}id={_quoted(route.id)}];")
    asked = "\n".join([*lines, "}"]).encode()
    done = subprocess.run(["dot", "-Tjson"], input=asked, capture_output=True, check=True)
    return _from_dot(drawing, json.loads(done.stdout))


def _quoted(text: str) -> str:
    return json.dumps(text)


def _table(width: int, height: int) -> str:
    """A label of a given size, whatever the fonts are."""
    return (
        f'<<TABLE BORDER="0" CELLBORDER="0" FIXEDSIZE="TRUE" WIDTH="{width}" HEIGHT="{height}">'
        "<TR><TD></TD></TR></TABLE>>"
    )


def _first_icon(drawing: Drawing, id_: str) -> str:
    box = next(box for box in drawing.boxes if box.id == id_)
    while box.is_group:
        box = _inside(drawing, box.id)[0]
    return box.id


def _dot_boxes(drawing: Drawing, parent: str) -> Iterable[str]:
    for box in _inside(drawing, parent):
        if box.is_group:
            yield f"subgraph {_quoted(f'cluster_{box.id}')} {{"
            yield f"  labeljust=l; label={_table(*_title(box))};"
            yield from _dot_boxes(drawing, box.id)
            if not _inside(drawing, box.id):  # dot leaves out what is empty
                yield f"{_quoted(f'in {box.id}')} [style=invis, width=0.1, height=0.1];"
            yield "}"
        else:
            width, height = (side / 72 for side in _size(box))
            yield f"{_quoted(box.id)} [width={width:.4f}, height={height:.4f}];"


def _from_dot(drawing: Drawing, graph: dict[str, Any]) -> Drawing:
    _, _, right, height = (float(part) for part in graph["bb"].split(","))
    found = {entry["name"].removeprefix("cluster_"): entry for entry in graph["objects"]}

    def place(box: Box) -> Box:
        entry = found[box.id]
        if "bb" in entry:
            x0, y0, x1, y1 = (float(part) for part in entry["bb"].split(","))
            area = Area(round(x0), round(height - y1), round(x1 - x0), round(y1 - y0))
            return _group_at(box, area)
        x, y = (float(part) for part in entry["pos"].split(","))
        wide, tall = _size(box)
        return _icon_at(box, x - wide / 2, height - y - tall / 2)

    edges = {entry["id"]: entry for entry in graph.get("edges", [])}

    def lead(route: Route) -> Route:
        entry = edges[route.id]
        spots = [part.split(",") for part in entry["pos"].removeprefix("e,").split()]
        listed = [Point(round(float(x)), round(height - float(y))) for x, y in spots]
        label = route.label
        if label is not None:
            x, y = (float(part) for part in entry["lp"].split(","))
            corner = round(x - label.width / 2), round(height - y - label.height / 2)
            label = Area(*corner, *label[2:])
        ends = (_first_icon(drawing, end) for end in (route.source, route.target))
        points = (*listed[1::3], listed[0])  # of a Bézier curve the points it passes, then the tip
        return Route(route.id, *ends, points, route.text, route.lines, label, route.refuted)

    return _redone(drawing, place, lead, (right, height))


# --- ELK


def by_elk(drawing: Drawing, node_modules: Path, *, corners: bool) -> Drawing:
    """The layered layout of ELK, with the labels told to it so that it can keep them clear."""
    drawing = bare(drawing)
    edges = []
    for route in drawing.routes:
        label = route.label
        sized = {"id": f"{route.id}/label", "text": route.text}
        sized |= {"width": label.width, "height": label.height} if label else {}
        ends = {"sources": [route.source], "targets": [route.target]}
        edges.append({"id": route.id, **ends, "labels": [sized] if label else []})
    graph = {"id": "root", "layoutOptions": _ELK, "children": _elk_boxes(drawing, "", corners),
             "edges": edges}  # fmt: skip
    command = ["node", str(Path(__file__).with_name("elk.mjs")), str(node_modules)]
    done = subprocess.run(
        command, input=json.dumps(graph).encode(), capture_output=True, check=True
    )
    return _from_elk(drawing, json.loads(done.stdout))


def _elk_boxes(drawing: Drawing, parent: str, corners: bool) -> list[dict[str, Any]]:
    listed = []
    for box in _inside(drawing, parent):
        if not box.is_group:
            width, height = _size(box)
            listed.append({"id": box.id, "width": width, "height": height})
            continue
        width, height = _title(box)
        side = "H_LEFT" if corners else "H_CENTER"
        options = {
            "elk.nodeLabels.placement": f"INSIDE V_TOP {side}",
            "elk.nodeSize.constraints": "NODE_LABELS",
            "elk.nodeSize.options": "ASYMMETRICAL",
            "elk.padding": "[top=20,left=20,bottom=20,right=20]",
        }
        title = {"text": box.text, "width": width, "height": height}
        inner = _elk_boxes(drawing, box.id, corners)
        entry = {"id": box.id, "labels": [title], "layoutOptions": options, "children": inner}
        listed.append(entry)
    return listed


def _from_elk(drawing: Drawing, graph: dict[str, Any]) -> Drawing:
    found = {}
    waiting = [graph]
    while waiting:
        entry = waiting.pop()
        found[entry["id"]] = entry
        waiting += entry.get("children", [])
    edges = {entry["id"]: entry for entry in graph["edges"]}

    def place(box: Box) -> Box:
        entry = found[box.id]
        if not box.is_group:
            return _icon_at(box, entry["x"], entry["y"])
        return _group_at(box, _area(entry))

    def lead(route: Route) -> Route:
        entry = edges[route.id]
        section = entry["sections"][0]
        spots = [section["startPoint"], *section.get("bendPoints", []), section["endPoint"]]
        points = tuple(Point(round(spot["x"]), round(spot["y"])) for spot in spots)
        label = _area(entry["labels"][0]) if route.label else None
        return route._replace(points=points, label=label)

    return _redone(drawing, place, lead, (graph["width"], graph["height"]))


def _area(entry: dict[str, Any]) -> Area:
    return Area(*(round(entry[name]) for name in ("x", "y", "width", "height")))


def _redone(
    drawing: Drawing,
    place: Callable[[Box], Box],
    lead: Callable[[Route], Route],
    size: tuple[float, float],
) -> Drawing:
    return drawing._replace(
        boxes=tuple(place(box) for box in drawing.boxes),
        routes=tuple(lead(route) for route in drawing.routes),
        width=round(size[0]),
        height=round(size[1]),
    )


# --- the package `diagrams`


def by_diagrams(design: Any) -> Drawing:
    """What `--only graphviz` draws: a cluster per place and a node per component."""
    drawing = by_graphviz(design)
    boxes = []
    for box in drawing.boxes:
        if box.is_group:
            boxes.append(box._replace(form="zone", lines=(box.text,)))
            continue
        side = box.area.width  # the icon is a square above its name
        label = Area(box.area.x, box.area.y + side, side, box.area.height - side)
        icon = design.components[box.id].icon
        area = Area(box.area.x, box.area.y, side, side)
        boxes.append(box._replace(area=area, lines=(box.text,), label=label, icon=icon))
    routes = [route._replace(lines=(route.text,)) for route in drawing.routes]
    page = around(box.area for box in boxes)
    return drawing._replace(
        name=design.name,
        boxes=tuple(boxes),
        routes=tuple(routes),
        width=page.right,
        height=page.bottom,
    )
