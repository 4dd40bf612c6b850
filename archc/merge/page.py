"""Merges one page, cell by cell, and then gives everything its place."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from copy import deepcopy
from xml.etree.ElementTree import Element

from archc.merge.document import (
    Cell,
    Cells,
    Page,
    ancestors,
    cells_of,
    children_of,
    depth_first,
    hangs,
    with_cells,
)
from archc.merge.edits import geometry_from, is_kept, merged_cell
from archc.merge.geometry import Rect, Spot, absolute, is_placed, origin, put, rect, shift_line
from archc.merge.room import Room, footprint
from archc.merge.routes import Route, carried, course, follow, loosen, settle
from archc.merge.sealing import (
    BASE,
    PAPER,
    base_of,
    differing,
    ends_of,
    facts_of,
    is_partial,
    paper_of,
    sealed_cell,
    sealed_deletions,
    sealed_ids,
    sealed_pages,
    sealed_root,
    told,
)

REMOVED = "own/removed"
_FINDINGS = "layer/findings"
_ROUTE = {"place", "source", "target"}


def merged_page(theirs: Page, ours: Page, notes: list[str], kept: list[str]) -> Page:
    """The page as generated now, with what people did to the one in the file.

    Of a design that was read in part only findings and new shapes are drawn: what is missing may
    only be unreadable. It goes to `kept`.
    """
    work = _Work(theirs, ours, notes)
    kept += work.held
    work.assemble()
    work.arrange()
    work.connect()
    cells = {id_: work.sealed(id_) for id_ in work.order() if id_ in work.cells}
    return _with_paper(theirs, ours, with_cells(ours, {"0": work.root(), **cells}))


def woven(first: Sequence[str], second: Iterable[str]) -> list[str]:
    """All of both, as the first orders it; the rest behind what it follows in the second."""
    known = set(first)
    after: dict[str | None, list[str]] = {}
    last = None
    for item in second:
        if item in known:
            last = item
        else:
            after.setdefault(last, []).append(item)
    return [*after.get(None, ()), *(one for item in first for one in (item, *after.get(item, ())))]


def free_name(name: str, taken: Collection[str]) -> str:
    """A name for what people drew under one that is needed for something else."""
    while name in taken:
        name = f"own/{name}"
    return name


class _Work:
    """A page on its way: three kinds of cells, and the merged ones in `cells`."""

    def __init__(self, theirs: Page, ours: Page, notes: list[str]) -> None:
        self.notes = notes
        self.known = sealed_ids(theirs)
        self.old, self.new = cells_of(theirs), cells_of(ours)
        self.pages, self.ids = sealed_pages(ours), sealed_ids(ours)
        self._rename()
        generated = set(self.known)
        self.own = [id_ for id_ in self.old if id_ not in generated and id_ != "0"]
        self.added = [id_ for id_ in self.new if self._is_added(id_)]
        self.partial = is_partial(ours)
        self.said, self.deleted = sealed_deletions(theirs), list[str]()
        kept = [id_ for id_ in self.new if id_ in self.old and id_ in generated]
        gone = [id_ for id_ in self.known if id_ in self.old and id_ not in self.new]
        self.edits = {id_: differing(self.old[id_], base_of(self.old[id_])) for id_ in kept + gone}
        self.held = [id_ for id_ in gone if self._is_still(self.old, id_)]
        self.still = {id_ for id_ in kept if self._is_still(self.new, id_)}.union(self.held)
        self.kept = [id_ for id_ in kept if id_ not in self.still]
        self.gone = [id_ for id_ in gone if id_ not in self.still]
        self.cells: Cells = {"0": self.new["0"]}
        self.hidden: set[str] = set()
        self.fresh: list[str] = []
        self.followed: dict[str, Cell | None] = {}

    def _is_still(self, cells: Cells, id_: str) -> bool:
        """Whether a cell is left as it is, since what is said of it now may be wrong."""
        return self.partial and not {id_, *ancestors(cells, id_)} & {_FINDINGS}

    def assemble(self) -> None:
        """Take over the cells, each in a parent that exists."""
        self._count_deleted()
        for id_ in self.still:
            self.cells[id_] = deepcopy(self.old[id_])
        for id_ in self.kept:
            old, new = self.old[id_], self.new[id_]
            self.cells[id_] = merged_cell(old, new, base_of(old), self.edits[id_])
        for id_ in self.added:
            self.cells[id_] = deepcopy(self.new[id_])
        for id_ in self.own:
            self.cells[id_] = deepcopy(self.old[id_])
        self._keep_gone()
        for id_ in [*self.kept, *self.added]:
            self._settle_parent(id_)
        for id_ in self.own:
            self._settle_own(id_)
        for id_ in [*self.kept, *self.own]:
            if not hangs(self.cells, id_):
                self._move(id_, self._home(id_) if id_ in self.new else self._layer())

    def arrange(self) -> None:
        """Give new cells free places, and those that changed their size the room they need."""
        marks = [id_ for id_, cell in self.new.items() if "archFinding" in cell.facts]
        hidden = [id_ for id_ in self.cells if REMOVED in ancestors(self.cells, id_)]
        room = Room(self.cells, {*marks, *hidden})
        holding = {cell.parent for cell in self.cells.values()}
        for id_ in self.kept:
            if id_ not in holding:
                self._resize(id_, room)
        fresh = set(self.fresh)
        for id_ in self.fresh:
            cell = self.cells[id_]
            if not is_placed(cell) or id_ in marks:
                continue
            if cell.parent in fresh:
                put(cell, self._wanted(id_))
            else:
                room.place(id_, self._wanted(id_))
        for id_ in marks:
            if id_ in self.cells:
                self._pin(id_)
        shifted = [id_ for id_ in room.moved if "place" in self.edits.get(id_, ())]
        if shifted or room.moved.intersection(self.own):
            self.notes.append("shapes that you had placed were moved along to make room")

    def connect(self) -> None:
        """Route the lines, and leave those at their place whose ends are gone."""
        for id_, cell in self.cells.items():
            if cell.is_edge:
                if id_ in self.edits:
                    follow(cell, self.old[id_])
                self._loosen(cell)
        leaves = [id_ for id_ in self.fresh if id_ in self.cells and self._is_leaf(id_)]
        areas = [footprint(self.cells, id_) for id_ in leaves]
        solid = {i: absolute(self.cells, i) for i in self.cells if self._is_leaf(i)}
        for id_ in [*self.kept, *self.added]:
            if id_ in self.cells and self.cells[id_].is_edge:
                self._route(id_, areas, solid)
        for id_, cell in self.new.items():
            if "archFinding" in cell.facts and id_ in self.cells:
                self._pin_to_line(id_)
        for id_ in self.kept:
            line = self.cells[id_].parent
            if line in self.followed and "place" not in self.edits[id_]:
                source = self.new if self.followed[line] is self.new.get(line) else self.old
                geometry_from(self.cells[id_], source[id_])

    def order(self) -> list[str]:
        """All ids: as generated, unless somebody put the cells in another order."""
        old, new = list(depth_first(self.old)), list(depth_first(self.new))
        known = set(self.known)
        as_made = [id_ for id_ in self.known if id_ in self.old]
        intact = [id_ for id_ in old if id_ in known] == as_made
        both = woven(new, old) if intact else woven(old, new)
        return [id_ for id_ in [*both, REMOVED] if id_ != "0"]

    def sealed(self, id_: str) -> Cell:
        """A merged cell with its base: what was edited stays different from it."""
        cell = self.cells[id_]
        if id_ in self.still:
            return self._sealed_still(cell)
        if id_ not in self.new:
            return cell
        base = facts_of(cell)
        generated = facts_of(self.new[id_])
        edits = self.edits.get(id_, set())
        for key in {*base, *generated}:
            untouched = key not in edits and key in ("place", "parent")
            base[key] = base.get(key, "") if untouched else generated.get(key, "")
        return sealed_cell(cell, base | {"ends": ends_of(self.cells, cell)})

    def _sealed_still(self, cell: Cell) -> Cell:
        """A cell that was left as it is; where it had to make room, nobody moved it by hand."""
        base, now = dict(base_of(cell)), facts_of(cell)
        for key in ("place", "parent"):
            if key not in self.edits[cell.id]:
                base[key] = now.get(key, "")
        return sealed_cell(cell, base)

    def root(self) -> Cell:
        """The page's root; what people noted on it stays."""
        old, new = self.old["0"], self.new["0"]
        extra = {k: v for k, v in told(old).items() if k not in new.facts}
        cell = Cell("0", new.wrapper, {**new.facts, **extra}, new.attributes, new.children)
        ids, deleted = self.ids, self.deleted
        if self.partial:
            ids = woven(self.known, ids)
            deleted = woven(self.said, deleted)
        return sealed_root(cell, ids, self.pages, base_of(new), deleted)

    def _rename(self) -> None:
        """Give cells that people drew another id where a generated one needs theirs."""
        known = {*self.known, "0"}
        wanted = [id_ for id_ in self.old if id_ in self.new and id_ not in known]
        names: dict[str, str] = {}
        for id_ in wanted:
            names[id_] = free_name(id_, {*self.old, *self.new, *names.values()})
        if names:
            renamed = {}
            for cell in self.old.values():
                cell.id = names.get(cell.id, cell.id)
                for key in ("parent", "source", "target"):
                    if cell.attributes.get(key) in names:
                        cell.attributes[key] = names[cell.attributes[key]]
                renamed[cell.id] = cell
            self.old = renamed

    def _is_added(self, id_: str) -> bool:
        """Whether a cell is new; a layer comes back, since new cells may need it."""
        return id_ not in self.old and (id_ not in self.known or self.new[id_].parent == "0")

    def _count_deleted(self) -> None:
        known = set(self.known)
        deleted = [i for i in self.new if i in known and i not in self.old and i not in self.added]
        self.added = [i for i in self.added if self._has_ends(i)]
        there = {*self.kept, *self.still, *self.added}
        self.deleted = [id_ for id_ in self.new if id_ not in there and id_ != "0"]
        for id_ in deleted:
            # A line goes with its ends. It is said once: whoever deleted something knows.
            held = (self.new[id_].attributes.get(key) for key in ("parent", "source", "target"))
            if id_ not in self.said and not any(other in deleted for other in held):
                self.notes.append(f"{_called(self.new[id_])} stays deleted")

    def _has_ends(self, id_: str) -> bool:
        """Whether what a new line connects is there, or what a new label belongs to."""
        cell, there = self.new[id_], {*self.kept, *self.still, *self.added}
        if cell.is_edge:
            return all(cell.attributes.get(end, id_) in there for end in ("source", "target"))
        about = self.new.get(cell.facts.get("archPath", ""))
        if "archFinding" in cell.facts and about is not None:
            return about.id in there
        owner = self.new.get(cell.parent)
        return (
            owner is None or not owner.is_edge or (owner.id in there and self._has_ends(owner.id))
        )

    def _keep_gone(self) -> None:
        """Keep cells of removed components that were edited, on a layer that is not shown."""
        below = children_of(self.old)
        kept = [i for i in self.gone if is_kept(self.old, i, below, self.known)]
        for id_ in kept:
            cell = deepcopy(self.old[id_])
            cell.facts.pop(BASE, None)
            self.cells[id_] = cell
            if cell.parent == "0":
                continue
            self.hidden.add(id_)
            if not (cell.parent in kept and self.old[cell.parent].is_edge):
                _shift(cell, origin(self.old, cell.parent))
                cell.attributes["parent"] = REMOVED
            self.notes.append(
                f"{_called(cell)} is no longer in the design; you had edited it, so it is kept "
                "on the hidden layer 'Removed from the design'"
            )
        if self.hidden and REMOVED not in self.cells:
            attributes = {"value": "Removed from the design", "parent": "0", "visible": "0"}
            self.cells[REMOVED] = Cell(REMOVED, "", {}, attributes)

    def _settle_parent(self, id_: str) -> None:
        """A cell lies where people put it, else where it is generated; then it may be new there."""
        cell, old = self.cells[id_], self.old.get(id_)
        chosen = cell.parent
        if "parent" not in self.edits.get(id_, ()) or not self._can_hold(chosen):
            chosen = self._home(id_)
        cell.attributes["parent"] = chosen
        if id_ == "0" or (old is not None and id_ in self.kept and old.parent == chosen):
            return
        self.fresh.append(id_)

    def _settle_own(self, id_: str) -> None:
        """What people drew in a group that is gone stays where it is on the page."""
        if not self._can_hold(self.cells[id_].parent) or self.cells[id_].parent in self.hidden:
            lines = self.old.get(self.old[id_].parent)
            if lines is not None and lines.is_edge and lines.id in self.cells:
                return
            self._move(id_, self._layer(self.old, id_))

    def _can_hold(self, parent: str) -> bool:
        return parent in self.cells and parent not in self.hidden

    def _home(self, id_: str) -> str:
        """The nearest generated parent that is there."""
        for parent in ancestors(self.new, id_):
            if parent in self.cells and (parent != "0" or self.new[id_].parent == "0"):
                return parent
        return self._layer()

    def _layer(self, cells: Cells | None = None, id_: str = "") -> str:
        """The layer on which a cell was, or the first one."""
        found = [one for one in ancestors(cells or {}, id_) if self._is_layer(one)]
        every = (one for one in self.cells if self._is_layer(one))
        return found[0] if found else next(every)

    def _is_layer(self, id_: str) -> bool:
        cell = self.cells.get(id_)
        return cell is not None and cell.parent == "0" and id_ != REMOVED

    def _move(self, id_: str, parent: str) -> None:
        """Hang a cell elsewhere, at the same place on the page."""
        cell = self.cells[id_]
        before = origin(self.old, self.old[id_].parent)
        cell.attributes["parent"] = parent
        now = origin(self.cells, parent)
        _shift(cell, (before.x - now.x, before.y - now.y))

    def _wanted(self, id_: str) -> Rect:
        """The generated place, as seen from the parent that the cell got."""
        corner = origin(self.new, self.cells[id_].parent)
        return absolute(self.new, id_).moved(-corner.x, -corner.y)

    def _resize(self, id_: str, room: Room) -> None:
        """A shape that nobody resized gets its generated size; groups only grow, for contents."""
        cell, new = self.cells[id_], self.new[id_]
        if "place" in self.edits[id_] or id_ in self.fresh or not is_placed(cell):
            return
        size, wanted = rect(cell), rect(new)
        if "container=1" not in cell.style and size[2:] != wanted[2:]:
            room.resize(id_, wanted.width, wanted.height)

    def _pin(self, id_: str) -> None:
        """Keep the mark of a finding beside what it is about."""
        if "place" in self.edits.get(id_, ()):
            return
        mark = absolute(self.new, id_)
        about = self.new[id_].facts.get("archPath")
        near = [
            one for one, cell in self.new.items()
            if one in self.cells and one != id_ and is_placed(cell)
            and cell.facts.get("archPath") == about and "archFinding" not in cell.facts
        ]  # fmt: skip
        places = {one: absolute(self.new, one) for one in near}
        if not places:
            return
        best = min(places, key=lambda one: _distance(places[one], mark))
        here, corner = absolute(self.cells, best), origin(self.cells, self.cells[id_].parent)
        dx, dy = here.x - places[best].x - corner.x, here.y - places[best].y - corner.y
        put(self.cells[id_], mark.moved(dx, dy))

    def _pin_to_line(self, id_: str) -> None:
        """Keep the mark of a finding on an arrow beside it, however it runs."""
        about = self.new[id_].facts.get("archPath", "")
        if "place" in self.edits.get(id_, ()) or about not in self.new:
            return
        was, now = course(self.new, about), course(self.cells, about)
        if was and now:
            area, corner = absolute(self.new, id_), origin(self.cells, self.cells[id_].parent)
            away = carried(was, now, Spot(area.x + area.width / 2, area.y + area.height / 2))
            put(self.cells[id_], area.moved(away.x - corner.x, away.y - corner.y))

    def _is_leaf(self, id_: str) -> bool:
        cell = self.cells[id_]
        return (
            is_placed(cell) and "container=1" not in cell.style and "archFinding" not in cell.facts
        )

    def _loosen(self, cell: Cell) -> None:
        for end in ("source", "target"):
            tied = cell.attributes.get(end)
            lost = tied is not None and (tied not in self.cells or tied in self.hidden)
            if lost and tied in self.old:
                loosen(cell, end, self.old, self.cells)
                if cell.id not in self.hidden:
                    what = _called(self.old[tied])
                    self.notes.append(f"a line that led to {what} ends where that was")

    def _route(self, id_: str, fresh: Sequence[Rect], solid: Mapping[str, Rect]) -> None:
        line, old, new = self.cells[id_], self.old.get(id_), self.new[id_]
        tied = (line.attributes.get(end) for end in ("source", "target"))
        if any(end is not None and end not in self.cells for end in tied):
            return  # Nothing is known of where it should end: it runs as it does in the file.
        if old is not None and id_ in self.edits and self.edits[id_] & _ROUTE:
            return
        known = [Route(new, ends_of(self.new, new))]
        ends = ("source", "target")
        if old is not None and all(old.attributes.get(e) == new.attributes.get(e) for e in ends):
            known.insert(0, Route(old, base_of(old).get("ends", "")))
        self.followed[id_] = settle(self.cells, line, known, fresh, solid)


