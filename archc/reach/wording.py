"""Wording: each change as the words that make it in a design."""

from __future__ import annotations

from archc import network, routes
from archc.component import Architecture, Component
from archc.edits import Entry, Fix, Include, New, Put, Replace, include, remove, write
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
            fix = _Wording(net, known, needed, plan).fix()
            place = place_of(net.net, needed, plan)
            proposal = Proposal(
                fix.text, owner.component, owner.span, place, stop.text, stop.answering, fix.changes
            )
            found.setdefault(fix.text, proposal)
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

    def fix(self) -> Fix:
        """What to write."""
        change: Change = self._needed.change
        match change:
            case AddRule():
                fix = self._rule(change)
            case AddEntry():
                fix = self._entry(change)
            case SetRoute():
                fix = self._route(change)
            case AttachGateway(vpc):
                new = New("internet_gateway igw", within=vpc)
                fix = Fix(f"write `{new.statement}` in '{vpc}'", (new,))
            case GiveAddress(name):
                fix = self._address(name)
            case AddNat(subnet):
                fix = self._new_nat(subnet)
            case Uncheck(name):
                fix = write(name, "source_check: no", f"write `{{}}` in '{name}'")
            case AttachZone(attachment, subnet):
                fix = self._attachment(attachment, subnet)
        return fix

    def _attachment(self, attachment: str, subnet: str) -> Fix:
        home, component = self._net.subnets[subnet], self._component(attachment)
        told = f"put the attachment '{attachment}' into zone {home.zone} too, in '{subnet}'"
        if component is None or component.word != "transit_attachment":
            return Fix(told)
        return Fix(told, (Put(attachment, (*component.places, home.owner.component)),))

    def _component(self, name: str) -> Component | None:
        return self._design.components.get(name)

    def _rule(self, change: AddRule) -> Fix:
        name = change.owner(self._net).component
        component = self._component(name)
        if component is not None and component.word != "security_group":
            source, target = self._needed.terms.arrow
            ends = (source, name) if change.way == "inbound" else (name, target)
            arrow = f"{ends[0]} -> {ends[1]} : {_port(change.match)}"
            return Fix(f"draw `{arrow}`", (New(arrow),))
        told = f"add to the security group '{name}': `{{}}`"
        return include(name, change.way, _said(change.way, change.match), told)

    def _entry(self, change: AddEntry) -> Fix:
        acl = self._net.acls[change.acl]
        number = change.number(acl)
        rule = _said(change.way, change.match, f"{number} allow " if number else "allow ")
        told = f"add to the network ACL '{acl.name}': `{{}}`"
        if not number:
            stopped = told.replace("{}", f"{change.way}: {rule}")
            return Fix(f"{stopped}, before the entry that denies it")
        return include(acl.name, change.way, rule, told)

    def _route(self, change: SetRoute) -> Fix:
        owner = _owner(self._net, self._design, self._needed)
        component = self._component(owner.component)
        door, _, name = change.target.partition("/")
        if owner.component in self._design.subnets and component and door in ("igw", "nat"):
            word = "public" if door == "igw" else "private"
            told = f"make the {component.word} '{owner.component}' `{word}`"
            said = [one for one in ("public", "private", "isolated") if one in component.spans]
            return Fix(told, tuple(Replace(component.spans[one], word) for one in said))
        if component is not None and component.word == "vpc" and door == "nat":
            return self._nat(owner.component)
        block = change.blocks[0]
        link = self._component(name)
        if not self._is_written(change) and getattr(link, "routes", None) == "none":
            return remove(name, "routes", f"remove `{{}}: none` from '{name}'")
        if door == "endpoint":
            told = f"let the endpoint '{name}' serve the routes of '{owner.component}'"
            return include(name, "routes", owner.component, told)
        via = f"{block} via {self._named(change.target)}"
        return self._routed(change, component, owner.component, via)

    def _routed(self, change: SetRoute, component: Component | None, owner: str, via: str) -> Fix:
        """A route that a table is given, or a route of it that leads elsewhere."""
        block = change.blocks[0]
        replaced = [r for r in self._net.tables[change.table].routes if r.block == block]
        instead = f" instead of `via {self._named(replaced[0].target)}`" if replaced else ""
        told = f"add to the routes of '{owner}': `{via}`{instead}"
        if component is None or component.word not in ("route_table", "transit_table"):
            return Fix(told)
        if not replaced:
            return Fix(told, (Include(component.name, "route", via),))
        routes_ = [str(one.destination) for one in getattr(component, "route", ())]
        at = routes_.index(str(block)) if str(block) in routes_ else None
        return Fix(told, (Entry(component.name, "route", at, via),) if at is not None else ())

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

    def _new_nat(self, subnet: str) -> Fix:
        home = self._net.subnets[subnet]
        component = self._component(home.owner.component)
        if component is not None and component.word == "subnet":
            new = New(f"nat_gateway nat in {component.name}", behind=component.name)
            return Fix(f"write `{new.statement}`", (new,))
        return self._nat(home.vpc)

    def _nat(self, vpc: str) -> Fix:
        nat = f"nat: {'per_zone' if self._lost else 'one'}"
        return write(vpc, nat, f"write `{{}}` in '{vpc}'")

    def _address(self, name: str) -> Fix:
        component = self._component(name)
        if component is not None and component.forwards:
            return remove(name, "internal", f"remove `{{}}` from '{name}'")
        if component is not None and hasattr(component, "public"):
            return write(name, "public", f"write `{{}}` in '{name}'")
        return write(name, "public_address: yes", f"write `{{}}` in '{name}'")


def _said(way: str, match: Match, before: str = "") -> str:
    """A rule as a group or a list says it, behind the word of its way."""
    word = "from" if way == "inbound" else "to"
    return f"{before}{_port(match)} {word} {match.remote}"


def _port(match: Match) -> str:
    protocol = match.protocol or "any"
    first, last = match.ports
    if protocol not in ("tcp", "udp"):
        return protocol
    if match.ports == PORTS:
        return f"{protocol} 1..65535"
    return f"{protocol} {first}" if first == last else f"{protocol} {first}..{last}"
