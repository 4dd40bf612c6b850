"""Pieces: boxes with their own corner as origin, put together to larger pieces."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from archc.component import Component, Icon
from archc.diagnostics import Diagnostic, Severity
from archc.drawing.captions import caption, distinction, tooltip
from archc.drawing.measure import LINE, plain, text_width, widest, wrap
from archc.drawing.scene import NOTES, Area, Box, Mark

# Everything stands on this grid, so that ports of neighbours lie on common lines.
STEP = 10
ICON = 60
SMALL = 40
TITLE = 40  # the height kept free for a group's title
CORNER = 30  # the width of a group's corner icon with its air
BADGE = 18
NOTE_WIDTH = 180

_LABEL = 110  # where labels under icons wrap


class Piece(NamedTuple):
    """Boxes and marks within a rectangle; `axis` is the x that arrows from above aim at."""

    width: int
    height: int
    boxes: tuple[Box, ...] = ()
    marks: tuple[Mark, ...] = ()
    axis: int = 0


Findings = dict[str, list[Diagnostic]]


def snapped(length: int, step: int = STEP) -> int:
    """The next multiple of the step."""
    return -(-length // step) * step


def moved(piece: Piece, dx: int, dy: int) -> Piece:
    """The piece elsewhere, with the rectangle from the origin still around it."""
    return Piece(
        piece.width + dx, piece.height + dy,
        tuple(box.moved(dx, dy) for box in piece.boxes),
        tuple(mark.moved(dx, dy) for mark in piece.marks),
        piece.axis + dx,
    )  # fmt: skip


def overlaid(pieces: Sequence[Piece]) -> Piece:
    """Pieces that have been moved to their places, as one."""
    return Piece(
        max((p.width for p in pieces), default=0), max((p.height for p in pieces), default=0),
        tuple(box for p in pieces for box in p.boxes),
        tuple(mark for p in pieces for mark in p.marks),
        pieces[0].axis if pieces else 0,
    )  # fmt: skip


def in_row(pieces: Sequence[Piece], gap: int) -> Piece:
    """Pieces side by side, aligned at the top."""
    placed, x = [], 0
    for piece in pieces:
        placed.append(moved(piece, x, 0))
        x += piece.width + gap
    return overlaid(placed)


def in_column(pieces: Sequence[Piece], gap: int) -> Piece:
    """Pieces one above the other, centred."""
    width = max((piece.width for piece in pieces), default=0)
    placed, y = [], 0
    for piece in pieces:
        placed.append(moved(piece, middle(width, piece.width), y))
        y += piece.height + gap
    return overlaid(placed)


def in_rows(pieces: Sequence[Piece], gap: int, columns: int) -> Piece:
    """Pieces in rows of so many."""
    rows = [pieces[at : at + columns] for at in range(0, len(pieces), max(1, columns))]
    return in_column([in_row(row, gap) for row in rows], gap)


def middle(outer: int, inner: int) -> int:
    """The offset that centres one length in another, on the grid."""
    return max(0, (outer - inner) // (2 * STEP) * STEP)


def spread(wanted: Sequence[int], lengths: Sequence[int], weights: Sequence[int]) -> list[int]:
    """Places on a line as near as can be to the wanted ones, in this order, none overlapping."""
    # Of each run of neighbours: sum of the beginnings it wants, of weights, its length, members.
    clusters: list[tuple[int, int, int, list[int]]] = []
    for at, (want, length, weight) in enumerate(zip(wanted, lengths, weights, strict=True)):
        total, heavy, size, members = want * weight, weight, length, [at]
        while clusters and clusters[-1][0] // clusters[-1][1] + clusters[-1][2] > total // heavy:
            before, weighing, long, earlier = clusters.pop()
            total += before - long * heavy
            heavy, size, members = heavy + weighing, size + long, [*earlier, *members]
        clusters.append((total, heavy, size, members))
    spots = [0] * len(wanted)
    for total, heavy, _, members in clusters:
        x = total // heavy // 10 * 10
        for at in members:
            spots[at] = x
            x += lengths[at]
    return spots


def inside(box: Box, content: Piece, at: tuple[int, int], findings: Findings) -> Piece:
    """A group with its content at an offset; the content's top level boxes become its children."""
    placed = moved(content, *at)
    children = tuple(b if b.parent else b._replace(parent=box.id) for b in placed.boxes)
    marks = title_marks(box, findings.get(box.component, []))
    return Piece(
        box.area.width, box.area.height, (box, *children), (*marks, *placed.marks), placed.axis
    )


def titled(
    form: str, id_: str, lines: Sequence[str], width: int, height: int, most: int = 0
) -> Box:
    """A group box at the origin, its title in the top left corner behind the corner icon."""
    indent = CORNER if form != "zone" else 6
    room = (most or width) - indent - 10
    shown = tuple(line for text in lines for line in wrap(text, room, 1))
    label = Area(indent, 4, widest(shown), LINE * len(shown))
    return Box(
        id_, form, Area(0, 0, width, height), text="\n".join(lines), lines=shown, label=label
    )


def title_width(lines: Sequence[str], findings: int = 0) -> int:
    """How wide a group must be for its title and badges, within reason."""
    return min(300, CORNER + 16 + widest(tuple(plain(line) for line in lines))) + 60 * min(
        2, findings
    )


