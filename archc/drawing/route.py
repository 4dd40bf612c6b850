"""Routing: every line as an orthogonal path that keeps clear of shapes, texts and other lines."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from heapq import heappop, heappush
from itertools import pairwise
from typing import NamedTuple

from archc.drawing.measure import text_width
from archc.drawing.pieces import snapped
from archc.drawing.scene import Area, Box, Mark, Point
from archc.drawing.space import Space, obstacles
from archc.drawing.wires import Wire

_STEP = 10
_BEND, _CROSSING, _TOUCH, _OVERLAP, _SHARED_PORT, _MIXED_SIDE = 50, 900, 160, 4000, 3000, 200
_MERGING = 2000  # two lines of one source that part and meet again
_LAST = 20  # the straight piece before an arrow's head
_WIDEST = 140  # of the labels for which that piece is made longer
_BESIDE_LABEL = 80  # for leaving close to the label under an icon
_UPRIGHT = 200  # for leaving upwards or downwards where all flows from left to right
_SIDE = 5  # as many lines end on one side of an icon; more go round it
_LANES = (20, 30, 40, 50, 60)  # where they run
_NEW_SIDE = 30  # for a line of a fan that leaves by another side than the others
_TRUNK = 3  # more lines than these from one source leave together
_ASTRAY = 2.0  # how many times longer a way counts outside of the group that holds both ends
_CORNER = 30  # of a network's frame, where no line ends
_MARGIN = 4  # between a line and a shape it passes
_BORDER_RUN = 5  # how many times longer a way along a group's border counts
# How many times longer a way through a group counts that holds neither end.
_FOREIGN = {
    "public": 6.0, "private": 6.0, "isolated": 6.0, "scaling": 15.0, "vpc": 3.0, "zone": 1.3,
    "cloud": 1.0, "region": 1.0,
}  # fmt: skip
_ABROAD = 3.0  # how many times more it counts in a region that holds neither end
_HURRY = 8.0  # how much more the way ahead counts than that behind where time was too short
_FEW = 60  # so many lines are searched thoroughly
_BUDGET = 800_000  # steps of search for a whole picture
_THOROUGH = 30_000  # and for one line

# East, south, west, north.
_DX, _DY = (1, 0, -1, 0), (0, 1, 0, -1)


class _Port(NamedTuple):
    """A place on a box's border, which way its line leaves, and how far off the middle it is."""

    point: Point
    way: int
    cost: int


class _Goal(NamedTuple):
    """A way of arriving: in which direction, at what price, at which place on the border."""

    way: int
    cost: float
    point: Point


class _Quest(NamedTuple):
    """One search: open states, their costs, where it may end, and what it goes by."""

    heap: list[tuple[float, int]]
    best: dict[int, float]
    goals: dict[int, list[_Goal]]
    weights: Sequence[float]
    away: tuple[list[int], list[int]]
    haste: float


class _Side(NamedTuple):
    """A side of a box that a line uses: as its beginning or its end, as a link or an arrow."""

    box: str
    way: int  # outwards
    leaving: bool
    link: bool


class _Path(NamedTuple):
    """A found way: nodes of the raster from stub to stub and the ports at both ends."""

    nodes: tuple[int, ...]
    first: Point
    last: Point
    ports: tuple[tuple[str, Point], tuple[str, Point]]
    sides: tuple[_Side, _Side]


