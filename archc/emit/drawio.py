"""Writes a drawing as a plain draw.io file with real, editable AWS shapes."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import escape as html_escape
from itertools import pairwise
from typing import NamedTuple
from xml.sax.saxutils import escape

from archc.component import Icon
from archc.drawing import Area, Badge, Box, Drawing, Mark, Point, Route, palette
from archc.drawing.palette import INK as _INK
from archc.drawing.scene import LAYERS, PANELS
from archc.merge import seal

SUFFIX = ".drawio"
NEEDS = "pages"

_LAYER_IDS = {"network": "1"} | {layer: f"layer/{layer}" for layer in LAYERS if layer != "network"}

_SERVICE_POINTS = (
    "points=[[0,0,0],[0.25,0,0],[0.5,0,0],[0.75,0,0],[1,0,0],[0,1,0],[0.25,1,0],[0.5,1,0],"
    "[0.75,1,0],[1,1,0],[0,0.25,0],[0,0.5,0],[0,0.75,0],[1,0.25,0],[1,0.5,0],[1,0.75,0]];"
)
_GROUP_POINTS = (
    "points=[[0,0],[0.25,0],[0.5,0],[0.75,0],[1,0],[1,0.25],[1,0.5],[1,0.75],[1,1],[0.75,1],"
    "[0.5,1],[0.25,1],[0,1],[0,0.75],[0,0.5],[0,0.25]];"
)
_CONTAINER = "container=1;pointerEvents=0;collapsible=0;recursiveResize=0;"
_GROUP = (
    f"{_GROUP_POINTS}outlineConnect=0;gradientColor=none;html=1;whiteSpace=wrap;fontSize=12;"
    f"fontStyle=0;{_CONTAINER}"
)
_CORNER = "verticalAlign=top;align=left;spacingLeft=30;"


def _colors(form: str) -> str:
    look = palette.GROUPS[form]
    colors = f"strokeColor={look.border};fillColor={look.fill};fontColor={_INK};"
    return colors + _dashed(look.dashes)


def _dashed(dashes: str) -> str:
    return f"dashed=1;dashPattern={dashes};" if dashes else "dashed=0;"


def _cornered(form: str, icon: str) -> str:
    return f"shape=mxgraph.aws4.group;grIcon=mxgraph.aws4.{icon};{_colors(form)}{_CORNER}"


_LOCK = "group_security_group;grStroke=1"
_TITLED = "verticalAlign=top;align=left;"
_GROUPS = {
    "cloud": _cornered("cloud", "group_aws_cloud_alt"),
    "region": _cornered("region", "group_region"),
    "vpc": _cornered("vpc", "group_vpc"),
    "public": _cornered("public", _LOCK),
    "private": _cornered("private", _LOCK),
    "isolated": _cornered("isolated", _LOCK),
    "scaling": (
        "shape=mxgraph.aws4.groupCenter;grIcon=mxgraph.aws4.group_auto_scaling_group;grStroke=1;"
        f"{_colors('scaling')}verticalAlign=top;align=center;spacingTop=25;"
    ),
    "zone": f"{_colors('zone')}{_TITLED}spacingLeft=4;",
} | {form: f"{_colors(form)}{_TITLED}" for form in PANELS}
_ICON_LABEL = f"fontColor={_INK};html=1;fontSize=12;fontStyle=0;aspect=fixed;"
_UNDER = "verticalLabelPosition=bottom;verticalAlign=top;align=center;"
_BESIDE = "labelPosition=right;verticalLabelPosition=middle;align=left;verticalAlign=middle;"
_PLAIN = (
    f"text;html=1;strokeColor=none;fillColor=none;align=left;verticalAlign=middle;fontColor={_INK};"
)
_EDGE = (
    "edgeStyle=orthogonalEdgeStyle;html=1;endArrow=open;elbow=vertical;startArrow=none;endFill=0;"
    "strokeColor=#545B64;rounded=0;strokeWidth=1.5;jumpStyle=arc;jumpSize=6;orthogonalLoop=1;"
    "jettySize=auto;"
)
_EDGE_LABEL = (
    f"edgeLabel;html=1;align=center;verticalAlign=middle;resizable=0;points=[];fontSize=12;"
    f"fontColor={_INK};labelBackgroundColor=none;"
)
_SIZES = {"title": 24, "subtitle": 14, "heading": 14}
_CELL = (
    "shape=partialRectangle;top=0;left=0;right=0;bottom=1;html=1;align=left;verticalAlign=middle;"
    f"spacingLeft=6;fontSize=12;fontColor={_INK};strokeColor={palette.RULE};"
)
_NUMBER = (
    f"rounded=1;arcSize=50;html=1;fillColor={palette.STEP};strokeColor={palette.PAPER};"
    f"fontColor={palette.PAPER};fontStyle=1;fontSize=11;align=center;verticalAlign=middle;"
)

# A line with an open head, as draw.io packs shapes of one's own; its `shape=line` has no head.
_ARROW = (
    "stencil("
    "nVHLDsIgEPyavbesMXqu9T/QrkKsQIC2+veC2/ggaWK8kJmdYWYDgE1Q0hGISgHuQIh6nY5EJ6ZYMZXB0THybJRe"
    "y0NPrITo7YUm3cU5QRtFXsesYgvYnKyns7eD6Zg7mZ0ZXe2Ym298b266M9s82Z6NvTYfRrFddibwzufVXtpScdG8"
    "+q+5cH5n1uLXJRMoHyyN+JOwfQA="
    ")"
)


class _Cell(NamedTuple):
    """One cell of the file: its own attributes, those of its wrapper, and its geometry."""

    id: str
    style: str
    parent: str
    label: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    ends: tuple[str, str] | None = None
    geometry: str = ""
    is_edge: bool = False
    connectable: bool = True


def emit(pages: Sequence[Drawing]) -> bytes:
    """The draw.io file with a page per drawing, and with what it takes to merge it once edited."""
    text = "".join(_page(page, _next(pages, at)) for at, page in enumerate(pages))
    return seal(f'<mxfile host="archc" type="device">\n{text}</mxfile>\n'.encode())


def _next(pages: Sequence[Drawing], at: int) -> str:
    """The page that a page's title leads to, empty for an only one."""
    return pages[(at + 1) % len(pages)].view if len(pages) > 1 else ""


