"""Frames and icons → the things of the design, each once, however often it is drawn."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from archc.importers.drawio import labels
from archc.importers.drawio.catalogue import (
    CLOUD,
    GROUP,
    OFFICE,
    PASSAGE,
    REGION,
    SCALING,
    STANDBY,
    SUBNET,
    VPC,
    ZONE,
)
from archc.importers.drawio.names import Names
from archc.importers.drawio.scene import Scene, Seen
from archc.importers.drawio.shapes import word_for

# Frames that say where something is, and are no things.
PLACES = (CLOUD, REGION, ZONE, SUBNET, GROUP, "account")
_SERVERS = ("instance",)
_IN_OFFICES = ("users", "third_party", "office")


@dataclass
class Thing:
    """Something of the design; `seen` are its shapes, the first one names it."""

    kind: str
    seen: list[Seen]
    members: list[Seen] = field(default_factory=list)  # shapes in its frame that are a part of it
    standby: bool = False
    name: str = ""
    own: bool = False  # drawn by archc, with its statement

    @property
    def first(self) -> Seen:
        """The shape that findings show."""
        return self.seen[0]

    @property
    def text(self) -> str:
        """Its label."""
        return next((seen.text for seen in self.seen if seen.text), "")

    @property
    def whole_text(self) -> str:
        """What is written on all of its shapes."""
        return " ".join(seen.text for seen in (*self.seen, *self.members) if seen.text)

    @property
    def engine(self) -> str:
        """The engine that its shapes or labels name."""
        known = (labels.engine(self.whole_text), *(seen.meaning.engine for seen in self.seen))
        return next((engine for engine in known if engine), "")


@dataclass
class Inventory:
    """All things, and for each shape the thing that it is a part of."""

    things: list[Thing]
    of: dict[int, Thing]  # by the identity of what is seen
    repeated: list[Thing] = field(default_factory=list)  # drawn on several pages

    def thing(self, seen: Seen | None) -> Thing | None:
        """The thing that a shape is a part of."""
        return self.of.get(id(seen)) if seen is not None else None

    def of_kind(self, *kinds: str) -> Iterator[Thing]:
        """The things of some kinds, in the order of the drawing."""
        return (thing for thing in self.things if thing.kind in kinds)


def inventory(scenes: Sequence[Scene]) -> Inventory:
    """Every thing of a drawing, in reading order: frames first, then from top left."""
    found = Inventory([], {})
    for page in scenes:
        earlier = list(found.things)
        fresh: list[Thing] = []
        for seen in sorted(page.frames, key=_reading):
            if seen.own or (seen.kind and seen.kind not in PLACES) or seen.kind == SUBNET:
                _add(found, fresh, seen, earlier)
        for seen in sorted(page.icons, key=_reading):
            holder = _holder(seen, found) if not seen.own else None
            if holder is not None:
                holder.members.append(seen)
                found.of[id(seen)] = holder
            elif seen.kind != STANDBY and not _repeats_frame(seen):
                _add(found, fresh, seen, earlier)
        for seen in [seen for seen in page.icons if seen.kind == STANDBY]:
            _stand_by(found, fresh, seen, earlier)
    return found


def title(thing: Thing) -> str:
    """What a thing is called: its label without facts, and without lines that say its kind."""
    seen = next((seen for seen in thing.seen if seen.text), thing.first)
    lines = seen.label.split("\n")
    if word_for(seen.text) != thing.kind:
        lines = [line for line in lines if word_for(line) != thing.kind] or lines
    return labels.without_facts(" ".join(lines))


def named(found: Inventory, names: Names) -> None:
    """Give every thing its name: by its label, else by what it is."""
    for thing in found.things:
        if thing.own:
            continue
        if thing.kind == "internet":
            thing.name = "internet"
        elif thing.kind != SUBNET:  # it may be one of a tier, which has the name then
            # `Amazon S3` says what it is, and not which one.
            said = title(thing)
            wish = "" if labels.plainly(said).startswith(("amazon ", "aws ")) else said
            thing.name = names.name(wish, thing.kind)


def _add(found: Inventory, fresh: list[Thing], seen: Seen, earlier: Sequence[Thing]) -> Thing:
    """A thing for a shape; what an earlier page shows under the same name is the same thing."""
    if seen.own:
        return _add_own(found, seen)
    key = _key(seen)
    same = [thing for thing in earlier if thing.kind == seen.kind and _key(thing.first) == key]
    taken = [thing for thing in fresh if thing in same]
    again = next((thing for thing in same if thing not in taken), None)
    if seen.kind == "internet":
        again = next(found.of_kind("internet"), None)
    thing = again or Thing(seen.kind, [])
    if again is None:
        found.things.append(thing)
    elif thing.kind != "internet":
        found.repeated.append(thing)
    fresh.append(thing)
    thing.seen.append(seen)
    found.of[id(seen)] = thing
    return thing


def _add_own(found: Inventory, seen: Seen) -> Thing:
    thing = next((one for one in found.things if one.own and one.name == seen.own), None)
    if thing is None:
        thing = Thing(seen.kind, [], name=seen.own, own=True)
        found.things.append(thing)
    thing.seen.append(seen)
    found.of[id(seen)] = thing
    return thing


def _key(seen: Seen) -> str:
    return labels.plainly(labels.without_facts(seen.text))


def _holder(seen: Seen, found: Inventory) -> Thing | None:
    """The thing in whose frame an icon shows a member of it."""
    if seen.kind in _SERVERS:
        return found.thing(seen.within(SCALING))
    if seen.kind in _IN_OFFICES or seen.kind == PASSAGE:
        return found.thing(seen.within(OFFICE))
    return None


def _repeats_frame(seen: Seen) -> bool:
    """Whether an icon only shows once more what the frame around it is."""
    if seen.meaning.is_frame:
        return False
    if seen.kind in (CLOUD, REGION, ZONE, SUBNET, "account"):
        return True
    near = [*seen.around, *seen.touched]
    return seen.kind in (VPC, SCALING) and any(frame.kind == seen.kind for frame in near)


def _stand_by(found: Inventory, fresh: list[Thing], seen: Seen, earlier: Sequence[Thing]) -> None:
    """A second copy of the database that is drawn on the same page; else a database with one."""
    databases = [thing for thing in fresh if thing.kind == "database" and not thing.standby]
    same_vpc = [t for t in databases if any(s.within(VPC) is seen.within(VPC) for s in t.seen)]
    if len(same_vpc) == 1:
        thing = same_vpc[0]
        thing.members.append(seen)
        found.of[id(seen)] = thing
    else:
        seen.meaning = seen.meaning._replace(kind="database")
        thing = _add(found, fresh, seen, earlier)
    thing.standby = True


def _reading(seen: Seen) -> tuple[float, float]:
    """From top to bottom, then from left to right; rows are not drawn to the pixel."""
    return round(seen.shape.area.y / 40), seen.shape.area.x