def icon_box(
    id_: str, text: str, icon: Icon, size: int = ICON, wide: int = _LABEL, below: str = ""
) -> Piece:
    """An icon with its label under it, and what is said below that."""
    lines = (*wrap(text, wide), *wrap(below, wide, 1))
    label_width = widest(lines)
    width = snapped(max(size, label_width + 8), 2 * STEP)
    left = (width - size) // 2
    label = Area((width - label_width) // 2, size + 3, label_width, LINE * len(lines))
    box = Box(id_, "icon", Area(left, 0, size, size), text=plain(text), lines=lines,
              label=label if lines else None, icon=icon)  # fmt: skip
    return Piece(width, snapped(size + 5 + LINE * len(lines)), (box,), axis=width // 2)


def component_cell(
    component: Component,
    findings: Findings,
    id_: str = "",
    text: str = "",
    size: int = ICON,
    icon: Icon | None = None,
) -> Piece:
    """A component's icon with label, tooltip and the badges of its findings."""
    below = "" if text else distinction(component)
    said, shape = text or caption(component), icon or component.icon
    piece = icon_box(id_ or component.name, said, shape, size, below=below)
    piece = piece._replace(boxes=tuple(described(box, component) for box in piece.boxes))
    return _with_badges(piece, findings.get(component.name, []) if not id_ else [])


def signpost(cell: Piece) -> Piece:
    """A cell with its label at the right of the icon, so that lines may leave downwards."""
    box = cell.boxes[0]
    if box.label is None or box.is_group:
        return cell
    x = max([box.area.right + 6] + [mark.area.right + 6 for mark in cell.marks])
    y = box.area.y + (box.area.height - box.label.height) // 2
    label = Area(x, y, box.label.width, box.label.height)
    width = snapped(max(cell.width, label.right))
    return cell._replace(boxes=(box._replace(label=label),), width=width, height=ICON)


def described(box: Box, component: Component) -> Box:
    """A box that stands for a component."""
    return box._replace(
        component=component.name,
        logical_id="" if component.outside else component.logical_id,
        tooltip=tooltip(component),
    )


def _with_badges(piece: Piece, found: Sequence[Diagnostic]) -> Piece:
    """Badges beside the icon's upper corners; the cell grows to keep room for them."""
    if not found:
        return piece
    codes = badge_texts(found)
    side = snapped(max(text_width(code, 10) for code in codes) + 12)
    box = piece.boxes[0]
    grow = max(0, side + STEP - box.area.x)
    grown = moved(piece, grow, 0)
    area = grown.boxes[0].area
    spots = (area.x - side - 2, area.right + 2)
    marks = tuple(
        finding_mark(box.id, box.component, at, code, found, Area(x, area.y, side, BADGE))
        for at, (code, x) in enumerate(zip(codes, spots, strict=False))
    )
    return grown._replace(width=snapped(grown.width + grow, 2 * STEP), marks=marks)


def note_cell(note: Component, findings: Findings) -> Piece:
    """A remark on its yellow paper."""
    lines = wrap(caption(note), NOTE_WIDTH - 20, 8)
    height = snapped(LINE * len(lines) + 16)
    box = Box(note.name, "note", Area(0, 0, NOTE_WIDTH, height), text=caption(note), lines=lines,
              label=Area(10, 8, NOTE_WIDTH - 20, LINE * len(lines)), layer=NOTES)  # fmt: skip
    box = described(box, note)
    marks = title_marks(box, findings.get(note.name, []))
    if not marks:
        return Piece(NOTE_WIDTH, height, (box,))
    lowered = moved(Piece(NOTE_WIDTH, height, (box,)), 0, BADGE + 12)
    return lowered._replace(marks=marks)


def title_marks(box: Box, found: Sequence[Diagnostic]) -> tuple[Mark, ...]:
    """Badges at the right end of a group's title; on both sides of one in the middle."""
    marks: list[Mark] = []
    right = box.area.width - 6
    for at, code in enumerate(badge_texts(found)):
        width = text_width(code, 10) + 12
        x = 6 if at and box.form == "scaling" else right - width
        marks.append(finding_mark(box.id, box.component, at, code, found, Area(x, 6, width, BADGE)))
        right = x - 4
    return tuple(marks)


def badge_texts(found: Sequence[Diagnostic]) -> list[str]:
    """One or two codes; with more, the second says how many are left."""
    codes = list(dict.fromkeys(diagnostic.code for diagnostic in found))
    return codes if len(codes) < 3 else [codes[0], f"+{len(codes) - 1}"]


def finding_mark(
    about: str, component: str, at: int, code: str, found: Sequence[Diagnostic], area: Area
) -> Mark:
    """The badge of a code beside what it is about; the worst of its findings gives the colour."""
    meant = [d for d in found if d.code == code] or list(found)
    severe = any(d.severity is Severity.ERROR for d in meant)
    tooltip_text = "\n".join(f"{d.code}: {d.message}" for d in meant)
    severity = Severity.ERROR if severe else Severity.WARNING
    return Mark(f"{about}/finding-{at + 1}" if at else f"{about}/finding", about, code,
                str(severity), area, tooltip_text, component)  # fmt: skip