def _page(drawing: Drawing, link: str) -> str:
    width, height = drawing.width, drawing.height
    partial = ' archcPartial="yes"' if drawing.partial else ""
    says = f" archSays={_quoted(drawing.says)}" if drawing.says else ""
    cells = "".join(f"        {line}\n" for line in _cells(drawing, link))
    return (
        f"  <diagram id={_quoted(drawing.view)} name={_quoted(drawing.heading)}>\n"
        f'    <mxGraphModel dx="{width}" dy="{height}" grid="1" gridSize="10" guides="1" '
        f'tooltips="1" connect="1" arrows="1" fold="1" page="1" pageScale="1" '
        f'pageWidth="{width}" pageHeight="{height}" background="#FFFFFF" math="0" shadow="0">\n'
        "      <root>\n"
        f'        <object label="" archcDesign={_quoted(drawing.name)}{partial}{says} id="0">'
        "<mxCell/></object>\n"
        f"{cells}"
        "      </root>\n    </mxGraphModel>\n  </diagram>\n"
    )


def _id(scene_id: str) -> str:
    """The cell's id: draw.io fails on ids like `entries` or `keys`, names of JavaScript's own."""
    return scene_id if "/" in scene_id or "->" in scene_id else f"component:{scene_id}"


def _quoted(text: str) -> str:
    """A value of an XML attribute; line ends survive as references."""
    if not text.isprintable():  # hardly ever
        text = "".join(c for c in text if c in "\n\t" or c.isprintable())
    return '"' + escape(text, {'"': "&quot;", "\n": "&#10;", "\t": "&#9;"}) + '"'


def _html(lines: Sequence[str]) -> str:
    """Lines as the HTML that draw.io takes a label for; our text stays text."""
    return "<br>".join(html_escape(line, quote=False) for line in lines)


def _cells(drawing: Drawing, link: str) -> Iterator[str]:
    for layer in LAYERS:
        yield f'<mxCell id="{_LAYER_IDS[layer]}" value="{layer.capitalize()}" parent="0"/>'
    for layer in LAYERS:
        for cell in _on_layer(drawing, layer, link):
            yield from _written(cell)


def _on_layer(drawing: Drawing, layer: str, link: str) -> Iterator[_Cell]:
    corners = {box.id: box.area for box in drawing.boxes}
    yield from (_box_cell(box, corners, link) for box in drawing.boxes if box.layer == layer)
    for route in drawing.routes:
        if route.layer == layer:
            yield from _route_cells(route, corners)
    if layer == "findings":
        yield from (_mark_cell(mark) for mark in drawing.marks)
    if layer == "notes":
        routes = {route.id: route for route in drawing.routes}
        yield from (
            _badge_cell(badge, routes.get(badge.holder), corners) for badge in drawing.badges
        )


