"""VPCs with their zones and subnets: as tiers where rows of equal subnets fit, else one by one."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from archc.diagnostics import Diagnostic
from archc.importers.drawio import labels, nodes
from archc.importers.drawio.catalogue import SUBNET, VPC, ZONE
from archc.importers.drawio.faults import ASSUMED, WRONG_LABEL
from archc.importers.drawio.listing import Listing, shown
from archc.importers.drawio.names import Names, as_name
from archc.importers.drawio.scene import Scene, Seen
from archc.importers.drawio.shapes import subnet_class
from archc.importers.drawio.things import Inventory, Thing
from archc.merge.geometry import Rect
from archc.source import Span
from archc.syntax import tree

_LETTERS = "abcdef"
_ACROSS = 0.25  # of a subnet's width in a zone, for it to be in that zone too
_GATEWAYS = ("internet_gateway", "nat_gateway", "vpn_gateway", "nat_instance")
_NEAR = 80  # how far from a VPC's border its gateway may stand
_SLOTS = {"public": 0, "private": 1, "isolated": 2}


@dataclass
class Field:
    """A subnet as it is drawn, or several that are one row."""

    thing: Thing
    reach: str  # public, private, isolated, or nothing
    zones: list[str]
    block: ipaddress.IPv4Network | None = None
    name: str = ""


@dataclass
class Net:
    """A VPC: its thing (none if nobody drew a border), its subnets, and how they are written."""

    thing: Thing | None
    name: str
    fields: list[Field]
    zones: list[str]
    has_tiers: bool = False
    rows: list[list[Field]] = field(default_factory=list)
    block: ipaddress.IPv4Network | None = None
    gateways: list[Thing] = field(default_factory=list)  # internet gateways, NAT, VPN
    detour: str = ""  # the name of the route table that leads to a NAT instance


class Networks:
    """The VPCs of a drawing; `places` has the name of the subnet or tier for each subnet drawn."""

    def __init__(
        self, scenes: Sequence[Scene], found: Inventory, names: Names, listing: Listing
    ) -> None:
        self._found = found
        self._listing = listing
        self._names = names
        self.told: list[Diagnostic] = []
        self._frames = [seen for page in scenes for seen in page.frames if seen.kind == ZONE]
        self.letters = self._zone_letters(scenes)
        self.nets = self._nets()
        self.homeless = [
            thing
            for thing in found.of_kind(SUBNET)
            if not thing.own and self.net_of(thing.first) is None
        ]
        for net in self.nets:
            self._gather_gateways(net)
            self._arrange(net)

    # --- what is where --------------------------------------------------------------------------

    def net_of(self, seen: Seen) -> Net | None:
        """The VPC that a shape is in."""
        thing = self._found.thing(seen.within(VPC))
        if seen.kind == VPC:
            thing = self._found.thing(seen)
        return next((net for net in self.nets if net.thing is thing), None)

    def around(self, thing: Thing) -> Net | None:
        """The VPC that a thing belongs to, on whatever page that is seen."""
        found = (net for seen in thing.seen if (net := self.net_of(seen)) is not None)
        near = (net for seen in thing.seen if (net := self.nearest(seen)) is not None)
        is_gateway = thing.kind in _GATEWAYS
        return next(found, None) or (next(near, None) if is_gateway else None)

    def nearest(self, seen: Seen) -> Net | None:
        """The VPC that a gateway belongs to: it may stand on the border, or just outside."""
        inside = self.net_of(seen)
        if inside is not None or not self.nets:
            return inside
        by_distance = sorted(
            (
                (_distance(seen.shape.area, frame.shape.area), number)
                for number, net in enumerate(self.nets)
                for frame in (net.thing.seen if net.thing is not None else ())
                if frame.shape.page == seen.shape.page
            ),
        )
        if by_distance and by_distance[0][0] <= _NEAR:
            return self.nets[by_distance[0][1]]
        return self.nets[0] if len(self.nets) == 1 else None

    def field_of(self, seen: Seen | None) -> Field | None:
        """The subnet that a frame shows."""
        thing = self._found.thing(seen)
        every = (one for net in self.nets for one in net.fields)
        return next((one for one in every if one.thing is thing), None) if thing else None

    def zone_of(self, seen: Seen) -> str:
        """The letter of the zone that a shape is in."""
        frame = seen.within(ZONE)
        if frame is not None:
            return self.letters.get(id(frame), "")
        inside = self.field_of(seen.within(SUBNET))
        return inside.zones[0] if inside and len(inside.zones) == 1 else ""

    # --- zones ----------------------------------------------------------------------------------

    def _zone_letters(self, scenes: Sequence[Scene]) -> dict[int, str]:
        """The letters of all zone frames: as their labels say, else from left to right."""
        letters: dict[int, str] = {}
        for page in scenes:
            frames = [seen for seen in page.frames if seen.kind == ZONE]
            by_net: dict[int, list[Seen]] = {}
            for seen in frames:
                by_net.setdefault(self._net_key(seen, page), []).append(seen)
            for group in by_net.values():
                self._letter(group, letters)
        return letters

    def _net_key(self, seen: Seen, page: Scene) -> int:
        """What zones are told apart in: their VPC, or the region around it."""
        around = seen.within(VPC)
        inside = [f for f in page.frames if f.kind == VPC and seen in f.around]
        return id(around or (inside[0] if inside else None))

    def _letter(self, frames: list[Seen], letters: dict[int, str]) -> None:
        said = {id(seen): labels.zone(seen.text) for seen in frames}
        free = [letter for letter in _LETTERS if letter not in said.values()]
        silent = [seen for seen in frames if not said[id(seen)]]
        for seen in sorted(silent, key=lambda s: (s.shape.area.x, s.shape.area.y)):
            said[id(seen)] = free.pop(0) if free else _LETTERS[-1]
        if silent:
            chosen = ", ".join(sorted(said[id(seen)] for seen in silent))
            self._assume(
                silent[0],
                f"the label {shown(silent[0].text)} does not say which zone it is",
                f"zones without a letter are {chosen} from left to right; "
                "write it into the label, like `eu-central-1a`",
            )
        letters |= said

    # --- VPCs and what is in them ---------------------------------------------------------------

    def _nets(self) -> list[Net]:
        nets = [Net(t, t.name, [], []) for t in self._found.of_kind(VPC) if not t.own]
        by_thing = {id(net.thing): net for net in nets}
        loose: list[Thing] = []
        for thing in self._found.of_kind(SUBNET):
            holder = self._found.thing(thing.first.within(VPC))
            if thing.own:
                continue
            if holder is not None and not holder.own:
                by_thing[id(holder)].fields.append(self._field(thing))
            else:
                loose.append(thing)
        if loose and not any(self._found.of_kind(VPC)):
            net = Net(None, self._names.name("vpc"), [self._field(one) for one in loose], [])
            nets.append(net)
            self._assume(
                loose[0].first,
                "subnets lie in a VPC, and the drawing has none",
                "one VPC around all subnets is taken; draw its border",
            )
        return nets

    def _field(self, thing: Thing) -> Field:
        seen = thing.first
        text = thing.text
        found = labels.blocks(thing.whole_text)
        reach = subnet_class(seen.shape, seen.label)
        if not reach and (hint := labels.reach_hint(text)):
            reach = hint
            self._assume(
                seen,
                f"the label {shown(text)} does not say whether the subnet is public or private",
                f"{hint} is taken; write it into the label",
            )
        return Field(thing, reach, self._zones_of(seen, text), found[0] if found else None)

    def _zones_of(self, seen: Seen, text: str) -> list[str]:
        """The zones of a subnet: those that it is drawn in, else the one its label names."""
        frame = seen.within(ZONE)
        if frame is not None:
            return [self.letters[id(frame)]]
        across = {
            self.letters[id(other)]
            for other in self._zones_on(seen.shape.page)
            if _overlap(seen.shape.area, other.shape.area) >= _ACROSS
        }
        if across:
            return sorted(across)
        said = labels.zone(text) or _zone_behind(text)
        return [said] if said else []

    def _zones_on(self, page: int) -> Iterator[Seen]:
        return (seen for seen in self._frames if seen.shape.page == page)

    def _gather_gateways(self, net: Net) -> None:
        for thing in self._found.of_kind(*_GATEWAYS):
            if self.around(thing) is net:
                net.gateways.append(thing)

    # --- tiers or subnets -----------------------------------------------------------------------

    def _arrange(self, net: Net) -> None:
        found = labels.blocks(net.thing.whole_text) if net.thing is not None else []
        net.block = found[0] if found else None
        for thing in (*([net.thing] if net.thing else []), *(one.thing for one in net.fields)):
            self._check_label(thing)
        self._fill_zones(net)
        spoken = [z for one in net.fields for z in one.zones]
        drawn = [
            self.letters[id(frame)]
            for frame in self._frames
            if net.thing is not None
            and any(
                _overlap(frame.shape.area, seen.shape.area) > 0.3
                or _overlap(seen.shape.area, frame.shape.area) > 0.3
                for seen in net.thing.seen
                if seen.shape.page == frame.shape.page
            )
        ]
        net.zones = sorted({*spoken, *drawn})
        net.rows = self._rows(net)
        net.has_tiers = bool(net.rows) and self._fits(net)
        if net.has_tiers:
            for row in net.rows:
                name = self._row_name(row)
                for one in row:
                    one.name = name
        else:
            stems = [as_name(one.thing.text) for one in net.fields]
            for one, stem in zip(net.fields, stems, strict=True):
                behind = f" {one.zones[0]}" if stems.count(stem) > 1 else ""
                one.name = self._names.name(
                    f"{labels.without_facts(one.thing.text)}{behind}", "subnet"
                )
            self._fill_blocks(net)

    def _check_label(self, thing: Thing) -> None:
        wrong = labels.wrong_block(thing.whole_text)
        if wrong:
            self.told.append(
                WRONG_LABEL.found(
                    f"'{wrong}' is no block of addresses",
                    "write a block like 10.0.1.0/24",
                    self._listing.of(thing.first),
                )
            )

    def _fill_zones(self, net: Net) -> None:
        """Subnets that no zone is said of: those of one class lie in a zone each."""
        taken: dict[str, list[str]] = {}
        for one in net.fields:
            taken.setdefault(one.reach, []).extend(one.zones)
        for one in net.fields:
            if one.zones:
                continue
            used = taken[one.reach]
            letter = next((z for z in _LETTERS if z not in used), _LETTERS[-1])
            one.zones = [letter]
            used.append(letter)
            self._assume(
                one.thing.first,
                f"the drawing does not say in which zone {shown(one.thing.text)} lies",
                f"zone {letter} is taken; draw the frame of a zone around it",
            )

    def _rows(self, net: Net) -> list[list[Field]]:
        """Subnets of one class and one label, one in each zone, from the first zone on."""
        rows: dict[tuple[str, str, int], list[Field]] = {}
        counted: dict[tuple[str, str, str], int] = {}
        for one in net.fields:
            stem = _stem(one.thing.text)
            if len(one.zones) > 1:
                rows[one.reach, stem, -1 - len(rows)] = [one]
                continue
            key = (one.reach, stem, one.zones[0])
            counted[key] = counted.get(key, 0) + 1
            rows.setdefault((one.reach, stem, counted[key]), []).append(one)
        ordered = sorted(rows.items(), key=lambda entry: _SLOTS.get(entry[0][0], 9))
        return [row for _, row in ordered]

    def _fits(self, net: Net) -> bool:
        if any(one.block for one in net.fields) or not all(one.reach for one in net.fields):
            return False
        if net.zones != list(_LETTERS[: len(net.zones)]):
            return False
        return all(_zones(row) == net.zones[: len(_zones(row))] for row in net.rows)

    def _row_name(self, row: Sequence[Field]) -> str:
        stem = _stem(row[0].thing.text)
        return self._names.name(stem, row[0].reach)

    def _fill_blocks(self, net: Net) -> None:
        """Blocks that are not written: the next free ones of the VPC."""
        known = [one.block for one in net.fields if one.block is not None]
        if net.block is None and known:
            net.block = _around(known)
            if net.thing is not None and net.block is not None:
                self._assume(
                    net.thing.first,
                    f"the VPC {shown(net.thing.text)} does not say its block of addresses",
                    f"{net.block} is taken, which holds its subnets; write it into the label",
                )
        whole = net.block or ipaddress.IPv4Network("10.0.0.0/16")
        for one in net.fields:
            if one.block is None:
                one.block = _free(whole, known)
                known.append(one.block)
                self._assume(
                    one.thing.first,
                    f"the subnet {shown(one.thing.text)} does not say its block of addresses",
                    f"{one.block} is taken; write it into the label",
                )

    # --- statements -----------------------------------------------------------------------------

    def statement(self, net: Net) -> tree.Component:
        """The VPC with everything that lies in it."""
        thing = net.thing
        seen = thing.first if thing is not None else net.fields[0].thing.first
        span = self._listing.of(seen)
        body: list[tree.Statement] = []
        if net.block is not None:
            body.append(nodes.prop("cidr", str(net.block), span))
        private = any(one.reach == "private" for one in net.fields)
        if private and not _of(net, "nat_gateway"):
            body.append(nodes.prop("nat", "none", span))
            net.detour = self._names.name("private_routes") if self._detour(net) else ""
        self._say_gateway(net)
        body += self._tiers(net, span) if net.has_tiers else self._subnets(net)
        body += self._detour_table(net)
        label = labels.without_facts(thing.text) if thing is not None else ""
        return nodes.component("vpc", net.name, label, span, body=body)

    def _tiers(self, net: Net, span: Span) -> Iterator[tree.Statement]:
        yield nodes.prop("zones", str(len(net.zones)), span)
        nats = len(_of(net, "nat_gateway"))
        if nats and any(one.reach == "private" for one in net.fields):
            many = nats >= len(net.zones) > 1
            yield nodes.prop("nat", "per_zone" if many else "one", span)
        used: set[str] = set()
        next_slot = 3
        for row in net.rows:
            first = row[0]
            here = self._listing.of(first.thing.first)
            body: list[tree.Statement] = [nodes.flag(first.reach, here)]
            if first.reach in used:
                body.append(nodes.prop("slot", str(next_slot), here))
                next_slot += 1
            used.add(first.reach)
            if net.detour and first.reach == "private":
                body.append(nodes.prop("routes", net.detour, here))
            if _zones(row) != net.zones:
                body.append(nodes.prop("zones", str(len(_zones(row))), here))
            yield nodes.component("tier", first.name, _stem(first.thing.text), here, body=body)

    def _say_gateway(self, net: Net) -> None:
        public = next((one for one in net.fields if one.reach == "public"), None)
        if public is not None and not _of(net, "internet_gateway"):
            self._assume(
                public.thing.first,
                f"{shown(public.thing.text)} is public, and no internet gateway is drawn",
                "one is taken; draw it at the border of the VPC",
            )

    def _subnets(self, net: Net) -> Iterator[tree.Statement]:
        doors = _of(net, "internet_gateway")
        for thing in doors:
            here = self._listing.of(thing.first)
            yield nodes.component("internet_gateway", thing.name, _label(thing), here)
        by_zone: dict[str, list[tree.Statement]] = {}
        for one in net.fields:
            here = self._listing.of(one.thing.first)
            body: list[tree.Statement] = [nodes.prop("cidr", str(one.block), here)]
            if one.reach:
                body.append(nodes.flag(one.reach, here))
            if net.detour and one.reach == "private":
                body.append(nodes.prop("routes", net.detour, here))
            if len(one.zones) > 1:
                self.told.append(
                    WRONG_LABEL.found(
                        f"{shown(one.thing.text)} has one block of addresses and lies in "
                        f"several zones",
                        "a subnet lies in one zone: draw one with a block of its own in each",
                        here,
                    )
                )
            label = labels.without_facts(one.thing.text)
            made = nodes.component("subnet", one.name, label, here, body=body)
            by_zone.setdefault(one.zones[0], []).append(made)
        for letter, inside in sorted(by_zone.items()):
            yield nodes.component("zone", letter, "", inside[0].span, body=inside)

    def _detour(self, net: Net) -> Thing | None:
        """The NAT instance that private subnets are routed to, where no gateway does that."""
        if _of(net, "nat_gateway"):
            return None
        return next(iter(_of(net, "nat_instance")), None)

    def _detour_table(self, net: Net) -> Iterator[tree.Statement]:
        """The one table that has to be written out: routes to an instance are never derived."""
        through = self._detour(net)
        if through is None or not net.detour:
            return
        here = self._listing.of(through.first)
        self._assume(
            through.first,
            f"no route to {shown(through.text or 'the NAT instance')} is drawn",
            "the private subnets are taken to be routed there",
        )
        route = nodes.prop("route", f"0.0.0.0/0 via {through.name}", here)
        yield nodes.component("route_table", net.detour, "", here, body=[route])

    def _assume(self, seen: Seen, message: str, fix: str) -> None:
        self.told.append(ASSUMED.found(message, fix, self._listing.of(seen)))


def _of(net: Net, *kinds: str) -> list[Thing]:
    return [thing for thing in net.gateways if thing.kind in kinds]


def _label(thing: Thing) -> str:
    return labels.without_facts(thing.text)


def _zones(row: Iterable[Field]) -> list[str]:
    return sorted({zone for one in row for zone in one.zones})


def _stem(text: str) -> str:
    """A label without what tells the subnets of one row apart: `Public subnet` of `… 2`."""
    bare = labels.without_facts(text)
    bare = re.sub(
        r"(?i)[ (_-]*\b(?:az|zone|availability zone)?[ _-]?(?:[a-f]|\d{1,2})\b\)?$", "", bare
    )
    bare = bare.strip(" ,;:-\u2013")
    return bare if bare.count("(") == bare.count(")") else bare.replace("(", "").replace(")", "")


def _zone_behind(text: str) -> str:
    """The letter or number at the end of a label."""
    found = re.search(r"(?i)[ (_-](?:([a-f])|([1-6]))\)?$", labels.without_facts(text))
    if found is None:
        return ""
    return found[1].lower() if found[1] else _LETTERS[int(found[2]) - 1]


def _overlap(one: Rect, other: Rect) -> float:
    """How much of the first lies in the other."""
    wide = min(one.right, other.right) - max(one.x, other.x)
    high = min(one.bottom, other.bottom) - max(one.y, other.y)
    return wide * high / max(1.0, one.width * one.height) if wide > 0 and high > 0 else 0.0


def _distance(one: Rect, other: Rect) -> float:
    dx = max(other.x - one.right, one.x - other.right, 0.0)
    dy = max(other.y - one.bottom, one.y - other.bottom, 0.0)
    return max(dx, dy)


def _around(blocks: Sequence[ipaddress.IPv4Network]) -> ipaddress.IPv4Network | None:
    """The smallest usual block that holds all of them."""
    for prefix in (16, 12, 8):
        first = ipaddress.IPv4Network((blocks[0].network_address, prefix), strict=False)
        if all(block.subnet_of(first) for block in blocks):
            return first if prefix == 16 else None
    return None


def _free(
    whole: ipaddress.IPv4Network, taken: Sequence[ipaddress.IPv4Network]
) -> ipaddress.IPv4Network:
    """The first /24, or sixteenth, of a VPC that meets no other."""
    prefix = max(24, min(28, whole.prefixlen + 4))
    for block in whole.subnets(new_prefix=max(prefix, whole.prefixlen)):
        if not any(block.overlaps(other) for other in taken):
            return block
    return whole
