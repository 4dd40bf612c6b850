"""Security groups: those that follow from arrows, and those that are written out, rule by rule."""

import ipaddress
from collections.abc import Iterator
from typing import Any, NamedTuple

from archc.component import Architecture, Component, Port, Relation, tcp
from archc.lines import is_linked
from archc.network import (
    has_derived_group,
    is_addressed,
    is_open_outwards,
    public_address_of,
    written_groups,
)
from archc.routes import ANYWHERE, ANYWHERE6, Network, route_table
from archc.source import Span
from archc.values import Reference

ANY = Port("any", -1, -1)
HTTPS = tcp(443)


class Group(NamedTuple):
    """A security group by the component that has it: derived from its arrows, or written out."""

    component: Component

    @property
    def name(self) -> str:
        """Both kinds by the component's name: nothing has one and is one."""
        return self.component.name

    @property
    def logical_id(self) -> str:
        """Its id in the template."""
        stem = self.component.logical_id
        return stem if self.component.word == "security_group" else f"{stem}Group"


class Rule(NamedTuple):
    """One rule: a port, and a block of addresses or the members of a group.

    `logical_id` is set where the rule stands apart from its group, so that groups may admit
    each other. `cause` is the arrow that it follows from.
    """

    port: Port
    block: Network | None
    group: Group | None
    whom: str  # as a person says it
    says: str
    owner: Component
    span: Span
    logical_id: str = ""
    cause: Relation | None = None
    entry: int = -1  # which one it is of those that are written in its group


def groups(design: Architecture) -> tuple[Group, ...]:
    """Every security group of a design."""
    return tuple(
        Group(c)
        for c in design.components.values()
        if c.word == "security_group" or has_derived_group(c)
    )


def groups_of(design: Architecture, component: Component) -> tuple[Group, ...]:
    """The groups that a component is behind: the derived one first."""
    own = (Group(component),) if has_derived_group(component) else ()
    return (*own, *(Group(one) for one in written_groups(design, component)))


def inbound(design: Architecture, group: Group) -> tuple[Rule, ...]:
    """What a group lets in."""
    one = group.component
    if one.word == "security_group":
        return tuple(_written(design, one, "inbound"))
    return (*_drawn(design, one, inwards=True), *_clients(design, one), *_served(design, one))


def outbound(design: Architecture, group: Group) -> tuple[Rule, ...]:
    """What a group lets out; a written one that says nothing lets out everything."""
    one = group.component
    if one.word == "security_group":
        if not getattr(one, "outbound", ()):
            return tuple(_anywhere(design, one, one.span))
        return tuple(_written(design, one, "outbound"))
    if is_open_outwards(design, one):
        return tuple(_anywhere(design, one, one.span))
    return (*_drawn(design, one, inwards=False), *_services(design, one))


def _anywhere(design: Architecture, owner: Component, span: Span) -> Iterator[Rule]:
    for block in _internet(design, owner):
        yield Rule(ANY, block, None, str(block), "Anything outwards", owner, span)


def _internet(design: Architecture, owner: Component) -> tuple[Network, ...]:
    """Everywhere, by the families of addresses that its VPC has."""
    vpc = design.vpc_of(owner)
    return (ANYWHERE, ANYWHERE6) if getattr(vpc, "ipv6", False) else (ANYWHERE,)


# Groups that follow from arrows.


def _drawn(design: Architecture, one: Component, *, inwards: bool) -> Iterator[Rule]:
    """The arrows from or to other components, and from or to outside."""
    for relation in design.into(one) if inwards else design.out_of(one):
        other = relation.source if inwards else relation.target
        says = f"{relation.source.name} to {relation.target.name}"
        for port in relation.ports:
            rule = Rule(port, None, None, "", says, relation.target, relation.span, "", relation)
            if other.outside:
                for block in outside_blocks(design, other, one):
                    yield rule._replace(block=block, whom=f"{block} ({other.name})")
            elif other.has_interface:
                apart = f"{relation.logical_id}{_suffix(relation, port)}"
                yield from _between(design, one, other, rule, apart, inwards=inwards)


def _between(
    design: Architecture, one: Component, other: Component, rule: Rule, apart: str, *, inwards: bool
) -> Iterator[Rule]:
    """By the other's groups within one VPC; across VPCs by its subnets' blocks."""
    if design.vpc_of(one) is not design.vpc_of(other):
        for subnet in design.subnets_of(other):
            if subnet.block is not None:
                whom = f"{subnet.block} ({other.name})"
                yield rule._replace(block=subnet.block, whom=whom)
        return
    for number, group in enumerate(groups_of(design, other)):
        name = f"{apart}{number or ''}{'' if inwards else 'Out'}"
        yield rule._replace(group=group, whom=f"group of {group.name}", logical_id=name)


