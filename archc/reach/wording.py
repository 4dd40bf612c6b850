"""Wording: each change as the words that make it in a design."""

from __future__ import annotations

from archc import network, routes
from archc.component import Architecture, Component
from archc.reach.changes import (
    AddEntry,
    AddNat,
    AddRule,
    AttachGateway,
    AttachZone,
    Change,
    GiveAddress,
    SetRoute,
    Uncheck,
)
from archc.reach.headers import PORTS, Match
from archc.reach.model import Network, Owner, Subnet
from archc.reach.proposal import Proposal
from archc.reach.query import Reachability
from archc.reach.smallest import Needed, Plan


def proposals(net: Reachability, plan: Plan) -> tuple[Proposal, ...]:
    """The changes of a plan in words, without those that follow from another's words."""
    found: dict[str, Proposal] = {}
    known = net.net
    words = _Implied(net, plan)
    for needed in plan.needed:
        owner, stop = _owner(known, net.design, needed), needed.stop
        if not words.follows(needed):
            text = _Wording(net, known, needed, plan).text()
            place = place_of(net.net, needed, plan)
            found.setdefault(
                text, Proposal(text, owner.component, owner.span, place, stop.text, stop.answering)
            )
        known = needed.change.apply(known)
    return tuple(found.values())


class _Implied:
    """What follows from other words of a plan: `public`, `private` and arrows say several things.

    A public tier brings its VPC's gateway, a private one NAT, and both let everything out of the
    derived groups in them. An arrow from or to outside gives a server in a public tier its address.
    """

    def __init__(self, net: Reachability, plan: Plan) -> None:
        self._net = net
        self._design = net.design
        doors = [
            (_owner(net.net, net.design, one).component, one.change.target.partition("/")[0])
            for one in plan.needed
            if isinstance(one.change, SetRoute)
        ]
        tiers = [(n, door) for n, door in doors if self._reach(n) and door in ("igw", "nat")]
        self._opened = {name for name, _ in tiers}
        self._public = {name for name, door in tiers if door == "igw"}
        self._private = {name for name, door in tiers if door == "nat"}
        self._addressed = {
            one.change.component for one in plan.needed if isinstance(one.change, GiveAddress)
        }
        self._drawn = {
            one.change.owner(net.net).component
            for one in plan.needed
            if isinstance(one.change, AddRule)
        }

    def follows(self, needed: Needed) -> bool:
        """Whether a change need not be written."""
        match needed.change:
            case AttachGateway(vpc):
                return any(self._vpc_of(tier) == vpc for tier in self._public)
            case AddNat(subnet):
                vpc = self._net.net.subnets[subnet].vpc
                written = getattr(self._design.components.get(vpc), "nat", None)
                return written is None and any(self._vpc_of(t) == vpc for t in self._private)
            case GiveAddress(name):
                return name in self._drawn and self._gets_address(name)
            case AddRule(group, "outbound", _):
                return self._is_let_out(self._net.net.groups[group].owner.component)
        return False

    def _reach(self, name: str) -> str:
        layer = self._design.components.get(name)
        return (
            routes.reach_of(self._design, layer) if layer and name in self._design.subnets else ""
        )

    def _vpc_of(self, tier: str) -> str:
        return self._design.holders(self._design.components[tier])[0].name

    def _tiers(self, component: Component) -> set[str]:
        return {share.tier for share in self._design.subnets_of(component)}

    def _gets_address(self, name: str) -> bool:
        component = self._design.components.get(name)
        if component is None or getattr(component, "public_address", "no") is not None:
            return False
        return any(t in self._public or self._reach(t) == "public" for t in self._tiers(component))

    def _is_let_out(self, name: str) -> bool:
        component = self._design.components.get(name)
        if component is None or component.word == "security_group":
            return False
        if "strict" in network.security(component) or name in self._addressed:
            return False
        return bool(self._tiers(component) & self._opened)


def _owner(net: Network, design: Architecture, needed: Needed) -> Owner:
    """Whose words make the change: a derived route is a tier's; to NAT, a private one's VPC's."""
    own = needed.change.owner(net)
    home = _home(net, needed)
    if home is None or own.component != home.vpc:
        return own
    layer = design.components.get(home.owner.component)
    reach = routes.reach_of(design, layer) if layer is not None else ""
    to_nat = isinstance(needed.change, SetRoute) and needed.change.target.startswith("nat/")
    return own if reach == "private" and to_nat else home.owner


def _home(net: Network, needed: Needed) -> Subnet | None:
    """The subnet on the way whose table a change sets."""
    if not isinstance(needed.change, SetRoute):
        return None
    for hop in needed.stop.hops:
        subnet = net.subnets.get(hop.place.removeprefix("subnet/"))
        if subnet is not None and subnet.table == needed.change.table:
            return subnet
    return None


