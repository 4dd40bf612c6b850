"""Marks of findings beside the arrows that they are about."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from archc.component import Architecture, Relation
from archc.diagnostics import Diagnostic, Severity
from archc.drawing.labels import grounds, own_part, spot_beside, strips
from archc.drawing.measure import text_width
from archc.drawing.pieces import BADGE, badge_texts, finding_mark
from archc.drawing.scene import Area, Point, Route
from archc.drawing.sheet import Sheet
from archc.drawing.space import Space
from archc.resolve import faults as resolve_faults
from archc.syntax import slips


def is_about_reading(found: Diagnostic) -> bool:
    """Whether something could not be read, so that it is not in the design."""
    return found.name in _faults_of_reading()


@cache
def _faults_of_reading() -> frozenset[str]:
    return frozenset(fault.name for fault in (*slips.FAULTS, *resolve_faults.FAULTS))


def with_marked_arrows(design: Architecture, sheet: Sheet, found: Sequence[Diagnostic]) -> Sheet:
    """The sheet with the findings on arrows marked there; their components have marks already."""
    about = _by_arrow(design, found)
    if not about:
        return sheet
    owner = {box.id: box.component for box in sheet.boxes}
    routes: dict[tuple[str, str], list[Route]] = {}
    for route in sheet.routes:
        routes.setdefault((owner[route.source], owner[route.target]), []).append(route)
    spots, marks = _Spots(sheet), list(sheet.marks)
    for ends, diagnostics in about.items():
        for at, code in enumerate(badge_texts(diagnostics)):
            # An arrow that is drawn once per zone is marked once.
            taken = spots.take(routes.get(ends, []), text_width(code, 10) + 12)
            if taken is not None:
                id_ = taken[0].id
                marks.append(finding_mark(id_, id_, at, code, diagnostics, taken[1]))
    return sheet._replace(marks=tuple(marks))


def _by_arrow(
    design: Architecture, found: Sequence[Diagnostic]
) -> dict[tuple[str, str], list[Diagnostic]]:
    """The findings that are drawn, by the ends of the arrow in whose text they stand."""
    about: dict[tuple[str, str], list[Diagnostic]] = {}
    for diagnostic in found:
        if diagnostic.severity is not Severity.ADVICE and not is_about_reading(diagnostic):
            arrows = _arrows(design, diagnostic)
            for ends in dict.fromkeys((r.source.name, r.target.name) for r in arrows):
                about.setdefault(ends, []).append(diagnostic)
    return about


def _arrows(design: Architecture, found: Diagnostic) -> list[Relation]:
    """The arrows whose text a finding points at.

    Arrows of one list share their words: those are meant whose ends the finding names.
    """
    place = found.span
    around = [
        relation for relation in design.relations
        if place is not None and relation.span.source is place.source
        and relation.span.start <= place.start < place.end <= relation.span.end
    ]  # fmt: skip
    shortest = min((r.span.end - r.span.start for r in around), default=0)
    around = [r for r in around if r.span.end - r.span.start == shortest]
    scores = [_meant(relation, found) for relation in around]
    return [r for r, score in zip(around, scores, strict=True) if score == max(scores)]


def _meant(relation: Relation, found: Diagnostic) -> int:
    """How much a finding speaks of an arrow: by naming its ends, and by being about one."""
    ends = [relation.source.name, relation.target.name]
    return sum(f"'{name}'" in found.message for name in ends) + (found.component in ends)


class _Spots:
    """What is taken on a sheet."""

    def __init__(self, sheet: Sheet) -> None:
        self._taken, self._borders = grounds(
            sheet.boxes, sheet.marks, [route.points for route in sheet.routes]
        )
        for route in sheet.routes:
            if route.label is not None:
                self._taken.add(route.label)
        # At the head of a group a mark would stand where those on the group do.
        self._heads = Space(
            box.area._replace(height=BADGE + 6) for box in sheet.boxes if box.is_group
        )
        self._lines = Space(strip for route in sheet.routes for strip in strips(route.points))
        self._fans: dict[Point, list[Route]] = {}
        for route in sheet.routes:
            self._fans.setdefault(route.points[0], []).append(route)

    def take(self, routes: Sequence[Route], width: int) -> tuple[Route, Area] | None:
        """A free place beside the first of these that has one, which is free no more."""
        for avoided in (self._borders, Space()):
            for route in routes:
                area = self._spot(route, width, avoided)
                if area is not None:
                    self._taken.add(area)
                    return route, area
        return None

    def _spot(self, route: Route, width: int, avoided: Space) -> Area | None:
        """A place beside what an arrow shares with no other, preferably far from those."""
        own = set(strips(route.points))
        others = [o.points for o in self._fans[route.points[0]] if o is not route]

        def is_close(area: Area) -> bool:
            lines = (strip for strip in self._lines.near(area) if strip not in own)
            return not self._heads.is_free(area) or any(strip.meets(area) for strip in lines)

        part = own_part(route.points, others)
        return spot_beside(part, (width, BADGE), self._taken, avoided, is_close)
