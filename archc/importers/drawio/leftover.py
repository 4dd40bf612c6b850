"""What is drawn and does not become part of the design, shape by shape."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence

from archc.diagnostics import Diagnostic, Fault
from archc.importers.drawio.catalogue import DERIVED, PASSAGE, STANDBY
from archc.importers.drawio.faults import (
    ASSUMED,
    NOT_IN_DESIGN,
    NOT_UNDERSTOOD,
    PICTURE,
    UNKNOWN_SERVICE,
)
from archc.importers.drawio.listing import Listing, shown
from archc.importers.drawio.scene import Scene, Seen
from archc.importers.drawio.shapes import is_large, is_picture
from archc.importers.drawio.things import Inventory
from archc.kinds import catalogue

_Reason = tuple[Fault, str, str]  # what it is, the message, what to do


def left_over(scenes: Sequence[Scene], found: Inventory, listing: Listing) -> Iterator[Diagnostic]:
    """Every shape that is not understood, or understood and not needed; and hidden layers."""
    for page in scenes:
        if page.sheet.hidden:
            layers = ", ".join(map(shown, page.sheet.hidden))
            message = f"hidden on the page {shown(page.sheet.name)}: {layers}"
            fix = "show the layer if it belongs to the design"
            yield NOT_IN_DESIGN.found(message, fix, listing.whole)
        inner = _Inner(page)
        for seen in (*page.frames, *page.icons, *page.others):
            reason = None if seen.own else _reason(seen, found, inner)
            if reason is not None:
                fault, message, fix = reason
                yield fault.found(message, fix, listing.of(seen))


def _reason(seen: Seen, found: Inventory, inner: _Inner) -> _Reason | None:
    name = shown(seen.text) if seen.text else "a shape without a label"
    what = (seen.kind or seen.meaning.stencil).replace("_", " ")
    is_thing = found.thing(seen) is not None
    if not seen.kind:
        return _unknown(seen, name, what, inner)
    if seen.kind in DERIVED:
        if not (is_thing or seen.meaning.is_frame):
            return None
        message = f"the {what} {name} is not taken over: {DERIVED[seen.kind]}"
        return NOT_IN_DESIGN, message, "write it in the design if it says more than that"
    if is_thing and seen.kind not in catalogue() and seen.kind not in (STANDBY, PASSAGE):
        message = f"{name} is a {what}, which archc has no kind for"
        return UNKNOWN_SERVICE, message, "use a service that `archc explain` knows"
    if seen.meaning.told_by == "label" and is_picture(seen.shape.style):
        return ASSUMED, f"{name} is a picture", f"by its label it is taken for a {what}"
    return None


def _unknown(seen: Seen, name: str, what: str, inner: _Inner) -> _Reason | None:
    if what:
        message = f"{name} has the AWS shape '{what}', which archc has no kind for"
        return UNKNOWN_SERVICE, message, "use the shape of a service that archc knows"
    if is_picture(seen.shape.style):
        message = f"{name} is a picture, and nothing can be read of it"
        return PICTURE, message, "put AWS shapes of draw.io's library in its place"
    if not seen.text:
        return None
    if seen.meaning.told_by == "box" or (is_large(seen.shape) and inner.holds_any(seen)):
        message = f"the box {name} holds others, and says nothing of them"
        return NOT_IN_DESIGN, message, "use a frame of draw.io's AWS library if it is a place"
    return (
        NOT_UNDERSTOOD,
        f"nobody knows what {name} is",
        ("use its AWS shape, or a label such as 'Load balancer'"),
    )


class _Inner:
    """Finds out whether something lies in a box."""

    def __init__(self, page: Scene) -> None:
        shapes = (seen.shape for seen in (*page.icons, *page.frames))
        self._areas = sorted((shape.area, shape.id) for shape in shapes)
        self._places = [area.x for area, _ in self._areas]

    def holds_any(self, seen: Seen) -> bool:
        area = seen.shape.area
        first = bisect_left(self._places, area.x)
        last = bisect_right(self._places, area.right)
        return any(
            id_ != seen.shape.id and one.right <= area.right
            and area.y <= one.y and one.bottom <= area.bottom
            for one, id_ in self._areas[first:last]
        )  # fmt: skip