def place_of(net: Network, needed: Needed, plan: Plan) -> str:
    """Where on the opened way the setting is; for an address, the interface that has it."""
    hops = [hop for trip in plan.trips for hop in (*trip.there, *trip.back)]
    change, stopped = needed.change, needed.stop.hops
    home = _home(net, needed)
    if home is not None:
        return f"subnet/{home.name}"
    if isinstance(change, GiveAddress):
        return next((h.place for h in hops if h.owner.component == change.component), "")
    if isinstance(change, AttachGateway):
        return f"igw/{change.vpc}"
    if isinstance(change, AddNat):
        return f"nat/{change.name}"
    return stopped[-1].place if stopped else ""


class _Wording:
    """The words for one change in one network."""

    def __init__(self, net: Reachability, known: Network, needed: Needed, plan: Plan) -> None:
        self._design = net.design
        self._lost = bool(net.lost)
        self._net = known
        self._needed = needed
        self._planned = [one.change for one in plan.needed]

    def text(self) -> str:
        """What to write."""
        change: Change = self._needed.change
        match change:
            case AddRule():
                text = self._rule(change)
            case AddEntry():
                text = self._entry(change)
            case SetRoute():
                text = self._route(change)
            case AttachGateway(vpc):
                text = f"write `internet_gateway igw` in '{vpc}'"
            case GiveAddress(name):
                text = self._address(name)
            case AddNat(subnet):
                text = self._new_nat(subnet)
            case Uncheck(name):
                text = f"write `source_check: no` in '{name}'"
            case AttachZone(attachment, subnet):
                zone = self._net.subnets[subnet].zone
                text = f"put the attachment '{attachment}' into zone {zone} too, in '{subnet}'"
        return text

    def _component(self, name: str) -> Component | None:
        return self._design.components.get(name)

    def _rule(self, change: AddRule) -> str:
        name = change.owner(self._net).component
        component = self._component(name)
        if component is not None and component.word != "security_group":
            source, target = self._needed.terms.arrow
            ends = (source, name) if change.way == "inbound" else (name, target)
            return f"draw `{ends[0]} -> {ends[1]} : {_port(change.match)}`"
        return f"add to the security group '{name}': `{_said(change.way, change.match)}`"

    def _entry(self, change: AddEntry) -> str:
        acl = self._net.acls[change.acl]
        number = change.number(acl)
        rule = _said(change.way, change.match, f"{number} allow " if number else "allow ")
        before = "" if number else ", before the entry that denies it"
        return f"add to the network ACL '{acl.name}': `{rule}`{before}"

    def _route(self, change: SetRoute) -> str:
        owner = _owner(self._net, self._design, self._needed)
        component = self._component(owner.component)
        door, _, name = change.target.partition("/")
        if owner.component in self._design.subnets and component and door in ("igw", "nat"):
            word = "public" if door == "igw" else "private"
            return f"make the {component.word} '{owner.component}' `{word}`"
        if component is not None and component.word == "vpc" and door == "nat":
            return self._nat(owner.component)
        block = change.blocks[0]
        link = self._component(name)
        if not self._is_written(change) and getattr(link, "routes", None) == "none":
            return f"remove `routes: none` from '{name}'"
        if door == "endpoint":
            return f"let the endpoint '{name}' serve the routes of '{owner.component}'"
        replaced = [r for r in self._net.tables[change.table].routes if r.block == block]
        instead = f" instead of `via {self._named(replaced[0].target)}`" if replaced else ""
        via = f"{block} via {self._named(change.target)}"
        return f"add to the routes of '{owner.component}': `{via}`{instead}"

    def _is_written(self, change: SetRoute) -> bool:
        return change.owner(self._net).component not in self._net.vpcs

    def _named(self, target: str) -> str:
        """What a route leads to, as the design calls it."""
        kind, _, name = target.partition("/")
        if kind == "igw":
            known = self._design.of_kind("internet_gateway")
            vpcs = ((one.name, self._design.vpc_of(one)) for one in known)
            return next((one for one, vpc in vpcs if vpc and vpc.name == name), "igw")
        if any(isinstance(o, AddNat) and o.name == name for o in self._planned):
            return "nat"
        return {"blackhole": "nothing"}.get(kind, name)

    def _new_nat(self, subnet: str) -> str:
        home = self._net.subnets[subnet]
        component = self._component(home.owner.component)
        if component is not None and component.word == "subnet":
            return f"write `nat_gateway nat in {component.name}`"
        return self._nat(home.vpc)

    def _nat(self, vpc: str) -> str:
        return f"write `nat: {'per_zone' if self._lost else 'one'}` in '{vpc}'"

    def _address(self, name: str) -> str:
        component = self._component(name)
        if component is not None and component.forwards:
            return f"remove `internal` from '{name}'"
        if component is not None and hasattr(component, "public"):
            return f"write `public` in '{name}'"
        return f"write `public_address: yes` in '{name}'"


def _said(way: str, match: Match, before: str = "") -> str:
    """A rule as a group or a list says it."""
    word = "from" if way == "inbound" else "to"
    return f"{way}: {before}{_port(match)} {word} {match.remote}"


def _port(match: Match) -> str:
    protocol = match.protocol or "any"
    first, last = match.ports
    if protocol not in ("tcp", "udp"):
        return protocol
    if match.ports == PORTS:
        return f"{protocol} 1..65535"
    return f"{protocol} {first}" if first == last else f"{protocol} {first}..{last}"