def _written(cell: _Cell) -> Iterator[str]:
    """The lines of a cell, attributes in the order in which draw.io saves them."""
    ends = f" source={_quoted(cell.ends[0])} target={_quoted(cell.ends[1])}" if cell.ends else ""
    kind = 'edge="1"' if cell.is_edge else 'vertex="1"'
    kind += "" if cell.connectable else ' connectable="0"'
    rest = f"style={_quoted(cell.style)} parent={_quoted(cell.parent)}{ends} {kind}"
    if not cell.facts:
        yield f"<mxCell id={_quoted(cell.id)} value={_quoted(cell.label)} {rest}>"
        yield f"  {cell.geometry}"
        yield "</mxCell>"
        return
    facts = " ".join(f"{name}={_quoted(value)}" for name, value in cell.facts)
    yield f"<UserObject label={_quoted(cell.label)} {facts} id={_quoted(cell.id)}>"
    yield f"  <mxCell {rest}>"
    yield f"    {cell.geometry}"
    yield "  </mxCell>"
    yield "</UserObject>"


def _geometry(area: Area, corner: Area | None) -> str:
    x, y = (area.x - corner.x, area.y - corner.y) if corner else (area.x, area.y)
    return (
        f'<mxGeometry x="{x}" y="{y}" width="{area.width}" height="{area.height}" as="geometry"/>'
    )


def _box_cell(box: Box, corners: Mapping[str, Area], link: str) -> _Cell:
    parent = _id(box.parent) if box.parent else _LAYER_IDS[box.layer]
    facts = (
        ("tooltip", box.tooltip or box.text),
        ("link", f"data:page/id,{link}" if link and box.form == "title" else ""),
        ("archPath", box.component or box.id),
        ("archId", box.logical_id),
        ("archName", box.text),
        ("archSays", box.says),
    )
    shown = _given(facts)
    geometry = _geometry(box.area, corners.get(box.parent))
    return _Cell(_id(box.id), _style(box), parent, _html(box.lines), shown, geometry=geometry)


def _style(box: Box) -> str:  # noqa: PLR0911  (one style per form)
    match box.form:
        case "icon":
            return _icon_style(box)
        case "note":
            return (
                "shape=note;html=1;size=12;whiteSpace=wrap;align=left;verticalAlign=top;spacingLeft=6;"
                f"fillColor={palette.NOTE};strokeColor={palette.NOTE_BORDER};fontSize=12;"
                f"fontColor={_INK};"
            )
        case "cell":
            return _CELL + ("" if not box.sample else f"fillColor={palette.PANEL};fontStyle=1;")
        case "swatch":
            return _swatch_style(box)
        case form if form in PANELS:
            return _GROUP.replace("fontStyle=0", "fontStyle=1") + _GROUPS[form] + _inset(box)
        case form if box.is_group:
            return _GROUP + _GROUPS[form]
        case form:
            return f"{_PLAIN}fontSize={_SIZES.get(form, 12)};fontStyle={int(form == 'heading')};"


def _inset(box: Box) -> str:
    """Where a panel's title stands in it; draw.io keeps some pixels clear by itself."""
    label = box.label or box.area
    return f"spacingLeft={label.x - box.area.x - 2};spacingTop={label.y - box.area.y - 5};"


def _swatch_style(box: Box) -> str:
    """A sample of the legend, its meaning at the right."""
    sample, away = box.sample, (box.label or box.area).x - box.area.right - 2
    label = f"html=1;{_BESIDE}spacingLeft={away};fontSize=12;"
    if sample in palette.GROUPS:
        return f"{label}{_colors(sample)}strokeWidth=1.5;"
    label += f"fontColor={_INK};"
    if sample in palette.LINES:
        look = palette.LINES[sample]
        line = f"fillColor=none;strokeColor={look.color};strokeWidth={look.width};"
        line += "fixDash=1;" if look.dashes else ""
        shape = f"shape={_ARROW}" if look.head else "shape=line"
        return f"{shape};{label}{line}{_dashed(look.dashes)}"
    color = palette.SEVERITIES.get(sample, palette.STEP)
    round_ = 50 if sample == "step" else 25
    return f"rounded=1;arcSize={round_};{label}fillColor={color};strokeColor=none;"


def _icon_style(box: Box) -> str:
    icon = box.icon or Icon("resource", "general", _INK)
    under = box.label is None or box.label.y >= box.area.bottom
    label = (_UNDER if under else _BESIDE) + _ICON_LABEL
    if box.label is not None and not under:
        label += f"spacingLeft={box.label.x - box.area.right - 2};"
    if icon.form == "service":
        return (
            f"sketch=0;{_SERVICE_POINTS}outlineConnect=0;fillColor={icon.color};"
            f"strokeColor=#ffffff;dashed=0;{label}shape=mxgraph.aws4.resourceIcon;"
            f"resIcon=mxgraph.aws4.{icon.shape};"
        )
    return (
        f"sketch=0;outlineConnect=0;gradientColor=none;fillColor={icon.color};strokeColor=none;"
        f"dashed=0;{label}pointerEvents=1;shape=mxgraph.aws4.{icon.shape};"
    )


