"""Sheets → frames and icons with their labels, and which frames are around what."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from archc.importers.drawio.catalogue import SILENT
from archc.importers.drawio.cells import SAYS, Shape, Sheet
from archc.importers.drawio.shapes import Meaning, is_large, is_picture, meaning, stencil
from archc.merge.geometry import Rect
from archc.merge.sealing import BASE

MAX_FRAMES = 600
_CORNER = 45  # how far from a frame's corner its small icon stands
_BELOW = 34  # how far below an icon its text stands
_TITLE = 46  # how far below a frame's upper border its text stands
_MOSTLY = 0.55  # of a frame within another
OWN = "own"
_HOLDERS = ("vpc", "tier", "subnet", "scaling_group")
_STEP = re.compile(r"\W*\d{0,3}\W*|[a-zA-Z]")


@dataclass
class Seen:
    """A frame or an icon on a page: what it is, what it is called, what is around it."""

    shape: Shape
    meaning: Meaning
    label: str  # lines kept apart
    around: list[Seen] = field(default_factory=list)  # the smallest first
    touched: list[Seen] = field(default_factory=list)  # frames that an icon lies over in part
    own: str = ""  # the name of the component, where archc drew it

    @property
    def kind(self) -> str:
        """What it stands for."""
        return self.meaning.kind

    @property
    def text(self) -> str:
        """The label on one line."""
        return self.label.replace("\n", " ")

    def within(self, kind: str) -> Seen | None:
        """The smallest frame of a kind around it."""
        return next((frame for frame in self.around if frame.kind == kind), None)


class Scene(NamedTuple):
    """What is seen on a page; `stands_for` leads from every cell to what it is a part of."""

    sheet: Sheet
    frames: tuple[Seen, ...]
    icons: tuple[Seen, ...]
    others: tuple[Seen, ...]
    stands_for: Mapping[str, Seen]


class TooMany(ValueError):  # noqa: N818  (says what the page is, not what failed)
    """A page with more frames than anybody can look at."""


def scene(sheet: Sheet, own: Mapping[str, str]) -> Scene:
    """Everything on a page that may stand for something.

    `own` are the kinds of the components that archc drew; what else it drew is decoration.
    """
    shapes = [shape for shape in sheet.shapes.values() if not shape.is_group]
    generated = {shape.id: component_of(shape, own) for shape in shapes if BASE in shape.facts}
    shapes = [shape for shape in shapes if generated.get(shape.id) != ""]
    corners = _corners(shapes)
    captions = _captions(shapes, corners)
    spoken = {text.id for found in captions.values() for text in found}
    frames: list[Seen] = []
    icons: list[Seen] = []
    others: list[Seen] = []
    stands_for: dict[str, Seen] = {}
    for shape in shapes:
        if shape.id in spoken or shape.id in corners.values():
            continue
        if _is_nothing(shape) and shape.id not in generated:
            continue
        said = [*shape.lines, *(line for text in captions.get(shape.id, ()) for line in text.lines)]
        label = "\n".join(said)
        seen = Seen(shape, _meaning(shape, label, sheet, corners), label)
        if shape.id in generated:
            kind = own[generated[shape.id]]
            seen.meaning = Meaning(kind, OWN, is_frame=kind in _HOLDERS)
            seen.own = generated[shape.id]
        if seen.kind == SILENT:
            continue
        stands_for[shape.id] = seen
        stands_for |= {text.id: seen for text in captions.get(shape.id, ())}
        if shape.id in corners:
            stands_for[corners[shape.id]] = seen
        (frames if seen.meaning.is_frame else icons if seen.kind else others).append(seen)
    if len(frames) > MAX_FRAMES:
        raise TooMany(f"has more than {MAX_FRAMES} frames on a page")
    frames, icons, others = _without_boxes(frames, icons, others)
    _nest(frames, [*icons, *others])
    _tie_groups(sheet, stands_for)
    return Scene(sheet, tuple(frames), tuple(icons), tuple(others), stands_for)


def component_of(shape: Shape, own: Mapping[str, str]) -> str:
    """The component that a generated shape shows as a whole; empty for parts and decoration."""
    name = shape.facts.get("archPath", "")
    return name if name in own and (SAYS in shape.facts or name == "internet") else ""


def _is_nothing(shape: Shape) -> bool:
    """Whether it is decoration: a number, a letter, a rule, a text on its own."""
    if stencil(shape.style) or is_picture(shape.style):
        return False
    return shape.is_text or (bool(_STEP.fullmatch(shape.text)) and not is_large(shape))


def _meaning(shape: Shape, label: str, sheet: Sheet, corners: Mapping[str, str]) -> Meaning:
    own = meaning(shape, label)
    corner = sheet.shapes.get(corners.get(shape.id, ""))
    if corner is None or own.told_by == "label":
        return own
    found = meaning(corner, label)
    return found._replace(is_frame=True, told_by="shape")


def _corners(shapes: Sequence[Shape]) -> dict[str, str]:
    """Frames of the older sets: a rectangle, and the icon at its upper left corner."""
    small = sorted(
        (s for s in shapes if stencil(s.style) and not s.lines and not is_large(s)),
        key=lambda s: s.area.x,
    )
    places = [s.area.x for s in small]
    found: dict[str, str] = {}
    for frame in shapes:
        if not is_large(frame) or stencil(frame.style) not in ("", "rrect"):
            continue
        first = bisect_left(places, frame.area.x - _CORNER)
        last = bisect_right(places, frame.area.x + _CORNER)
        for icon in small[first:last]:
            middle = icon.area.y + icon.area.height / 2
            is_mark = meaning(icon, "").kind in _MARKS
            if is_mark and abs(middle - frame.area.y) <= _CORNER:
                found[frame.id] = icon.id
                break
    return found


_MARKS = frozenset(
    ("vpc", "subnet", "cloud", "office", "region", "zone", "scaling_group", "account")
)


def _captions(shapes: Sequence[Shape], corners: Mapping[str, str]) -> dict[str, list[Shape]]:
    """Texts that are cells of their own, by the icon or frame without a label that they name."""
    texts = sorted((s for s in shapes if s.is_text and s.lines), key=lambda s: s.area.x)
    places = [text.area.x for text in texts]
    widest = max((text.area.width for text in texts), default=0.0)
    used: set[str] = set()
    found: dict[str, list[Shape]] = {}
    marks = set(corners.values())
    bare = [s for s in shapes if not s.lines and not s.is_text and s.id not in marks]
    for shape in sorted(bare, key=lambda s: s.area.width * s.area.height):
        first = bisect_left(places, shape.area.x - widest - _BELOW)
        last = bisect_right(places, shape.area.right + _BELOW)
        near = [t for t in texts[first:last] if t.id not in used and _names(t, shape)]
        if near:
            nearest = min(near, key=lambda t: (abs(t.area.y - shape.area.bottom), t.id))
            chosen = [nearest] if not _is_frame(shape) else [min(near, key=lambda t: t.area.y)]
            used |= {text.id for text in chosen}
            found[shape.id] = chosen
    return found


def _is_frame(shape: Shape) -> bool:
    return is_large(shape) and "resIcon" not in shape.style


def _names(text: Shape, shape: Shape) -> bool:
    """Whether a text stands where the label of a shape would."""
    middle = text.area.x + text.area.width / 2
    if _is_frame(shape):
        down = text.area.y - shape.area.y
        return shape.area.x - 5 <= middle <= shape.area.right and -_BELOW <= down <= _TITLE
    down = text.area.y - shape.area.bottom
    beside = abs(middle - shape.area.x - shape.area.width / 2)
    return -8 <= down <= _BELOW and beside <= max(shape.area.width, text.area.width) / 2


def _without_boxes(
    frames: list[Seen], icons: list[Seen], others: list[Seen]
) -> tuple[list[Seen], list[Seen], list[Seen]]:
    """A box with a telling label around others is no icon: nobody knows whose border it is."""
    inner = sorted(icons, key=lambda seen: _middle(seen.shape.area)[0])
    places = [_middle(seen.shape.area)[0] for seen in inner]
    kept: list[Seen] = []
    for seen in icons:
        area = seen.shape.area
        holds = (
            seen.meaning.told_by == "label"
            and is_large(seen.shape)
            and any(
                other is not seen and _inside(_middle(other.shape.area), area)
                for other in inner[bisect_left(places, area.x) : bisect_right(places, area.right)]
            )
        )
        if holds:
            seen.meaning = Meaning("", "box")
            others.append(seen)
        else:
            kept.append(seen)
    return frames, kept, others


def _nest(frames: list[Seen], inner: list[Seen]) -> None:
    for seen in [*frames, *inner]:
        area = seen.shape.area
        for frame in frames:
            if frame is seen or _size(frame.shape.area) <= _size(area) * (
                1 if seen.meaning.is_frame else 0
            ):
                continue
            if seen.meaning.is_frame:
                holds = _shared(area, frame.shape.area) >= _MOSTLY * _size(area)
            else:
                holds = _inside(_middle(area), frame.shape.area)
            if holds:
                seen.around.append(frame)
            elif not seen.meaning.is_frame and area.meets(frame.shape.area):
                seen.touched.append(frame)
        seen.around.sort(key=lambda frame: _size(frame.shape.area))


def _tie_groups(sheet: Sheet, stands_for: dict[str, Seen]) -> None:
    """A cell that only holds others together stands for the one thing in it, if it is one."""
    below: dict[str, list[Seen]] = {}
    for shape in sheet.shapes.values():
        if shape.id in stands_for and shape.parent:
            found = below.setdefault(shape.parent, [])
            if stands_for[shape.id] not in found:
                found.append(stands_for[shape.id])
    for shape in sheet.shapes.values():
        inside = below.get(shape.id, [])
        if shape.is_group and len(inside) == 1:
            stands_for[shape.id] = inside[0]


def _size(area: Rect) -> float:
    return area.width * area.height


def _middle(area: Rect) -> tuple[float, float]:
    return area.x + area.width / 2, area.y + area.height / 2


def _inside(point: tuple[float, float], area: Rect) -> bool:
    x, y = point
    return area.x <= x <= area.right and area.y <= y <= area.bottom


def _shared(one: Rect, other: Rect) -> float:
    """The area that two rectangles have in common."""
    wide = min(one.right, other.right) - max(one.x, other.x)
    high = min(one.bottom, other.bottom) - max(one.y, other.y)
    return wide * high if wide > 0 and high > 0 else 0.0


def visible(scenes: Sequence[Scene]) -> Iterator[Seen]:
    """Everything on all pages, page by page."""
    for page in scenes:
        yield from (*page.frames, *page.icons, *page.others)
