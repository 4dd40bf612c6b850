"""Changes: single edits of single settings, each of which makes another network of a network.

The vocabulary is what a person can set on what is there: a rule of a group, an entry of a list,
a route to a door of the VPC, a public address. What is not there (a peering connection, a
subnet) is no setting.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

from archc.reach.headers import Block, Match, overlap
from archc.reach.model import Acl, Allow, Entry, Interface, Network, Owner, Route

_T = TypeVar("_T")
_GAP = 10  # between a list's last entry and one that is added behind it
_LAST = 32766  # the highest number of an entry


@dataclass(frozen=True)
class AddRule:
    """A rule of a security group, for packets from or to a block."""

    group: str
    way: str
    match: Match

    def apply(self, net: Network) -> Network:
        """The network with this rule."""
        group = net.groups[self.group]
        rule = Allow(self.match, None, group.owner)
        changed = (
            group._replace(inbound=(*group.inbound, rule))
            if self.way == "inbound"
            else group._replace(outbound=(*group.outbound, rule))
        )
        return net._replace(groups=_with(net.groups, self.group, changed))

    def owner(self, net: Network) -> Owner:
        """The group, or the component whose arrows it follows from."""
        return net.groups[self.group].owner


@dataclass(frozen=True)
class AddEntry:
    """An entry of a network ACL, numbered before whatever denies some of the same packets."""

    acl: str
    way: str
    match: Match

    def number(self, acl: Acl) -> int:
        """A free number; 0 where none is left before the entry that denies."""
        entries = acl.inbound if self.way == "inbound" else acl.outbound
        taken = {entry.number for entry in entries}
        denying = [e.number for e in entries if not e.allow and _meet(e.match, self.match)]
        behind = max(taken, default=100 - _GAP) + _GAP
        first = min(denying, default=min(behind, _LAST) + 1)
        return next((n for n in range(first - 1, 0, -1) if n not in taken), 0)

    def apply(self, net: Network) -> Network:
        """The network with this entry."""
        acl = net.acls[self.acl]
        entry = Entry(self.number(acl), True, self.match, acl.owner)
        changed = (
            acl._replace(inbound=(*acl.inbound, entry))
            if self.way == "inbound"
            else acl._replace(outbound=(*acl.outbound, entry))
        )
        return net._replace(acls=_with(net.acls, self.acl, changed))

    def owner(self, net: Network) -> Owner:
        """The list; shown at the entries of its direction."""
        acl = net.acls[self.acl]
        entries = acl.inbound if self.way == "inbound" else acl.outbound
        entries = tuple(sorted(entries, key=lambda entry: entry.number))
        return entries[-1].owner if entries else acl.owner


@dataclass(frozen=True)
class SetRoute:
    """Routes of a table to blocks, added or pointed elsewhere; a gateway endpoint's are one."""

    table: str
    blocks: tuple[Block, ...]
    target: str

    def apply(self, net: Network) -> Network:
        """The network with these routes instead of those to the same blocks."""
        table = net.tables[self.table]
        kept = tuple(route for route in table.routes if route.block not in self.blocks)
        added = tuple(Route(block, self.target, table.owner) for block in self.blocks)
        changed = table._replace(routes=(*kept, *added))
        return net._replace(tables=_with(net.tables, self.table, changed))

    def owner(self, net: Network) -> Owner:
        """The table."""
        return net.tables[self.table].owner


@dataclass(frozen=True)
class AttachGateway:
    """An internet gateway for a VPC."""

    vpc: str

    def apply(self, net: Network) -> Network:
        """The network with this gateway."""
        vpc = net.vpcs[self.vpc]._replace(internet_gateway=True)
        return net._replace(vpcs=_with(net.vpcs, self.vpc, vpc))

    def owner(self, net: Network) -> Owner:
        """The VPC."""
        return net.vpcs[self.vpc].owner


@dataclass(frozen=True)
class GiveAddress:
    """Public addresses for the interfaces of a component."""

    component: str

    def apply(self, net: Network) -> Network:
        """The network with these addresses."""
        given = {
            name: one._replace(public=True) if _is_of(one, self.component) else one
            for name, one in net.interfaces.items()
        }
        return net._replace(interfaces=given)

    def owner(self, net: Network) -> Owner:
        """The component."""
        return _owner_of(net, self.component)


@dataclass(frozen=True)
class AddNat:
    """A NAT gateway in a subnet."""

    subnet: str

    @property
    def name(self) -> str:
        """The gateway's name in the network."""
        return f"nat-{self.subnet}"

    def apply(self, net: Network) -> Network:
        """The network with this gateway."""
        home = net.subnets[self.subnet]
        blocks = tuple(block for block in home.blocks if block.family == 4)
        made = Interface(
            self.name, self.subnet, blocks, True, None, "nat", home.owner, nat="gateway"
        )
        return net._replace(interfaces=_with(net.interfaces, self.name, made))

    def owner(self, net: Network) -> Owner:
        """The VPC that it stands in."""
        return net.vpcs[net.subnets[self.subnet].vpc].owner


@dataclass(frozen=True)
class Uncheck:
    """A NAT instance that may take packets of others' addresses."""

    component: str

    def apply(self, net: Network) -> Network:
        """The network where it takes them."""
        free = {
            name: one._replace(checked=False) if _is_of(one, self.component) else one
            for name, one in net.interfaces.items()
        }
        return net._replace(interfaces=free)

    def owner(self, net: Network) -> Owner:
        """The component."""
        return _owner_of(net, self.component)


@dataclass(frozen=True)
class AttachZone:
    """One subnet more for an attachment to a transit gateway."""

    attachment: str
    subnet: str

    def apply(self, net: Network) -> Network:
        """The network with the attachment in this subnet, too."""
        one = net.attachments[self.attachment]
        wider = one._replace(subnets=(*one.subnets, self.subnet))
        return net._replace(attachments=_with(net.attachments, self.attachment, wider))

    def owner(self, net: Network) -> Owner:
        """The attachment."""
        return net.attachments[self.attachment].owner


Change = AddRule | AddEntry | SetRoute | AttachGateway | GiveAddress | AddNat | Uncheck | AttachZone


def _with(known: Mapping[str, _T], name: str, changed: _T) -> Mapping[str, _T]:
    return {**known, name: changed}


def _is_of(interface: Interface, component: str) -> bool:
    return interface.owner.component == component and interface.nat != "gateway"


def _owner_of(net: Network, component: str) -> Owner:
    return next(one.owner for one in net.interfaces.values() if _is_of(one, component))


def _meet(one: Match, other: Match) -> bool:
    """Whether some packet matches both."""
    if one.protocol is not None and other.protocol is not None and one.protocol != other.protocol:
        return False
    if overlap(one.ports, other.ports) is None:
        return False
    if one.remote is None or other.remote is None:
        return True
    same = one.remote.family == other.remote.family
    return same and overlap(one.remote.range, other.remote.range) is not None
