"""The smallest set of changes that opens a way: every smaller one is tried, and shown to fail.

The search is breadth first over sets of changes. A set that does not open the way is extended by
each remedy of the packets that it leaves stopped; since any set that opens the way holds one of
these, the first that opens it has the fewest changes. Each set is tried on the engine itself.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from archc.reach.changes import Change, SetRoute
from archc.reach.model import Interface, Network, Outside
from archc.reach.query import goals
from archc.reach.remedies import Terms, remedies
from archc.reach.trip import Service, Trip, travel
from archc.reach.walk import Stop

_TRAVELS = 3000  # how many times packets are sent before the search gives up
_MOST = 10  # changes; nobody makes more to open one way

Changed = frozenset[Change]


class Stretch(NamedTuple):
    """Packets between two ends, interfaces by their names; `every` start must be answered."""

    starts: tuple[str | Outside, ...]
    ends: tuple[str | Outside, ...]
    services: tuple[Service, ...]
    terms: Terms
    every: bool = False


Way = tuple[Stretch, ...]


class Needed(NamedTuple):
    """A change, and the stop that it removes, on which question's way."""

    change: Change
    stop: Stop
    terms: Terms


class Plan(NamedTuple):
    """Changes in the order in which packets need them, and the way that they open.

    Unless `is_smallest`, the search ended before every smaller set was tried.
    """

    needed: tuple[Needed, ...]
    trips: tuple[Trip, ...]
    is_smallest: bool


class Outcome(NamedTuple):
    """What a search found, and whether it tried everything that it had to."""

    plan: Plan | None
    is_complete: bool


class _Search:
    """The search for one question."""

    def __init__(self, net: Network, travels: int) -> None:
        self._net = net
        self._left = travels

    def run(self, ways: Sequence[Way]) -> Outcome:
        """The smallest set over all ways; of equal ones that of the first way."""
        best: tuple[Way, tuple[Change, ...]] | None = None
        complete = True
        for way in ways:
            most = len(best[1]) - 1 if best is not None else _MOST
            found = self._smallest(way, most)
            if found is not None:
                best = way, found
            complete = complete and self._left > 0
        if best is None and not complete:
            best = next(((w, found) for w in ways if (found := self._greedy(w))), None)
        if best is None:
            return Outcome(None, complete)
        return Outcome(self._plan(*best, smallest=complete), complete)

    def _smallest(self, way: Way, most: int) -> tuple[Change, ...] | None:
        level: dict[Changed, tuple[Change, ...]] = {frozenset(): ()}
        for size in range(most + 1):
            further: dict[Changed, tuple[Change, ...]] = {}
            for known, ordered in level.items():
                net = applied(self._net, ordered)
                _, stops = self._asked(net, way)
                if stops is None:
                    return ordered
                if self._left <= 0:
                    return None
                if size < most:
                    for change, *_ in _remedies(net, stops):
                        if change not in known and not _undoes(change, known):
                            further.setdefault(known | {change}, (*ordered, change))
            level = further
        return None

    def _asked(
        self, net: Network, way: Way
    ) -> tuple[tuple[Trip, ...], tuple[tuple[Terms, Stop], ...] | None]:
        """The trips of a way that is open, else what stops packets on its first closed stretch."""
        trips: list[Trip] = []
        for stretch in way:
            found, stops = self._stretch(net, stretch)
            if found is None:
                return tuple(trips), tuple((stretch.terms, stop) for stop in stops)
            trips.append(found)
        return tuple(trips), None

    def _stretch(self, net: Network, stretch: Stretch) -> tuple[Trip | None, list[Stop]]:
        first: Trip | None = None
        stops: list[Stop] = []
        for start in stretch.starts:
            found, stopped = self._from(net, start, stretch)
            if stretch.every and found is None:
                return None, stopped
            first = first or found
            if first is not None and not stretch.every:
                return first, []
            stops += stopped
        return first, stops

    def _from(
        self, net: Network, start: str | Outside, stretch: Stretch
    ) -> tuple[Trip | None, list[Stop]]:
        stops: list[Stop] = []
        asking = _end(net, start)
        for name in stretch.ends:
            for goal in goals(asking, _end(net, name)):
                for service in stretch.services:
                    self._left -= 1
                    result = travel(net, asking, goal, service)
                    if result.trips:
                        return result.trips[0], []
                    stops += result.stops
        return None, stops

    def _greedy(self, way: Way) -> tuple[Change, ...] | None:
        """Some set that opens a way, each change the first for the packets that come farthest."""
        changes: tuple[Change, ...] = ()
        while len(changes) < _MOST:
            net = applied(self._net, changes)
            _, stops = self._asked(net, way)
            if stops is None:
                return changes
            farthest = sorted(stops, key=lambda one: -len(one[1].hops))
            candidates = (one.change for one in _remedies(net, farthest))
            known = frozenset(changes)
            following = next(
                (c for c in candidates if c not in known and not _undoes(c, known)), None
            )
            if following is None:
                return None
            changes = (*changes, following)
        return None

    def _plan(self, way: Way, changes: tuple[Change, ...], *, smallest: bool) -> Plan:
        """The changes in order, each with a stop on the way that they open together."""
        trips, _ = self._asked(applied(self._net, changes), way)
        on_it = [hop.place for trip in trips for hop in (*trip.there, *trip.back)]
        ordered: tuple[Needed, ...] = ()
        while len(ordered) < len(changes):
            net = applied(self._net, [one.change for one in ordered])
            _, stops = self._asked(net, way)
            done = {one.change for one in ordered}
            fitting = [
                one
                for one in _remedies(net, stops or ())
                if one.change in changes and one.change not in done
            ]
            if not fitting:
                break
            ordered = (*ordered, max(fitting, key=lambda one: _shared(one.stop, on_it)))
        return Plan(ordered, trips, smallest)


def smallest(net: Network, ways: Sequence[Way], travels: int = _TRAVELS) -> Outcome:
    """The fewest changes that open one of these ways."""
    return _Search(net, travels).run(ways)


def applied(net: Network, changes: Sequence[Change]) -> Network:
    """The network after these changes."""
    for change in changes:
        net = change.apply(net)
    return net


def _remedies(net: Network, stops: Sequence[tuple[Terms, Stop]]) -> Iterator[Needed]:
    """Every remedy once, with the first stop that it bears on."""
    seen: set[Change] = set()
    for terms, stop in stops:
        for change in remedies(net, terms, stop):
            if change not in seen:
                seen.add(change)
                yield Needed(change, stop, terms)


def _undoes(change: Change, known: Changed) -> bool:
    """Whether it sets again what one of the others sets."""
    return isinstance(change, SetRoute) and any(
        isinstance(one, SetRoute) and one.table == change.table and {*one.blocks} & {*change.blocks}
        for one in known
    )


def _shared(stop: Stop, way: Sequence[str]) -> float:
    """How much of the way to a stop lies on another way."""
    return sum(hop.place in way for hop in stop.hops) / (len(stop.hops) or 1)


def _end(net: Network, end: str | Outside) -> Interface | Outside:
    return net.interfaces[end] if isinstance(end, str) else end
