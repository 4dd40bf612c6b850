"""Lines and icons that join networks: peerings, transit gateways, VPN lines."""

from __future__ import annotations

from collections.abc import Iterator

from archc.importers.drawio import labels, nodes
from archc.importers.drawio.catalogue import OFFICE, PASSAGE, VPC
from archc.importers.drawio.edges import Joined
from archc.importers.drawio.listing import Listing
from archc.importers.drawio.names import Names
from archc.importers.drawio.network import Networks
from archc.importers.drawio.scene import Seen
from archc.importers.drawio.things import Inventory, Thing
from archc.importers.drawio.ways import Ways
from archc.syntax import tree

_GATEWAYS = ("vpn_gateway", "transit_gateway")
_JOINERS = {"peering": "between", "transit_gateway": "attach"}


class Links:
    """What the lines between networks say."""

    def __init__(
        self, ways: Ways, found: Inventory, networks: Networks, names: Names, listing: Listing
    ) -> None:
        self._found = found
        self._networks = networks
        self._names = names
        self._listing = listing
        self._connects = ways.connects
        self._near: dict[int, list[tuple[Seen, Joined]]] = {}
        for source, target, one in ways.connects:
            self._near.setdefault(id(source), []).append((target, one))
            self._near.setdefault(id(target), []).append((source, one))

    def joined(self, thing: Thing) -> Iterator[tree.Property]:
        """The networks that an icon joins, as its own attribute."""
        names = dict.fromkeys(
            name
            for seen in thing.seen
            for other, _ in self._near.get(id(seen), ())
            if (name := self._vpc(other))
        )
        if names:
            yield nodes.prop(_JOINERS[thing.kind], names, self._listing.of(thing.first))

    def statements(self) -> Iterator[tree.Component]:
        """Peerings and VPN lines that are drawn as lines between two shapes."""
        for source, target, one in self._connects:
            ends = [self._vpc(source), self._vpc(target)]
            if source.kind == target.kind == VPC and all(ends) and ends[0] != ends[1]:
                here = self._listing.span(one.line.page, one.line.id)
                name = self._names.name(one.line.text, "peering")
                body = [nodes.prop("between", ends, here)]
                yield nodes.component("peering", name, one.line.text, here, body=body)
        for gateway in self._found.of_kind(*_GATEWAYS):
            yield from self._vpns(gateway)

    def _vpc(self, seen: Seen) -> str:
        """The name of the VPC that a shape is, or lies in."""
        border = seen if seen.kind == VPC else seen.within(VPC)
        if border is not None and border.own:
            return border.own
        net = self._networks.net_of(seen)
        return net.name if net is not None else ""

    def _vpns(self, gateway: Thing) -> Iterator[tree.Component]:
        """A line from each office that icons and lines lead to."""
        waiting: list[tuple[Seen, Seen | None]] = [(seen, None) for seen in gateway.seen]
        known = {id(seen) for seen in gateway.seen}
        offices: set[str] = set()
        while waiting:
            here, icon = waiting.pop()
            for other, one in self._near.get(id(here), ()):
                if id(other) in known:
                    continue
                known.add(id(other))
                office = self._found.thing(other)
                if office is not None and office.kind == OFFICE:
                    if office.name not in offices:
                        offices.add(office.name)
                        yield self._vpn(office, gateway, icon, one)
                elif other.kind in ("vpn", PASSAGE):
                    waiting.append((other, other if other.kind == "vpn" else icon))

    def _vpn(self, office: Thing, gateway: Thing, icon: Seen | None, one: Joined) -> tree.Component:
        drawn = self._found.thing(icon)
        span = self._listing.span(one.line.page, one.line.id)
        text = one.line.text
        if icon is not None:
            span, text = self._listing.of(icon), labels.without_facts(icon.text)
        name = drawn.name if drawn is not None else self._names.name(text, "vpn")
        body = [nodes.prop("from", office.name, span), nodes.prop("to", gateway.name, span)]
        return nodes.component("vpn", name, text, span, body=body)
