"""The comparison counts what it says, on the same boxes."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from archc.drawing import draw
from tests.designs import compile_example
from tests.geometry import outside_parent, overlaps
from tests.peers import count, engines

FILE = """<mxfile><diagram><mxGraphModel><root><mxCell id="0"/><mxCell id="1" parent="0"/>
<UserObject label="" id="a->b"><mxCell parent="1" edge="1"/></UserObject>
<mxCell id="a->b/label" value="http" parent="a->b" vertex="1"/>
<mxCell id="b" value="b" parent="1" vertex="1"/></root></mxGraphModel></diagram></mxfile>"""


def test_a_lines_own_label_is_no_fault(tmp_path: Path) -> None:
    (tmp_path / "a.drawio").write_text(FILE, encoding="utf-8")
    facts = {
        "overlaps": [["x:", "y:"]],
        "edgesThroughVertex": [],
        "edgeCrossings": 2,
        "edgesThroughLabel": [["a->b:", "a->b/label:http"]],
        "edgesThroughOwnLabel": [["a->b:", "b:b"]],
        "labelHits": [],
        "edgeOverlaps": 3,
        "edgesThroughGroup": [],
        "aspect": 1.5,
    }
    assert list(count.faults(facts, tmp_path / "a.drawio").values()) == [1, 0, 2, 1, 0, 3, 0, 1.5]


@pytest.mark.skipif(shutil.which("dot") is None, reason="needs Graphviz")
def test_graphviz_gets_the_same_boxes() -> None:
    drawing = draw(compile_example("06_web_shop").design)
    asked = engines.bare(drawing)
    laid = engines.by_dot(drawing)
    assert [box.id for box in laid.boxes] == [box.id for box in asked.boxes]
    assert [r.id for r in laid.routes] == [r.id for r in asked.routes]
    assert not overlaps(laid) and not outside_parent(laid)