def _shift(cell: Cell, by: tuple[float, float]) -> None:
    if cell.is_edge:
        shift_line(cell, *by)
    elif is_placed(cell):
        put(cell, rect(cell).moved(*by))


def _distance(one: Rect, other: Rect) -> float:
    middle = one.x + one.width / 2, one.y + one.height / 2
    return abs(middle[0] - other.x) + abs(middle[1] - other.y)


def _called(cell: Cell) -> str:
    """A cell as people know it."""
    text = cell.facts.get("archName") or cell.label.replace("<br>", " ") or cell.id
    return f"'{' '.join(text.split())}'"


def _with_paper(theirs: Page, ours: Page, page: Page) -> Page:
    """The page with its name and paper: as generated, where nobody changed it."""
    if page.model is None or theirs.model is None:
        return page
    was, now = base_of(cells_of(theirs)["0"]), paper_of(theirs)
    edited = {key for key in now if now[key] != was.get(key, "")}
    name = (theirs if "name" in edited else ours).name
    names = {**theirs.attributes, "id": ours.id, "name": name}
    given = {**page.model.attrib, **theirs.model.attrib}
    given |= {key: page.model.attrib[key] for key in ("dx", "dy") if key in page.model.attrib}
    given |= {key: page.model.get(key, "") for key in PAPER if key not in edited}
    model = Element("mxGraphModel", {key: value for key, value in given.items() if value})
    model.extend(page.model)
    return Page(names, model)
