"""What rules about servers and their networks have in common."""

from __future__ import annotations

from collections.abc import Iterator

from archc.component import Architecture, Component, Port, Relation
from archc.groups import Group, inbound
from archc.network import (
    RDP,
    SSH,
    has_way_out,
    written_groups,
)
from archc.reach.arrows import network
from archc.reach.query import service_of
from archc.routes import gateways, layers, nat_mode
from archc.rules.rule import Finding
from archc.values import Script

REMOTE = (SSH, RDP)
_NETWORK = 8  # bits of a prefix: a shorter one is nobody's own


def servers(design: Architecture) -> Iterator[Component]:
    """Every instance and scaling group."""
    return (c for c in design.components.values() if c.registers)


def setup_of(component: Component) -> Script | None:
    """The setup script of a server."""
    script: Script | None = getattr(component, "setup", None)
    return script


def image_of(component: Component) -> str:
    """The image of a server as it is written."""
    return str(getattr(component, "image", ""))


def zones_of(design: Architecture, component: Component) -> set[str]:
    """The letters of the zones that a component has interfaces in."""
    return {subnet.zone for subnet in design.subnets_of(component)}


def is_world(component: Component) -> bool:
    """Whether it stands for everybody: outside, without an address of its own."""
    return component.outside and component.on_network and not hasattr(component, "address")


def lacks_way_out(design: Architecture, component: Component) -> bool:
    """Whether nothing leads out from a component, and no other rule says why."""
    if not design.subnets_of(component):
        return False
    return not has_way_out(design, component) and not nat_has_no_home(design, component)


def nat_has_no_home(design: Architecture, component: Component) -> bool:
    """Whether its VPC asks for NAT and has no public tier to put it in."""
    vpc = design.vpc_of(component)
    if vpc is None or gateways(design, vpc).internet or nat_mode(design, vpc) == "none":
        return False
    return bool(layers(design, vpc, "private"))


def meets(port: Port, wanted: Port) -> bool:
    """Whether a port interval includes a port, `any` aside."""
    return port.protocol != "any" and port.covers(wanted)


def has_any(relation: Relation) -> bool:
    """Whether an arrow opens every protocol."""
    return any(port.protocol == "any" for port in relation.ports)


def is_remote_login(relation: Relation) -> bool:
    """Whether an arrow is for logging in over SSH or RDP and nothing else."""
    return bool(relation.ports) and all(port in REMOTE for port in relation.ports)


def balancers_of(design: Architecture, component: Component) -> tuple[Relation, ...]:
    """The arrows by which load balancers forward to a component."""
    return tuple(relation for relation in design.into(component) if relation.source.forwards)


def goes_round(design: Architecture, relation: Relation) -> bool:
    """Whether an outsider's arrow reaches a server round its load balancer."""
    if not relation.source.outside or not relation.target.registers or not relation.ports:
        return False
    return bool(balancers_of(design, relation.target)) and not is_remote_login(relation)


def opens_login(relation: Relation, port: Port) -> bool:
    """Whether an arrow lets everybody log in to a server at this port.

    `any` counts as the way in that the server's image has.
    """
    target = relation.target
    if not is_world(relation.source) or not target.registers:
        return False
    own = RDP if image_of(target).startswith("windows") else SSH
    return any(meets(used, port) for used in relation.ports) or (has_any(relation) and port == own)


def _open_groups(design: Architecture, port: Port, verb: str) -> Iterator[Finding]:
    """Servers that everybody reaches at a port because a group that is written out says so."""
    drawn = {r.target.name for r in design.relations if opens_login(r, port)}
    written = [server for server in servers(design) if written_groups(design, server)]
    net = network(design)
    for server in written:
        if not _lets_in_many(design, server, port):
            continue
        trip = net.direct("internet", server.name, service_of(port))
        if trip is not None and server.name not in drawn:
            group = design.components[trip.admitted[-1].component]
            yield Finding(
                f"everybody may try to log in to '{server.name}' by {verb.upper()}",
                f"let in your own address only: `{verb} from 198.51.100.10`",
                trip.admitted[-1].span or group.span,
                "lets everybody on the internet try",
                about=server,
            )


def _lets_in_many(design: Architecture, server: Component, port: Port) -> bool:
    """Whether its written groups let in more of the internet at a port than somebody's network."""
    return any(
        rule.block is not None and rule.block.prefixlen < _NETWORK and rule.port.covers(port)
        for group in written_groups(design, server)
        for rule in inbound(design, Group(group))
    )


def open_logins(design: Architecture, port: Port, verb: str) -> Iterator[Finding]:
    """Arrows and written groups that let everybody try to log in; `verb` is the port's word."""
    yield from _open_groups(design, port, verb)
    for relation in design.relations:
        if opens_login(relation, port):
            target = relation.target.name
            yield Finding(
                f"'{relation.source.name}' may try to log in to '{target}' by {verb.upper()}",
                "write `office desk { address: 198.51.100.10 }` with your own address, and "
                f"`desk -> {target} : {verb}`",
                relation.span,
                "lets everybody on the internet try",
                about=relation.end,
            )
