"""Lines between shapes → arrows between things: directed, led through gateways, with phrases."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from archc.component import Component
from archc.diagnostics import Diagnostic
from archc.importers.drawio import labels
from archc.importers.drawio.catalogue import (
    CLOUD,
    DERIVED,
    GROUP,
    OFFICE,
    PASSAGE,
    REGION,
    SUBNET,
    VPC,
    ZONE,
)
from archc.importers.drawio.edges import Joined
from archc.importers.drawio.faults import ASSUMED, LOOSE_ARROW, NO_DIRECTION
from archc.importers.drawio.listing import Listing, shown
from archc.importers.drawio.scene import Seen
from archc.importers.drawio.things import Inventory
from archc.kinds import catalogue, kind
from archc.kinds.storage.database import Database, Engine
from archc.resolve.verbs import verbs_of
from archc.source import Span

OUTSIDE = frozenset(("users", "internet", "office", "third_party", "device", "email", "phone"))
DOORS = frozenset(("internet_gateway", "internet"))  # an arrow goes on behind them
_NATS = frozenset(("nat_gateway", "nat_instance"))
LINES = frozenset(("vpn_gateway", "vpn", PASSAGE, OFFICE, "transit_gateway", "direct_connect"))
# Who usually begins: a lower number asks a higher one.
_RANKS = {
    "users": 0, "internet": 1, "office": 0, "third_party": 0, "device": 0, "schedule": 0,
    "internet_gateway": 2, "load_balancer": 3, "http_api": 3, "event_rule": 4,
    "function": 5, "instance": 5, "scaling_group": 5,
    "nat_gateway": 6, "topic": 6, "queue": 7, "event_bus": 6, "stream": 7, "broker": 7,
    "database": 8, "table": 8, "bucket": 8, "website": 8, "secret": 8, "parameter": 8,
    "email": 9, "phone": 9,
}  # fmt: skip
ENGINES_BY_PORT = {
    str(port): engine
    for engine in ("mysql", "postgres")
    for port in Database({"engine": Engine({"name": engine})}).serves()
}
_FRAME_NAMES = {CLOUD: "the cloud", REGION: "a region", ZONE: "a zone", "account": "an account"}


class Node(NamedTuple):
    """What an arrow can end at: names of the design, or a gateway that it goes on behind."""

    key: str
    names: tuple[str, ...]
    kind: str
    inside: bool  # of AWS


class Way(NamedTuple):
    """An arrow of the design: who does what to whom."""

    source: tuple[str, ...]
    target: tuple[str, ...]
    label: str
    phrases: tuple[str, ...]
    span: Span


class _Step(NamedTuple):
    source: Node
    target: Node
    one: Joined


class Ways:
    """The arrows of a drawing; `connects` are lines between networks, for what joins these."""

    def __init__(
        self,
        arrows: Sequence[Joined],
        found: Inventory,
        listing: Listing,
        frame_names: dict[int, tuple[str, ...]],
    ) -> None:
        self._found = found
        self._listing = listing
        self._frame_names = frame_names
        self.told: list[Diagnostic] = []
        self.connects: list[tuple[Seen, Seen, Joined]] = []
        self._steps = list(self._directed(arrows))
        self._from: dict[str, list[_Step]] = {}
        self._into: dict[str, int] = {}
        for step in self._steps:
            self._from.setdefault(step.source.key, []).append(step)
            self._into[step.target.key] = self._into.get(step.target.key, 0) + 1

    # --- lines as directed steps ----------------------------------------------------------------

    def _directed(self, arrows: Sequence[Joined]) -> Iterator[_Step]:
        for one in arrows:
            if one.source is None or one.target is None:
                self._say_loose(one)
                continue
            if one.rival is not None:
                self._say_rival(one, one.source, one.target, one.rival)
            if self._joins(one.source, one.target):
                self.connects.append((one.source, one.target, one))
                continue
            ends = [self._node(end) for end in (one.source, one.target)]
            if ends[0] is None or ends[1] is None:
                self._say_lost(one, one.source if ends[0] is None else one.target)
                continue
            if set(ends[0].names) & set(ends[1].names) or ends[0].key == ends[1].key:
                continue  # between parts of one thing, such as a database and its standby
            yield from self._turned(one, ends[0], ends[1])

    def _joins(self, source: Seen, target: Seen) -> bool:
        """Whether a line joins networks instead of permitting something."""
        kinds = {source.kind, target.kind}
        if kinds & {"peering", "transit_gateway", "vpn_gateway", "vpn", PASSAGE, "direct_connect"}:
            return True
        return kinds == {VPC}

    def _node(self, seen: Seen) -> Node | None:
        thing = self._found.thing(seen)
        if id(seen) in self._frame_names:
            names = self._frame_names[id(seen)]
            return Node("/".join(names), names, seen.kind, inside=True) if names else None
        if thing is None or not thing.name:
            return None
        if thing.own:
            return Node(thing.name, (thing.name,), thing.kind, thing.kind not in OUTSIDE)
        if thing.kind in (VPC, SUBNET, GROUP):
            return None
        if thing.kind not in catalogue() or thing.kind in DERIVED:
            return None
        return Node(thing.name, (thing.name,), thing.kind, thing.kind not in OUTSIDE)

    def _turned(self, one: Joined, source: Node, target: Node) -> Iterator[_Step]:
        """The line in the direction, or the directions, in which it is meant."""
        at_source, at_target = one.heads
        if at_source != at_target:
            yield _Step(source, target, one) if at_target else _Step(target, source, one)
            return
        first, second = _rank(source), _rank(target)
        if first == second and at_source:
            yield _Step(source, target, one)
            yield _Step(target, source, one)
            return
        if first == second:
            self.told.append(
                NO_DIRECTION.found(
                    f"the line between {self._said(one.source)} and {self._said(one.target)} "
                    "has no head",
                    "draw an arrow that begins at the one that asks",
                    self._span(one),
                )
            )
            return
        begins, ends = (source, target) if first < second else (target, source)
        heads = "heads at both ends" if at_source else "no head"
        self.told.append(
            ASSUMED.found(
                f"the line between {self._said(one.source)} and {self._said(one.target)} "
                f"has {heads}",
                f"it is read as `{begins.names[0]} -> {ends.names[0]}`; draw one head",
                self._span(one),
            )
        )
        yield _Step(begins, ends, one)

    # --- arrows of the design -------------------------------------------------------------------

    def ways(self) -> list[Way]:
        """All arrows; one that is drawn several times says all that is written on it."""
        found: dict[tuple[tuple[str, ...], tuple[str, ...]], Way] = {}
        for way in self._led():
            key = way.source, way.target
            if key in found:
                old = found[key]
                phrases = tuple(dict.fromkeys((*old.phrases, *way.phrases)))
                way = old._replace(label=old.label or way.label, phrases=phrases)  # noqa: PLW2901
            found[key] = way
        return list(found.values())

    def _led(self) -> Iterator[Way]:
        for step in self._steps:
            if _passes(step.source) or (_leads_out(step.source) and _passes(step.target)):
                # What comes out of a gateway with nobody before it comes from the internet.
                if step.source.key in self._into or _leads_out(step.source):
                    continue
                begin = Node("internet", ("internet",), "internet", inside=False)
                yield from self._onward(begin, step, (), {step.source.key})
            else:
                yield from self._onward(step.source, step, (), {step.source.key})

    def _onward(
        self, begin: Node, step: _Step, before: tuple[Joined, ...], seen: set[str]
    ) -> Iterator[Way]:
        """Follow a step through gateways to the things behind them."""
        lines = (*before, step.one)
        target = step.target
        if not (_passes(target) or (begin.inside and _leads_out(target))):
            yield self._way(begin, target, lines)
            return
        outwards = begin.inside
        behind = [] if target.key in seen else self._from.get(target.key, [])
        if outwards:
            # From within, the internet is the end of the way.
            yield self._way(begin, Node("internet", ("internet",), "internet", inside=False), lines)
            return
        further = [next_ for next_ in behind if not _leads_out(next_.target)]
        for next_ in further:
            if next_.target.key not in seen:
                yield from self._onward(begin, next_, lines, seen | {target.key})

    def _way(self, source: Node, target: Node, lines: Sequence[Joined]) -> Way:
        text = " ".join(one.line.text for one in lines if one.line.lines)
        phrases = _phrases(text, source, target)
        return Way(source.names, target.names, _said_label(text, phrases), phrases,
                   self._span(lines[-1]))  # fmt: skip

    # --- what is said ---------------------------------------------------------------------------

    def _say_loose(self, one: Joined) -> None:
        ends = [self._said(end) for end in (one.source, one.target) if end is not None]
        of = f" at {ends[0]}" if ends else ""
        self.told.append(
            LOOSE_ARROW.found(
                f"an arrow{of} ends at nothing" if ends else "an arrow begins and ends at nothing",
                "drag its end onto the shape that is meant, until the shape's border lights up",
                self._span(one),
            )
        )

    def _say_rival(self, one: Joined, source: Seen, target: Seen, rival: Seen) -> None:
        self.told.append(
            ASSUMED.found(
                f"an end of an arrow is loose, and {self._said(rival)} is as near as another",
                f"it is read as from {self._said(source)} to {self._said(target)}; "
                "drag its end onto the shape that is meant",
                self._span(one),
            )
        )

    def _say_lost(self, one: Joined, end: Seen) -> None:
        what = _FRAME_NAMES.get(end.kind)
        self.told.append(
            LOOSE_ARROW.found(
                f"an arrow ends at {what or self._said(end)}, "
                + ("which is a place" if what else "which is not part of the design"),
                "let it end at what is meant inside"
                if what
                else "say what that shape is, or remove the arrow",
                self._span(one),
            )
        )

    def _said(self, seen: Seen | None) -> str:
        if seen is None:
            return "nothing"
        return shown(seen.text) if seen.text else "a " + (seen.kind or "shape").replace("_", " ")

    def _span(self, one: Joined) -> Span:
        return self._listing.span(one.line.page, one.line.id)


def _passes(node: Node) -> bool:
    """Whether nothing ever ends there."""
    return node.kind in DOORS or node.kind == "nat_gateway"


def _leads_out(node: Node) -> bool:
    """Whether arrows from within go on to the internet there."""
    return node.kind in _NATS


def _rank(node: Node) -> int:
    return _RANKS.get(node.kind, 5)


def _phrases(text: str, source: Node, target: Node) -> tuple[str, ...]:
    """What a label says in the language: a route, ports and protocols, or verbs of the target."""
    if not text:
        return ()
    if source.kind == "http_api":
        route = labels.route(text)
        return (route,) if route else ()
    cls: type[Component] | None = kind(target.kind) if target.kind in catalogue() else None
    if target.kind == SUBNET:
        return labels.traffic(text)
    if cls is None:
        return ()
    possible = verbs_of(cls({}))
    own = [verb for verb in possible if verb in {v.name for v in cls.verbs}]
    spoken = labels.verbs(text, [verb for verb in own if verb not in ("connect", "visit", "call")])
    traffic = tuple(phrase for phrase in labels.traffic(text) if phrase.split()[0] in possible)
    if "load_balancer" in (source.kind, target.kind):
        traffic = tuple(re.sub(r"^tcp ", "http ", phrase) for phrase in traffic)
    return spoken or traffic


def _said_label(text: str, phrases: Iterable[str]) -> str:
    """A label with words of its own; what the phrases say need not be said again."""
    rest = labels.without_phrases(text, phrases)
    return text if re.search(r"[^\W\d_]", rest) else ""
