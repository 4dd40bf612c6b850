"""Architecture → PNG as Graphviz lays it out, through the package `diagrams`; needs `dot`."""

from __future__ import annotations

import shutil
import tempfile
from contextlib import ExitStack
from pathlib import Path

import diagrams
from diagrams.custom import Custom
from graphviz import escape, nohtml
from graphviz.quoting import NoHtml

from archc.component import Architecture, Component
from archc.emit import Unavailable

SUFFIX = ".graphviz.png"
NEEDS = "design"

_ICONS = Path(diagrams.__file__).resolve().parent.parent / "resources" / "aws"
# `diagrams` makes up random node ids; these keep the picture the same from run to run.
_GRAPH = {"fontname": "Open Sans", "pad": "0.5", "label": ""}


def emit(design: Architecture) -> bytes:
    """The picture; every place is a cluster, arrows between the same ends are one line."""
    return rendered(design, "png")


def rendered(design: Architecture, form: str) -> bytes:
    """What Graphviz makes of a design in one of its output formats."""
    if shutil.which("dot") is None:
        raise Unavailable("this format needs Graphviz: install the package `graphviz`")
    with tempfile.TemporaryDirectory(prefix="archc-") as folder:
        name = str(Path(folder, "picture"))
        with diagrams.Diagram(
            "", filename=name, show=False, direction="TB", outformat=form, graph_attr=_GRAPH
        ):
            nodes: dict[str, diagrams.Node] = {}
            several = len(design.by_region) > 1
            loose = [c for c in design.components.values() if not c.places]
            _add(design, [c for c in loose if c.outside or not several], nodes)
            for region, held in design.by_region.items() if several else ():
                with diagrams.Cluster(_text(region)):
                    _add(design, [c for c in held if not c.places], nodes)
            _connect(design, nodes)
        return Path(f"{name}.{form}").read_bytes()


def _add(
    design: Architecture, components: list[Component], nodes: dict[str, diagrams.Node]
) -> None:
    """Draw components, and what they hold inside of them."""
    for component in components:
        held = list(design.held_by(component))
        if component.container:
            with ExitStack() as inside:
                inside.enter_context(diagrams.Cluster(_text(component.label)))
                _add(design, [h for h in held if h.places[0] == component.name], nodes)
        elif component.icon.image:
            icon = str(_ICONS / component.icon.image)
            label = _text(component.label)
            nodes[component.name] = Custom(label, icon, nodeid=component.name)


def _connect(design: Architecture, nodes: dict[str, diagrams.Node]) -> None:
    said: dict[tuple[str, str], list[str]] = {}
    for relation in design.relations:
        words = said.setdefault((relation.source.name, relation.target.name), [])
        words += [] if relation.link else [relation.label or relation.verb.name]
    for (source, target), words in said.items():
        if source in nodes and target in nodes:
            edge = diagrams.Edge(label=_text(", ".join(dict.fromkeys(words))))
            # What only links says nothing, and leads both ways.
            _ = nodes[source] >> edge >> nodes[target] if words else nodes[source] - nodes[target]


def _text(text: str) -> NoHtml:
    """A label that Graphviz takes for plain text: no markup, no escapes."""
    return nohtml(escape(text))