def _suffix(relation: Relation, port: Port) -> str:
    """Tells the ports of one relation apart; nothing where there is only one."""
    return f"Port{port.first}" if len(relation.ports) > 1 else ""


def _clients(design: Architecture, endpoint: Component) -> Iterator[Rule]:
    """An interface endpoint answers whoever has an arrow to its service."""
    if endpoint.word != "vpc_endpoint":
        return
    for client, relation in clients(design, endpoint):
        for number, group in enumerate(groups_of(design, client)):
            yield Rule(
                HTTPS, None, group, f"group of {group.name}", f"{client.name} to {endpoint.name}",
                endpoint, relation.span,
                f"{client.logical_id}To{endpoint.logical_id}{number or ''}", relation,
            )  # fmt: skip


def _served(design: Architecture, one: Component) -> Iterator[Rule]:
    """A NAT instance takes everything from the subnets that are routed through it."""
    if one.carrier is None:
        return
    for subnets in design.subnets.values():
        for subnet in subnets:
            ways = route_table(design, subnet).ways
            if subnet.block and any(way.target == one.logical_id for way in ways):
                layer = design.components[subnet.tier]
                whom = f"{subnet.block} ({layer.name})"
                yield Rule(ANY, subnet.block, None, whom, f"{layer.name} outwards", one, one.span)


def _services(design: Architecture, one: Component) -> Iterator[Rule]:
    """To AWS's own services: to the endpoint in its VPC, else to where the service answers."""
    seen: set[str] = set()
    for relation in design.out_of(one):
        if relation.implied or relation.target.outside or relation.target.has_interface:
            continue
        rule = Rule(HTTPS, None, None, "", f"{one.name} to {relation.target.name}",
                    one, relation.span, "", relation)  # fmt: skip
        doors = [e for e in endpoints_for(design, one, relation.target) if e.has_interface]
        if not doors and "" not in seen:
            seen.add("")
            yield rule._replace(block=ANYWHERE, whom=f"{ANYWHERE} ({relation.target.name})")
        for door in doors:
            if door.name not in seen:
                seen.add(door.name)
                for number, group in enumerate(groups_of(design, door)):
                    name = f"{one.logical_id}To{door.logical_id}{number or ''}Out"
                    yield rule._replace(group=group, whom=f"group of {group.name}", logical_id=name)


# Groups that are written out.


def _written(design: Architecture, group: Component, way: str) -> Iterator[Rule]:
    rules = getattr(group, way)
    number = 0
    for entry, rule in enumerate(rules):
        for port in rule.what:
            number += 1
            made = Rule(port, None, None, "", "", group, group.at_entry(way, entry), entry=entry)
            if not isinstance(rule.whom, Reference):
                yield made._replace(block=rule.whom, whom=str(rule.whom))
                continue
            other = design.components.get(rule.whom.name)
            if other is not None and not other.outside:
                name = f"{group.logical_id}{way.title()}{number}"
                whom = f"group {other.name}"
                yield made._replace(group=Group(other), whom=whom, logical_id=name)
                continue
            blocks = outside_blocks(design, other, group) if other else _internet(design, group)
            for block in blocks:
                yield made._replace(
                    block=block, whom=f"{block} ({rule.whom.name})", says=rule.whom.name
                )


# Who is outside, and AWS's services.


def outside_blocks(
    design: Architecture, outsider: Component, seen_from: Component
) -> tuple[Network, ...]:
    """The addresses of something outside, as what stands in a VPC sees them.

    An office by its own network where a line leads from it to AWS, and by its public address where
    it comes over the internet; everybody else by any address.
    """
    address = public_address_of(outsider)
    if address is None:
        return _internet(design, seen_from)
    inside = getattr(outsider, "cidr", None)
    if inside is None or not is_linked(design, outsider):
        return (ipaddress.IPv4Network(address),)
    over_internet = seen_from.has_interface and is_addressed(design, seen_from)
    return (inside, ipaddress.IPv4Network(address)) if over_internet else (inside,)


def endpoints_for(design: Architecture, client: Component, target: Component) -> list[Any]:
    """The endpoints in a client's VPC that lead to the service of a target."""
    vpc = design.vpc_of(client)
    return [
        endpoint
        for endpoint in design.of_kind("vpc_endpoint")
        if vpc is not None
        and design.vpc_of(endpoint) is vpc
        and getattr(endpoint, "opens", "") == target.api_name()
    ]


def clients(design: Architecture, endpoint: Component) -> Iterator[tuple[Component, Relation]]:
    """Who has an arrow to the service of an endpoint of its own VPC, with the first such arrow."""
    for client in design.components.values():
        if client.has_interface and client is not endpoint:
            arrow = next(
                (
                    r
                    for r in design.out_of(client)
                    if endpoint in endpoints_for(design, client, r.target)
                ),
                None,
            )
            if arrow is not None:
                yield client, arrow
