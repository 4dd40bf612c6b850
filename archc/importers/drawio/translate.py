"""A drawing → the tree of a design, and what of it could not be read."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from archc.diagnostics import Diagnostic, Fault
from archc.importers.drawio import labels, nodes
from archc.importers.drawio.catalogue import (
    CLOUD,
    DERIVED,
    GROUP,
    PASSAGE,
    REGION,
    SCALING,
    SUBNET,
    VPC,
    ZONE,
)
from archc.importers.drawio.cells import Unreadable, sheets
from archc.importers.drawio.edges import joined
from archc.importers.drawio.faults import (
    ASSUMED,
    EMPTY,
    UNREADABLE,
)
from archc.importers.drawio.leftover import left_over
from archc.importers.drawio.links import Links
from archc.importers.drawio.listing import DrawingSource, Listing, shown
from archc.importers.drawio.names import Names, as_name
from archc.importers.drawio.network import Networks
from archc.importers.drawio.own import Kept, kept, placed, retied, with_label
from archc.importers.drawio.scene import Scene, Seen, TooMany, scene, visible
from archc.importers.drawio.things import Inventory, Thing, inventory, named, title
from archc.importers.drawio.ways import ENGINES_BY_PORT, Way, Ways
from archc.kinds import catalogue, kind
from archc.merge.sealing import BASE
from archc.source import Source, Span
from archc.syntax import tree
from archc.syntax.printing import printed

_ABSORBED = ("internet_gateway", "nat_gateway")  # what tiers have by themselves
_FIELDS = ("tier", "subnet")
_NO_THING = (PASSAGE, "internet", SUBNET, VPC, "vpn")


class Imported(NamedTuple):
    """The design of a drawing, the listing that its spans point into, and what was found."""

    tree: tree.Tree
    source: Source
    found: list[Diagnostic]


def read(path: str, content: bytes) -> Imported:
    """Read a `.drawio` file; one that is none gives an empty tree and says why."""
    try:
        _, pages = sheets(content)
        own = kept(pages)
        scenes = [scene(page, own.kinds) for page in pages]
    except (Unreadable, TooMany) as wrong:
        source = DrawingSource(path, f"drawing {shown(path.rpartition('/')[2])}\n", {})
        fix = getattr(wrong, "fix", "keep the page with the architecture alone")
        span = Span(source, 0, len(source.text) - 1)
        said = UNREADABLE.found(f"the drawing {wrong}", fix, span)
        head = nodes.component("architecture", _name_of(path), "", span)
        return Imported(tree.Tree((head,)), source, [said])
    return _Reading(path, scenes, own).imported()


class _Reading:
    """One drawing on its way to a design."""

    def __init__(self, path: str, scenes: Sequence[Scene], own: Kept) -> None:
        self._path = path
        self._scenes = scenes
        self._own = own
        self._arrows = [one for page in scenes for one in joined(page)]
        self._listing = Listing(path, scenes, self._arrows, own.texts, own.rest)
        self._names = Names(own.names)
        self._found: Inventory = inventory(scenes)
        named(self._found, self._names)
        self._networks = Networks(scenes, self._found, self._names, self._listing)
        self._told: list[Diagnostic] = []
        drawn = [one for one in self._arrows if BASE not in one.line.facts]
        self._ways = Ways(drawn, self._found, self._listing, self._frame_names())
        self._arrows_of_design = self._ways.ways()
        self._links = Links(self._ways, self._found, self._networks, self._names, self._listing)

    def imported(self) -> Imported:
        """The tree, its source, and everything that was found, in the order of the listing."""
        self._drop_usual_ports()
        body = [*self._head(), *self._by_region(), *self._kept_arrows(),
                *map(_arrow, self._arrows_of_design)]  # fmt: skip
        if not self._found.things and not self._own.design and not self._told:
            fix = "draw with the AWS shapes of draw.io's library"
            message = "there is no shape in the drawing that can be read"
            self._say(EMPTY, message, fix, self._listing.whole)
        if self._found.repeated:
            names = ", ".join(dict.fromkeys(shown(t.text or t.kind) for t in self._found.repeated))
            self._say(ASSUMED, f"several pages show {names}",
                      "what has one kind and one label is taken for one thing; "
                      "give it another label if it is another", self._listing.whole)  # fmt: skip
        left = left_over(self._scenes, self._found, self._listing)
        found = [*self._told, *self._networks.told, *self._ways.told, *left]
        found.sort(key=lambda one: (one.span.start if one.span else -1, one.code, one.message))
        return Imported(tree.Tree(tuple(body)), self._listing.source, found)

    def _drop_usual_ports(self) -> None:
        """The port of a database's own engine goes without saying."""
        usual = {
            thing.name: port
            for thing in self._found.of_kind("database")
            for port, engine in ENGINES_BY_PORT.items()
            if (thing.engine or engine).startswith(
                (engine, "mariadb" if engine == "mysql" else engine)
            )
        }
        self._arrows_of_design = [
            way._replace(phrases=tuple(p for p in way.phrases if p != usual.get(way.target[0])))
            for way in self._arrows_of_design
        ]

    # --- the design itself ----------------------------------------------------------------------

    def _head(self) -> Iterator[tree.Statement]:
        span = self._listing.whole
        if self._own.design:
            for said in self._own.design:
                yield placed(said, self._listing.source, self._listing.rest)
            return
        yield nodes.component("architecture", _name_of(self._path), _stem(self._path), span)
        yield from self._head_body

    @property
    def _head_body(self) -> list[tree.Statement]:
        home = self._home
        return [nodes.prop("region", home, self._listing.whole)] if home else []

    @property
    def _home(self) -> str:
        """The region that most of the drawing is in: the first that is named."""
        frames = [s for s in visible(self._scenes) if s.kind in (REGION, ZONE, CLOUD, VPC)]
        frames.sort(key=lambda seen: seen.kind != REGION)
        return next((code for seen in frames if (code := labels.region(seen.text))), "")

    def _region_of(self, seen: Seen) -> str:
        frame = seen.within(REGION)
        return labels.region(frame.text) if frame is not None else ""

    def _by_region(self) -> Iterator[tree.Statement]:
        """Everything but the arrows; what lies in another region than the first in its block."""
        elsewhere: dict[str, list[tree.Statement]] = {}
        for region, statement in self._statements():
            if region and region != self._home:
                elsewhere.setdefault(region, []).append(statement)
            else:
                yield statement
        for region, inside in elsewhere.items():
            yield nodes.component("region", region, "", inside[0].span, body=inside)

    def _statements(self) -> Iterator[tuple[str, tree.Statement]]:
        for net in self._networks.nets:
            seen = net.thing.first if net.thing is not None else net.fields[0].thing.first
            yield self._region_of(seen), self._networks.statement(net)
        for thing in self._networks.homeless:
            yield self._region_of(thing.first), self._subnet_alone(thing)
        for thing in self._found.things:
            if thing.own:
                if thing.name in self._own.components:
                    yield "", self._kept(thing)
                continue
            if thing.kind in _NO_THING or thing.kind not in catalogue() or thing.kind in DERIVED:
                continue
            home = self._networks.around(thing)
            is_door = thing.kind == "internet_gateway"
            if thing.kind in _ABSORBED and home is not None and (is_door or home.has_tiers):
                continue
            yield self._region_of(thing.first), self._component(thing)
        yield from (("", made) for made in self._links.statements())

    # --- what archc drew ------------------------------------------------------------------------

    def _kept(self, thing: Thing) -> tree.Component:
        """A component as its cell says, with the label and the place that people gave it."""
        span = self._listing.of(thing.first)
        shape = self._own.shapes[thing.name]
        at = self._listing.said(shape.page, shape.id)
        said: tree.Component = placed(self._own.components[thing.name], self._listing.source, at)
        said = with_label(said, shape, span)
        places = self._places(thing) if "parent" in shape.edits else []
        if places:
            regions = tuple(place for place in said.places if "-" in place.text)
            words = tuple(nodes.word(place, span) for place in places)
            said = said._replace(places=(*words, *regions))
            letter = self._zone_below(thing)
            if letter and "zone" in kind(thing.kind).by_word():
                others = (s for s in said.body if not _is_zone(s))
                said = said._replace(body=(*others, nodes.prop("zone", letter, span)))
        return said

    @staticmethod
    def _zone_below(thing: Thing) -> str:
        """The zone of the tier's share that a shape was put into."""
        share = thing.first.within("tier")
        letter = share.shape.id.rpartition("/")[2] if share is not None else ""
        return letter if len(letter) == 1 else ""

    def _kept_arrows(self) -> Iterator[tree.Arrow]:
        """The arrows that cells say, each once; one that people tied elsewhere joins these ends."""
        told: set[str] = set()
        for one in self._arrows:
            said = self._own.arrows.get((one.line.page, one.line.id), ())
            if not said:
                continue
            at = self._listing.said(one.line.page, one.line.id)
            every: list[tree.Arrow] = [placed(a, self._listing.source, at) for a in said]
            if one.line.edits & {"source", "target"}:
                ends = [self._found.thing(end) for end in (one.source, one.target)]
                names = [thing.name for thing in ends if thing is not None]
                every = list(retied(every, *names)) if len(names) == 2 else []
            for arrow in every:
                text = printed(tree.Tree((arrow,)))
                if text not in told:  # drawn once in each zone
                    told.add(text)
                    yield arrow

    # --- components -----------------------------------------------------------------------------

    def _component(self, thing: Thing) -> tree.Component:
        here = self._listing.of(thing.first)
        body = list(self._body(thing, here))
        return nodes.component(
            thing.kind, thing.name, title(thing), here, places=self._places(thing), body=body
        )

    def _subnet_alone(self, thing: Thing) -> tree.Component:
        here = self._listing.of(thing.first)
        blocks = labels.blocks(thing.whole_text)
        body = [nodes.prop("cidr", str(blocks[0]), here)] if blocks else []
        name = self._names.name(thing.text, "subnet")
        border = thing.first.within(VPC)
        places = [border.own] if border is not None and border.own else []
        return nodes.component(
            "subnet", name, labels.without_facts(thing.text), here, places=places, body=body
        )

    def _places(self, thing: Thing) -> list[str]:
        cls = kind(thing.kind)
        if "vpc" in cls.inside:
            border = next((f for seen in thing.seen if (f := seen.within(VPC)) and f.own), None)
            if border is not None:
                return [border.own]
            net = self._networks.around(thing)
            return [net.name] if net is not None else []
        if "subnet" not in cls.inside:
            return []
        drawn = [*thing.seen, *thing.members]
        own = [f.own for seen in drawn for f in seen.around[:3] if f.own and f.kind in _FIELDS]
        if own:
            return list(dict.fromkeys(own)) if cls.spans_zones else own[:1]
        frames = [frame for seen in drawn if (frame := seen.within(SUBNET)) is not None]
        if thing.kind == SCALING and not frames:
            frames = self._below(thing)
        if not frames and cls.spans_zones:
            frames = [f for seen in drawn for f in seen.touched if f.kind == SUBNET]
        fields = [self._networks.field_of(frame) for frame in frames]
        names = list(dict.fromkeys(one.name for one in fields if one is not None))
        if not cls.spans_zones:
            names = names[:1]
        return names or (self._guessed_places(thing) if cls.spans_zones else [])

    def _below(self, thing: Thing) -> list[Seen]:
        """The subnets that a frame lies across."""
        found: list[Seen] = []
        for seen in thing.seen:
            page = self._scenes[seen.shape.page]
            found += [
                frame
                for frame in page.frames
                if frame.kind == SUBNET and frame.shape.area.meets(seen.shape.area)
            ]
        return found

    def _guessed_places(self, thing: Thing) -> list[str]:
        """Where something stands that is drawn in the VPC, but in none of its subnets."""
        net = self._networks.around(thing)
        if net is None or not net.fields:
            return []
        into = [way for way in self._arrows_of_design if thing.name in way.target]
        outsiders = {
            t.name for t in self._found.things if t.kind in ("users", "internet", "office")
        }
        is_front = thing.kind == "load_balancer" and any(
            set(way.source) & (outsiders | {"internet"}) for way in into
        )
        if thing.kind not in ("load_balancer", "database"):
            return []
        wanted = ("public",) if is_front else ("isolated", "private")
        if thing.kind == "load_balancer" and not is_front:
            wanted = ("private",)
        for reach in wanted:
            names = list(dict.fromkeys(one.name for one in net.fields if one.reach == reach))
            if names:
                self._assume(
                    thing.first,
                    f"{shown(thing.text or thing.kind)} stands in no subnet",
                    f"the {reach} ones are taken: {', '.join(names)}; draw it in its subnet",
                )
                return names
        return []

    def _body(self, thing: Thing, here: Span) -> Iterator[tree.Statement]:
        """What labels say of a component, and what it cannot be without."""
        cls = kind(thing.kind)
        text = thing.whole_text
        by_word = cls.by_word()
        if thing.kind == "database":
            yield from self._engine(thing, here)
            if thing.standby or re.search(r"(?i)multi[- ]az", text):
                yield nodes.flag("standby", here)
        if thing.kind == SCALING and labels.size(text):
            yield nodes.prop("size", labels.size(text), here)
        machine = labels.machine_type(text)
        if (
            machine
            and "type" in by_word
            and machine.startswith("db.") == (thing.kind == "database")
        ):
            yield nodes.prop("type", machine, here)
        if thing.kind == "load_balancer":
            yield from self._listeners(thing, here)
        if thing.kind == "table":
            self._assume(thing.first, f"the drawing does not say the key of {shown(thing.text)}",
                         "`key: id string` is taken")  # fmt: skip
            yield nodes.prop("key", "id string", here)
        if thing.kind in ("peering", "transit_gateway"):
            yield from self._links.joined(thing)
        if thing.kind == "office":
            yield from self._office(thing, here)
        if "zone" in by_word:
            yield from self._zone(thing, here)

    def _engine(self, thing: Thing, here: Span) -> Iterator[tree.Statement]:
        engine = thing.engine
        if not engine:
            engine = next(
                (
                    name
                    for way in self._arrows_of_design
                    if thing.name in way.target
                    for phrase in way.phrases
                    if (name := ENGINES_BY_PORT.get(phrase))
                ),
                "postgres",
            )
            self._assume(
                thing.first,
                f"the drawing does not say the engine of {shown(thing.text or 'a database')}",
                f"{engine} is taken; write it into the label",
            )
        yield nodes.prop("engine", engine, here)

    def _listeners(self, thing: Thing, here: Span) -> Iterator[tree.Statement]:
        """What it listens on: what arrows to it or its label say."""
        into = [
            p for way in self._arrows_of_design if thing.name in way.target for p in way.phrases
        ]
        said = [p for p in (*into, *labels.traffic(thing.text)) if p.startswith("http")]
        listen = list(dict.fromkeys(map(_with_port, said)))
        if not listen:
            listen = ["http 80"]
            self._assume(
                thing.first,
                f"the drawing does not say what {shown(thing.text or 'the balancer')} listens on",
                "`http 80` is taken; write it on the arrow to it",
            )
        yield nodes.prop("listen", listen, here)

    def _office(self, thing: Thing, here: Span) -> Iterator[tree.Statement]:
        address = labels.address(thing.whole_text)
        if not address:
            address = "192.0.2.1"
            self._assume(
                thing.first,
                f"{shown(thing.text or 'the office')} does not say its public address",
                f"{address} is taken, which is nobody's; write it into the label",
            )
        yield nodes.prop("address", address, here)
        blocks = labels.blocks(thing.whole_text)
        if blocks:
            yield nodes.prop("cidr", str(blocks[0]), here)

    def _zone(self, thing: Thing, here: Span) -> Iterator[tree.Statement]:
        """The zone in a tier, which has a subnet in each."""
        net = self._networks.around(thing)
        zone = next((z for seen in thing.seen if (z := self._networks.zone_of(seen))), "")
        if (
            zone
            and net is not None
            and net.has_tiers
            and len(net.zones) > 1
            and thing.kind != SCALING
        ):
            yield nodes.prop("zone", zone, here)

    # --- what arrows can end at -----------------------------------------------------------------

    def _frame_names(self) -> dict[int, tuple[str, ...]]:
        """Frames that arrows may end at: a subnet's name, or everything in a security group."""
        names: dict[int, tuple[str, ...]] = {}
        for page in self._scenes:
            for frame in page.frames:
                if frame.kind == SUBNET:
                    one = self._networks.field_of(frame)
                    names[id(frame)] = (one.name,) if one is not None else ()
                elif frame.kind == GROUP:
                    inside = [
                        self._found.thing(icon) for icon in page.icons if frame in icon.around
                    ]
                    things = [
                        t
                        for t in inside
                        if t is not None and t.kind in ("instance", "database", SCALING)
                    ]
                    names[id(frame)] = tuple(dict.fromkeys(thing.name for thing in things))
        return names

    def _assume(self, seen: Seen, message: str, fix: str) -> None:
        self._say(ASSUMED, message, fix, self._listing.of(seen))

    def _say(self, fault: Fault, message: str, fix: str, span: Span) -> None:
        self._told.append(fault.found(message, fix, span))


def _stem(path: str) -> str:
    return re.sub(r"\.(?:drawio|xml)$", "", path.rpartition("/")[2])


def _name_of(path: str) -> str:
    return as_name(_stem(path)) or "drawing"


def _is_zone(said: tree.Statement) -> bool:
    return isinstance(said, tree.Property) and said.key.text == "zone"


def _arrow(way: Way) -> tree.Arrow:
    return nodes.arrow(way.source, way.target, way.label, way.phrases, way.span)


def _with_port(phrase: str) -> str:
    """A listener says its port."""
    return {"http": "http 80", "https": "https 443"}.get(phrase, phrase)
