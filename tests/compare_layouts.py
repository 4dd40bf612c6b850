"""Counts the faults of pictures of the same designs, laid out by archc and by Graphviz.

`python -m tests.compare_layouts` prints a row per design; it needs `dot`. For more engines, and for
the tables of examples/COMPARISON.md, see tests/peers.
"""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

from archc.drawing import draw
from archc.drawing.scene import Area, Box, Drawing, Point, Route
from archc.emit.on_request.graphviz import rendered
from tests import geometry
from tests.designs import EXAMPLES, compile_file

_INCH = 72


def by_graphviz(design: Any) -> Drawing:
    """The layout of `dot`, as the package `diagrams` asks for it, as a scene."""
    done = subprocess.run(
        ["dot", "-Tjson"], input=rendered(design, "dot"), capture_output=True, check=True
    )
    graph = json.loads(done.stdout)
    height = float(graph["bb"].split(",")[3])
    names = {entry["_gvid"]: entry["name"] for entry in graph["objects"]}
    boxes = _nested([_box(entry, height) for entry in graph["objects"]])
    routes = [_route(entry, names, height) for entry in graph.get("edges", [])]
    return Drawing("g", "g", "", 0, 0, tuple(boxes), tuple(routes), ())


def _nested(boxes: list[Box]) -> list[Box]:
    """The boxes with the smallest cluster around each as its parent."""
    clusters = [box for box in boxes if box.is_group]
    found = []
    for box in boxes:
        around = [c for c in clusters if c.id != box.id and c.area.holds(box.area)]
        inner = min(around, key=lambda c: c.area.width * c.area.height, default=None)
        found.append(box._replace(parent=inner.id if inner else ""))
    return found


def _box(entry: dict[str, Any], height: float) -> Box:
    if "bb" in entry:  # a cluster; its label stands at its top left corner
        left, bottom, right, top = (float(part) for part in entry["bb"].split(","))
        area = Area(int(left), int(height - top), int(right - left), int(top - bottom))
        title = Area(area.x + 4, area.y + 4, int(7 * len(entry.get("label", ""))), 14)
        return Box(entry["name"], "vpc", area, text=entry.get("label", ""), label=title)
    x, y = (float(part) for part in entry["pos"].split(","))
    width, tall = float(entry["width"]) * _INCH, float(entry["height"]) * _INCH
    area = Area(int(x - width / 2), int(height - y - tall / 2), int(width), int(tall))
    return Box(entry["name"], "icon", area, text=entry["label"])


def _route(entry: dict[str, Any], names: dict[int, str], height: float) -> Route:
    spots = [part.split(",") for part in entry["pos"].removeprefix("e,").split()]
    listed = [Point(round(float(x)), round(height - float(y))) for x, y in spots]
    ways = [*listed[1::3], listed[0]]  # of a Bézier curve the points it passes; the tip comes first
    label = None
    if "lp" in entry:
        x, y = (float(part) for part in entry["lp"].split(","))
        wide = 7 * len(entry["label"])
        label = Area(int(x - wide / 2), int(height - y - 7), wide, 14)
    ends = names[entry["tail"]], names[entry["head"]]
    return Route("->".join(ends), *ends, tuple(ways), entry.get("label", ""), (), label)


def counted(drawing: Drawing) -> dict[str, int]:
    """What a reader would be disturbed by."""
    return {
        "overlaps": len(geometry.overlaps(drawing)),
        "through icons or texts": len(geometry.through_shapes(drawing)),
        "texts on texts": len(geometry.label_hits(drawing)),
        "on top of each other": len(geometry.collinear(drawing)),
        "crossings": geometry.crossings(drawing),
    }


def main() -> int:
    """Print a row per example and engine."""
    rows = []
    for path in EXAMPLES:
        design = compile_file(path).design
        for engine, drawing in (("archc", draw(design)), ("Graphviz", by_graphviz(design))):
            rows.append((path.stem, engine, counted(drawing)))
    print("| design | engine | " + " | ".join(rows[0][2]) + " |")
    print("|---|---|" + "---|" * len(rows[0][2]))
    for stem, engine, numbers in rows:
        print(f"| {stem} | {engine} | " + " | ".join(map(str, numbers.values())) + " |")
    return 0


if __name__ == "__main__":
    sys.exit(main())