def _badge_cell(badge: Badge, route: Route | None, corners: Mapping[str, Area]) -> _Cell:
    """A badge is the child of its arrow, or of its panel, so that it moves along."""
    facts = _given((("tooltip", badge.tooltip), ("archPath", badge.component)))
    label = _html([badge.text])
    if route is None:
        geometry = _geometry(badge.area, corners.get(badge.holder))
        return _Cell(badge.id, _NUMBER, _id(badge.holder), label, facts, geometry=geometry)
    area = badge.area
    share, offset = _along(route.points, area.center)
    x, y = offset.x - area.width // 2, offset.y - area.height // 2
    geometry = (
        f'<mxGeometry x="{share}" width="{area.width}" height="{area.height}" relative="1" '
        f'as="geometry"><mxPoint x="{x}" y="{y}" as="offset"/></mxGeometry>'
    )
    return _Cell(badge.id, _NUMBER, route.id, label, facts, geometry=geometry, connectable=False)


def _mark_cell(mark: Mark) -> _Cell:
    color = palette.SEVERITIES.get(mark.severity, palette.SEVERITIES["warning"])
    style = (
        f"rounded=1;arcSize=25;html=1;fillColor={color};strokeColor=none;fontColor=#FFFFFF;"
        "fontSize=10;align=center;verticalAlign=middle;"
    )
    facts = (("tooltip", mark.tooltip), ("archPath", mark.component), ("archFinding", mark.code))
    return _Cell(mark.id, style, _LAYER_IDS["findings"], _html([mark.code]), _given(facts),
                 geometry=_geometry(mark.area, None))  # fmt: skip


def _given(facts: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """Facts that have a value; tooltips are HTML for draw.io, as labels are."""
    return tuple(
        (name, html_escape(value, quote=False) if name == "tooltip" else value)
        for name, value in facts
        if value
    )


def _route_cells(route: Route, corners: Mapping[str, Area]) -> Iterator[_Cell]:
    exit_ = _port(route.points[0], corners[route.source])
    entry = _port(route.points[-1], corners[route.target])
    look = palette.LINES[route.line]
    style = (
        f"{_EDGE}exitX={exit_[0]};exitY={exit_[1]};exitDx=0;exitDy=0;exitPerimeter=0;"
        f"entryX={entry[0]};entryY={entry[1]};entryDx=0;entryDy=0;entryPerimeter=0;"
        f"{_dashed(look.dashes)}"
    )
    if route.line != "arrow":
        style += f"strokeColor={look.color};strokeWidth={look.width};"
    if look.dashes:
        style += "fixDash=1;"
    if not look.head:
        style += "endArrow=none;"
    points = "".join(f'<mxPoint x="{x}" y="{y}"/>' for x, y in route.points[1:-1])
    array = f'<Array as="points">{points}</Array>' if points else ""
    geometry = f'<mxGeometry relative="1" as="geometry">{array}</mxGeometry>'
    facts = _given((("tooltip", route.tooltip), ("archPath", route.id), ("archSays", route.says)))
    ends = _id(route.source), _id(route.target)
    layer = _LAYER_IDS[route.layer]
    yield _Cell(route.id, style, layer, "", facts, ends, geometry, is_edge=True)
    if route.label is not None:
        share, offset = _along(route.points, route.label.center)
        geometry = (
            f'<mxGeometry x="{share}" relative="1" as="geometry">'
            f'<mxPoint x="{offset.x}" y="{offset.y}" as="offset"/></mxGeometry>'
        )
        yield _Cell(f"{route.id}/label", _EDGE_LABEL, route.id, _html(route.lines),
                    geometry=geometry, connectable=False)  # fmt: skip


def _port(point: Point, area: Area) -> tuple[str, str]:
    """A point on a border as shares of width and height."""
    x = (point.x - area.x) / max(1, area.width)
    y = (point.y - area.y) / max(1, area.height)
    return f"{x:.6g}", f"{y:.6g}"


def _along(points: Sequence[Point], center: Point) -> tuple[str, Point]:
    """The place on a line nearest to a label, from -1 to 1, and the label's distance from it."""
    pieces = list(pairwise(points))
    lengths = [abs(b.x - a.x) + abs(b.y - a.y) for a, b in pieces]
    total, walked = max(1, sum(lengths)), 0
    found = []
    for (one, other), length in zip(pieces, lengths, strict=True):
        x = min(max(center.x, min(one.x, other.x)), max(one.x, other.x))
        y = min(max(center.y, min(one.y, other.y)), max(one.y, other.y))
        away = abs(center.x - x) + abs(center.y - y)
        here = walked + abs(x - one.x) + abs(y - one.y)
        found.append((away, here, Point(center.x - x, center.y - y)))
        walked += length
    _, at, offset = min(found)
    return f"{2 * at / total - 1:.6g}", offset