def route(boxes: Sequence[Box], marks: Sequence[Mark], lines: Sequence[Wire]) -> list[list[Point]]:
    """The points of each line, in the order of the lines."""
    if not lines:
        return []
    raster = _Raster(boxes, marks, lines)
    fans = _fans(lines)
    allowance = min(_THOROUGH, max(300, _BUDGET // len(lines)))
    paths: list[_Path | None] = [None] * len(lines)
    for fan in fans:
        _find(raster, lines, paths, fan, allowance)
    for _ in range(2 if len(lines) < 100 else 0):
        _improve(raster, lines, paths, fans, allowance)
    return [
        raster.points(path) if path else _straightforward(line)
        for line, path in zip(lines, paths, strict=True)
    ]


def _fans(lines: Sequence[Wire]) -> list[list[int]]:
    """Lines that are searched together: each alone, but all arrows of a source that has many."""
    leaving = Counter(line.source.id for line in lines if not line.link)
    fans: dict[str, list[int]] = {}
    nearest = sorted(range(len(lines)), key=lambda at: (_reach(lines[at]), at))
    for at in sorted(nearest, key=lambda at: not lines[at].link):
        source = lines[at].source.id
        many = leaving[source] > _TRUNK and not lines[at].link
        fans.setdefault(source if many else f"{at}/", []).append(at)
    # A fan takes the most room: it comes first; but links are the frame of the picture.
    return sorted(fans.values(), key=lambda fan: (not lines[fan[0]].link, -len(fan)))


def _last_pieces(lines: Sequence[Wire]) -> Mapping[str, tuple[int]]:
    """How far the lines of a fan run straight and alone at their end, for their labels."""
    fans: dict[str, list[Wire]] = {}
    for line in lines:
        fans.setdefault(line.source.id, []).append(line)
    found = {}
    for fan in fans.values():
        texts = {line.text for line in fan}
        # In a network there is no room for that.
        if len(fan) > _TRUNK and len(texts) > 1 and not fan[0].source.parent.startswith("vpc/"):
            longest = snapped(min(_WIDEST, max(map(text_width, texts))) + 30)
            found.update({line.target.id: (longest,) for line in fan})
    return found


def _find(
    raster: _Raster,
    lines: Sequence[Wire],
    paths: list[_Path | None],
    fan: Sequence[int],
    most: int,
) -> None:
    """Search for the lines of a fan, each along what the ones before it have found."""
    for at in fan:
        paths[at] = raster.search(lines[at], most) or paths[at]
        raster.join(paths[at])
    raster.leave()
    for at in fan:
        raster.use(paths[at], 1)


def _improve(
    raster: _Raster,
    lines: Sequence[Wire],
    paths: list[_Path | None],
    fans: Iterable[Sequence[int]],
    most: int,
) -> None:
    """Search again for lines that cross or touch others, now that all of them are known."""
    for fan in fans:
        old = [paths[at] for at in fan]
        known = _taken_back(raster, old)
        if len(fan) > len(known) or any(raster.is_disturbed(path) for path in known):
            before = sum(map(raster.price, known))
            _find(raster, lines, paths, fan, most)
            found = _taken_back(raster, [paths[at] for at in fan])
            if len(found) > len(known) or sum(map(raster.price, found)) < before:
                old, known = [paths[at] for at in fan], found
            for at, path in zip(fan, old, strict=True):
                paths[at] = path
        for path in known:
            raster.use(path, 1)


def _taken_back(raster: _Raster, paths: Iterable[_Path | None]) -> list[_Path]:
    """Those that were found, no longer in use."""
    known = [path for path in paths if path is not None]
    for path in known:
        raster.use(path, -1)
    return known


def _reach(line: Wire) -> int:
    one, other = line.source.area.center, line.target.area.center
    return abs(one.x - other.x) + abs(one.y - other.y)


def _straightforward(line: Wire) -> list[Point]:
    """A way with at most two bends that looks at nothing else, where no other was found."""
    one, other = line.source.area, line.target.area
    if one.right < other.x or other.right < one.x:
        forward = one.right < other.x
        start = Point(one.right if forward else one.x, one.center.y)
        end = Point(other.x if forward else other.right, other.center.y)
        x = (start.x + end.x) // 2
        return _without_middles([start, Point(x, start.y), Point(x, end.y), end])
    down = one.bottom < other.y
    start = Point(one.center.x, one.bottom if down else one.y)
    end = Point(other.center.x, other.y if down else other.bottom)
    y = (start.y + end.y) // 2
    return _without_middles([start, Point(start.x, y), Point(end.x, y), end])


def _without_middles(points: Sequence[Point]) -> list[Point]:
    """The points without repeated ones and those in the middle of a straight line."""
    kept: list[Point] = []
    for point in points:
        if kept and kept[-1] == point:
            continue
        if len(kept) > 1 and (
            kept[-2].x == kept[-1].x == point.x or kept[-2].y == kept[-1].y == point.y
        ):
            kept.pop()
        kept.append(point)
    return kept


def _ports(box: Box, partners: Sequence[Area]) -> list[_Port]:
    """Places for its lines on all four sides, nearest to the middle of the side first."""
    area, lines, found = box.area, len(partners), []
    if box.form == "vpc":
        return [*_along_frame(area, partners)]
    for way, length in ((0, area.height), (1, area.width), (2, area.height), (3, area.width)):
        reach = min(length // 2 - _STEP, lines // 2 * _STEP)
        for off in range(0, max(0, reach) + 1, _STEP):
            squeezed = _BESIDE_LABEL if way == 1 and off and not box.is_group else 0
            found += [
                _Port(_on_side(area, way, shift), way, 3 * off + (shift < 0) + squeezed)
                for shift in dict.fromkeys((off, -off))
            ]
    return sorted(found, key=lambda port: (port.cost, port.way))


def _is_beside_frame(line: Wire) -> bool:
    """Whether a link leads to a network that stands at the side, so that it runs level."""
    one, other = line.source.area, line.target.area
    return line.target.form == "vpc" and (one.right < other.x or other.right < one.x)


def _along_frame(area: Area, partners: Iterable[Area]) -> Iterator[_Port]:
    """Places on a network's frame that face what is linked with it: its links are straight."""
    facing = [partner.center for partner in partners]
    for y in _facing([point.y for point in facing], area.y, area.bottom):
        yield _Port(Point(area.right, y), 0, 0)
        yield _Port(Point(area.x, y), 2, 0)
    for x in _facing([point.x for point in facing], area.x, area.right):
        yield _Port(Point(x, area.bottom), 1, 0)
        yield _Port(Point(x, area.y), 3, 0)


def _facing(wanted: Iterable[int], start: int, end: int) -> list[int]:
    """Places on one side of a frame, as near as can be to the wanted ones and around them."""
    low, high = snapped(start + _CORNER), (end - _CORNER) // _STEP * _STEP
    found = {
        min(max(want // _STEP * _STEP + off, low), high)
        for want in wanted for off in range(-2 * _STEP, 3 * _STEP, _STEP)
    }  # fmt: skip
    return sorted(found)


def _on_side(area: Area, way: int, shift: int) -> Point:
    match way:
        case 0:
            return Point(area.right, area.center.y + shift)
        case 1:
            return Point(area.center.x + shift, area.bottom)
        case 2:
            return Point(area.x, area.center.y + shift)
        case _:
            return Point(area.center.x + shift, area.y)


def _stub(port: _Port, length: int) -> Point:
    return Point(port.point.x + _DX[port.way] * length, port.point.y + _DY[port.way] * length)


def _span(one: Point, other: Point) -> Area:
    """The strip a straight piece of line needs."""
    x, y = min(one.x, other.x), min(one.y, other.y)
    area = Area(x, y, abs(one.x - other.x), abs(one.y - other.y))
    wide = area.width > area.height
    return Area(x, y - 2, area.width, 4) if wide else Area(x - 2, y, 4, area.height)


def _between_doors(boxes: Sequence[Box], ends: Mapping[str, Box]) -> Iterator[Area]:
    """The gaps in a row of gateways at a network's border, where no line that passes belongs."""
    doors = [
        box for box in boxes
        if box.form == "icon" and box.parent.startswith("vpc/") and box.id not in ends
    ]  # fmt: skip
    for one, other in pairwise(doors):
        if (one.parent, one.area.y) == (other.parent, other.area.y):
            gap = other.area.x - one.area.right
            yield Area(one.area.right, one.area.y, max(0, gap), one.area.height)


class _Raster:
    """The lines that paths may follow, what blocks them, and what already runs there."""

    def __init__(self, boxes: Sequence[Box], marks: Sequence[Mark], lines: Sequence[Wire]) -> None:
        ends = {box.id: box for line in lines for box in (line.source, line.target)}
        blocked = [*obstacles(boxes, marks), *_between_doors(boxes, ends)]
        self._space = Space(blocked)
        self._parents = {box.id: box.parent for box in boxes}
        # Without a network everything flows from left to right.
        # Many lines are searched less thoroughly.
        self._haste = 1.0 + min(1.0, max(0, len(lines) - _FEW) / 50)
        self._upright = 0 if any(box.form == "vpc" for box in boxes) else _UPRIGHT
        partners: dict[str, list[Area]] = {id_: [] for id_ in ends}
        for line in lines:
            partners[line.source.id].append(line.target.area)
            partners[line.target.id].append(line.source.area)
        ports = {id_: _ports(box, partners[id_]) for id_, box in ends.items()}
        self._starts = {id_: self._open(ports[id_], box, (10,)) for id_, box in ends.items()}
        straight = self._straight = _last_pieces(lines)
        self._hubs = {line.source.id for line in lines if line.target.id in straight}
        self._goals = {
            id_: self._open(ports[id_], box, (*straight.get(id_, ()), 20, 10))
            for id_, box in ends.items()
        }
        # Arrows of what is linked as well may have to go round its links.
        linked = {box.id for line in lines if line.link for box in (line.source, line.target)}
        busy = [
            box.area for id_, box in ends.items()
            if len(partners[id_]) > _SIDE or (id_ in linked and not box.is_group)
        ]  # fmt: skip
        self.xs, self.ys = self._coordinates(boxes, blocked, busy)
        self._column = {x: at for at, x in enumerate(self.xs)}
        self._row = {y: at for at, y in enumerate(self.ys)}
        self._wide = len(self.xs)
        size = self._wide * len(self.ys)
        # Level (0) and upright (1) pieces of line, each known by its left or upper node.
        self._length = self._lengths()
        self._group = ([0] * size, [0] * size)
        self._used = ([0] * size, [0] * size)
        self._passed = ([0] * size, [0] * size)
        # What the fan that is being searched has already: pieces, nodes and ports.
        self._trunk: tuple[set[int], set[int]] = (set(), set())
        self._joined: set[int] = set()
        self._fan_ports: dict[Point, int] = {}
        self._ports_used: dict[tuple[str, Point], int] = {}
        self._sides: dict[_Side, int] = {}
        self._weights = [1.0]
        self._numbers: dict[str, int] = {}
        self._holders: dict[int, int] = {}  # the group around each group, 0 for the page
        self._regions: dict[int, int] = {}  # of each group by number; 0 where it is in none
        self._paint(boxes, blocked)

    def _open(
        self, ports: Sequence[_Port], box: Box, lengths: Sequence[int]
    ) -> list[tuple[_Port, Point]]:
        """Ports whose first piece of line is free, with the end of that piece."""
        found = []
        for port in ports:
            for length in lengths:
                if length > _LAST and port.way & 1:
                    continue
                stub = _stub(port, length)
                strip = _span(_stub(port, 1), stub)
                if all(not o.meets(strip) or o.holds(box.area) for o in self._space.near(strip)):
                    found.append((port, stub))
                    break
        return found

    def _coordinates(
        self, boxes: Sequence[Box], blocked: Sequence[Area], busy: Sequence[Area]
    ) -> tuple[list[int], list[int]]:
        xs, ys = set(), set()
        groups = [box.area for box in boxes if box.is_group]
        for areas, steps in ((blocked, (10,)), (groups, (10, 20)), (busy, _LANES)):
            for area in areas:
                for away in steps:
                    xs |= {area.x // 10 * 10 - away, -(-area.right // 10) * 10 + away}
                    ys |= {area.y // 10 * 10 - away, -(-area.bottom // 10) * 10 + away}
        for pairs in (self._starts, self._goals):
            for _, stub in (pair for listed in pairs.values() for pair in listed):
                xs.add(stub.x)
                ys.add(stub.y)
        return sorted(xs), sorted(ys)

    def _lengths(self) -> tuple[list[float], list[float]]:
        """What every piece costs: its length, and none at the right and lower end."""
        widths = [float(b - a) for a, b in pairwise(self.xs)] + [0.0]
        heights = [float(b - a) for a, b in pairwise(self.ys)] + [0.0]
        return widths * len(self.ys), [height for height in heights for _ in self.xs]

    def _paint(self, boxes: Sequence[Box], blocked: Sequence[Area]) -> None:
        for box in boxes:
            if box.is_group:
                self._paint_group(box)
        for area in blocked:
            for axis in (0, 1):
                length = self._length[axis]
                for node in self._pieces(area.grown(_MARGIN), axis):
                    length[node] = 0.0

    def _paint_group(self, box: Box) -> None:
        area = box.area
        if box.form in _FOREIGN:
            number = self._numbers[box.id] = len(self._weights)
            around = self._regions.get(self._numbers.get(box.parent, 0), 0)
            self._regions[number] = number if box.form == "region" else around
            self._weights.append(_FOREIGN[box.form])
            self._holders[number] = self._numbers.get(box.parent, 0)
            for axis in (0, 1):
                group = self._group[axis]
                for node in self._pieces(area, axis):
                    group[node] = number
        for y in (area.y, area.bottom):
            for node in self._pieces(Area(area.x, y - 1, area.width, 2), 0):
                self._length[0][node] *= _BORDER_RUN
        for x in (area.x, area.right):
            for node in self._pieces(Area(x - 1, area.y, 2, area.height), 1):
                self._length[1][node] *= _BORDER_RUN

    def _pieces(self, area: Area, axis: int) -> Iterable[int]:
        """The nodes whose right (axis 0) or lower (axis 1) piece of line meets an area."""
        left, right = bisect_right(self.xs, area.x), bisect_left(self.xs, area.right)
        top, bottom = bisect_right(self.ys, area.y), bisect_left(self.ys, area.bottom)
        if axis == 0:
            left = max(0, left - 1)
        else:
            top = max(0, top - 1)
        for row in range(top, bottom):
            base = row * self._wide
            yield from range(base + left, base + right)

    def _node(self, point: Point) -> int:
        return self._row[point.y] * self._wide + self._column[point.x]

    def _allowed(self, line: Wire) -> list[float]:
        """The weight of every group for this line: 1 for those that hold one of its ends."""
        one, other = self._around(line.source), self._around(line.target)
        own = {*one, *other}
        weights = [
            weight if self._regions.get(number, 0) in own else weight * _ABROAD
            for number, weight in enumerate(self._weights)
        ]
        for number, parent in self._holders.items():
            if parent not in own:  # a zone of a foreign network is no less foreign
                weights[number] = max(weights[number], weights[parent])
        for number in own:
            weights[number] = 1.0
        shared = [number for number in one if number in other]
        for number in shared[1:]:
            weights[number] = _ASTRAY
        return weights

    def _around(self, box: Box) -> list[int]:
        """The numbers of the groups that hold a box, itself if it is one; last the page's."""
        found, here = [], box.parent if box.form == "vpc" else box.id
        while here:
            if here in self._numbers:
                found.append(self._numbers[here])
            here = self._parents.get(here, "")
        return [*found, 0]

    def _port_cost(self, line: Wire, port: _Port, *, leaving: bool) -> int:
        box = line.source if leaving else line.target
        aside = _UPRIGHT if port.way & 1 and _is_beside_frame(line) else 0
        if leaving and self._fan_ports:
            if port.point in self._fan_ports:
                return aside
            if port.way in self._fan_ports.values():
                return _SHARED_PORT
            cost = (
                aside + _NEW_SIDE + port.cost + (box.id in self._hubs) * _UPRIGHT * (port.way & 1)
            )
            return cost + _SHARED_PORT * self._ports_used.get((box.id, port.point), 0)
        cost = aside + port.cost + self._upright * (port.way & 1)
        if box.id in (self._hubs if leaving else self._straight) and not self._upright:
            cost += _UPRIGHT * (port.way & 1)
        if self._is_mixed(_Side(box.id, port.way, leaving, bool(line.link))):
            cost += _MIXED_SIDE
        return cost + _SHARED_PORT * self._ports_used.get((box.id, port.point), 0)

    def _is_mixed(self, side: _Side) -> bool:
        """Whether what uses a side already had better be told from this line."""
        others = [side._replace(link=not side.link, leaving=way) for way in (True, False)]
        if self._upright:
            others.append(side._replace(leaving=not side.leaving))
        return any(self._sides.get(other) for other in others)

    def search(self, line: Wire, allowance: int) -> _Path | None:
        """The cheapest way of a line, else any that is found in a hurry, else None."""
        return self._search(line, allowance, self._haste) or self._search(line, allowance, _HURRY)

    def _search(self, line: Wire, allowance: int, haste: float) -> _Path | None:
        """The cheapest way of a line, or None if none is found in time (A*)."""
        away = self._estimates(line.target.area.grown(20))
        quest = _Quest([], {}, {}, self._allowed(line), away, haste)
        for port, stub in self._goals[line.target.id]:
            cost = float(self._port_cost(line, port, leaving=False))
            goal = _Goal((port.way + 2) % 4, cost, port.point)
            quest.goals.setdefault(self._node(stub), []).append(goal)
        starts: dict[int, _Port] = {}
        for port, stub in self._starts[line.source.id]:
            node = self._node(stub)
            key, cost = node * 4 + port.way, float(self._port_cost(line, port, leaving=True))
            cost += _CROSSING if self._passed[0][node] or self._passed[1][node] else 0
            if cost < quest.best.get(key, 1e9):
                quest.best[key], starts[key] = cost, port
                heappush(quest.heap, (cost, key))
        found = self._explore(quest, allowance)
        if found is None:
            return None
        keys, goal = found
        source = starts[keys[0]]
        ports = ((line.source.id, source.point), (line.target.id, goal.point))
        sides = (
            _Side(line.source.id, source.way, leaving=True, link=bool(line.link)),
            _Side(line.target.id, (goal.way + 2) % 4, leaving=False, link=bool(line.link)),
        )
        return _Path(tuple(key // 4 for key in keys), source.point, goal.point, ports, sides)

    def _estimates(self, area: Area) -> tuple[list[int], list[int]]:
        """How far every column and row is from an area."""
        return (
            [max(area.x - x, 0, x - area.right) for x in self.xs],
            [max(area.y - y, 0, y - area.bottom) for y in self.ys],
        )

    def _explore(self, quest: _Quest, allowance: int) -> tuple[list[int], _Goal] | None:
        """The search proper: states are a node and the way in which it was reached."""
        heap, best = quest.heap, quest.best
        parent: dict[int, int] = {}
        done: set[int] = set()
        ends: list[tuple[int, _Goal]] = []
        while heap and allowance:
            key = heappop(heap)[1]
            if key < 0:
                last, goal = ends[-1 - key]
                return _traced(parent, last), goal
            if key in done:
                continue
            done.add(key)
            allowance -= 1
            for goal in quest.goals.get(key >> 2, ()):
                if goal.way != (key + 2) & 3:
                    ends.append((key, goal))
                    turn = 0 if goal.way == key & 3 else _BEND + 20
                    heappush(heap, (best[key] + goal.cost + turn, -len(ends)))
            self._spread(quest, key, parent)
        return None

    def _spread(self, quest: _Quest, key: int, parent: dict[int, int]) -> None:
        """Reach the neighbours of a state; nothing here is done twice per step for speed."""
        wide, best, weights = self._wide, quest.best, quest.weights
        joined, trunk, passed = self._joined, self._trunk, self._passed
        node, way, cost = key >> 2, key & 3, best[key]
        for following in (way, way + 1 & 3, way + 3 & 3):
            axis = following & 1
            forward = following < 2
            step = wide if axis else 1
            piece = node if forward else node - step
            if piece < 0 or not (length := self._length[axis][piece]):
                continue
            reached = node + step if forward else piece
            total = cost + length * weights[self._group[axis][piece]]
            if passed[1 - axis][reached]:
                total += _CROSSING
            if not joined or piece not in trunk[axis]:
                total += (following != way) * _BEND + (reached in joined) * _MERGING
                if passed[axis][reached]:
                    total += _OVERLAP if self._used[axis][piece] else _TOUCH
            following_key = reached << 2 | following
            if total < best.get(following_key, 1e9):
                best[following_key] = total
                parent[following_key] = key
                dx, dy = quest.away[0][reached % wide], quest.away[1][reached // wide]
                ahead = dx + dy + (_BEND if dx and dy else 0)
                heappush(quest.heap, (total + quest.haste * ahead, following_key))

    def join(self, path: _Path | None) -> None:
        """Let the following lines, which have the same source, run along this path."""
        if path is None:
            return
        self._fan_ports[path.first] = path.sides[0].way
        for one, other in pairwise(_without_middles([path.first, *map(self._at, path.nodes)])):
            nodes = self._nodes_between(one, other)
            self._trunk[one.y != other.y].update(nodes[:-1])
        # The last piece, with the arrow's head, is its own.
        for nodes in self._runs(path):
            self._joined.update(nodes)

    def leave(self) -> None:
        """The fan is complete."""
        for known in (*self._trunk, self._joined, self._fan_ports):
            known.clear()

    def use(self, path: _Path | None, by: int) -> None:
        """Note that a path runs here, or with -1 that it no longer does."""
        if path is None:
            return
        for port in path.ports:
            self._ports_used[port] = self._ports_used.get(port, 0) + by
        for side in path.sides:
            self._sides[side] = self._sides.get(side, 0) + by
        for nodes in self._runs(path):
            axis = 0 if nodes.step == 1 else 1
            for node in nodes:
                self._passed[axis][node] += by
            for node in nodes[:-1]:
                self._used[axis][node] += by

    def _runs(self, path: _Path) -> list[range]:
        """The straight runs of a path with its stubs, each as ascending nodes."""
        points = self.points(path)
        return [self._nodes_between(one, other) for one, other in pairwise(points)]

    def _nodes_between(self, one: Point, other: Point) -> range:
        if one.y == other.y:
            low, high = sorted((one.x, other.x))
            base = self._row[one.y] * self._wide
            return range(base + bisect_left(self.xs, low), base + bisect_right(self.xs, high))
        low, high = sorted((one.y, other.y))
        first, last = bisect_left(self.ys, low), bisect_right(self.ys, high)
        wide, column = self._wide, self._column[one.x]
        return range(first * wide + column, last * wide + column, wide)

    def is_disturbed(self, path: _Path) -> bool:
        """Whether a line runs across this one, which is not in use, touches it or has its port."""
        if any(self._ports_used.get(port, 0) for port in path.ports):
            return True
        across, along = self._passed
        return any(across[node] or along[node] for nodes in self._runs(path) for node in nodes)

    def price(self, path: _Path) -> int:
        """How bad a way is that is not in use: long, bent, across other lines."""
        points = self.points(path)
        length = sum(abs(a.x - b.x) + abs(a.y - b.y) for a, b in pairwise(points))
        crossed = 0
        for nodes in self._runs(path):
            across = self._passed[1 if nodes.step == 1 else 0]
            crossed += sum(across[node] > 0 for node in nodes)
        shared = sum(self._ports_used.get(port, 0) > 0 for port in path.ports)
        return length + _BEND * len(points) + _CROSSING * crossed + _SHARED_PORT * shared

    def points(self, path: _Path) -> list[Point]:
        """The path with its ends on the borders, only where it bends."""
        return _without_middles([path.first, *map(self._at, path.nodes), path.last])

    def _at(self, node: int) -> Point:
        return Point(self.xs[node % self._wide], self.ys[node // self._wide])


def _traced(parent: Mapping[int, int], key: int) -> list[int]:
    keys = [key]
    while keys[-1] in parent:
        keys.append(parent[keys[-1]])
    return keys[::-1]
