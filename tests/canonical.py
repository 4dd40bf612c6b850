"""A network without its names: what a design says, however it is written.

Subnets, route tables, lists and gateways are what they do. Everything else keeps its name.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Hashable, Iterator, Mapping
from typing import Any

from archc.component import Intrinsic
from archc.reach.model import Acl, Allow, Interface, Network, Table
from archc.stack.resource import Stack

# --- the network as archc walks it --------------------------------------------------------------


def graph(net: Network) -> dict[str, Hashable]:
    """Everything in a network, by what it is."""
    return {
        "vpcs": frozenset((v.name, v.blocks, v.internet_gateway) for v in net.vpcs.values()),
        "subnets": frozenset(
            (_subnet(net, name), _table(net, one.table), _acl(net.acls.get(one.acl or "")))
            for name, one in net.subnets.items()
        ),
        "interfaces": frozenset(_interface(net, one) for one in net.interfaces.values()),
        "groups": frozenset(
            (name, frozenset(map(_rule, one.inbound)), frozenset(map(_rule, one.outbound)))
            for name, one in net.groups.items()
        ),
        "outsides": frozenset(
            (one.name, one.blocks, _behind(net, one.behind), one.told)
            for one in net.outsides.values()
        ),
        "peerings": frozenset(frozenset(one.vpcs) for one in net.peerings.values()),
        "attachments": frozenset(
            (
                *_attachment(net, name),
                frozenset(_subnet(net, subnet) for subnet in one.subnets),
                _table(net, one.table),
            )
            for name, one in net.attachments.items()
        ),
        "endpoints": frozenset(_endpoint(net, name) for name in net.endpoints),
        "vpn gateways": frozenset(net.vpn_gateways.values()),
    }


def _subnet(net: Network, name: str) -> Hashable:
    one = net.subnets[name]
    return (one.vpc, one.zone, one.blocks)


def _table(net: Network, name: str) -> Hashable:
    table: Table | None = net.tables.get(name)
    if table is None:
        return None
    return frozenset(
        (route.block, _target(net, route.target), route.propagated) for route in table.routes
    )


def _target(net: Network, target: str) -> Hashable:
    """What a route leads through."""
    kind, _, name = target.partition("/")
    match kind:
        case "nat":
            return (kind, _subnet(net, net.interfaces[name].subnet))
        case "vgw":
            return (kind, net.vpn_gateways[name])
        case "peering":
            return (kind, frozenset(net.peerings[name].vpcs))
        case "endpoint":
            return (kind, _endpoint(net, name))
        case "attachment":
            return (kind, _attachment(net, name))
        case _:
            return (kind, name)


def _attachment(net: Network, name: str) -> tuple[Hashable, ...]:
    """That of a VPC by the VPC; that of a line by the line."""
    one = net.attachments[name]
    return (one.gateway, one.vpc or name)


def _endpoint(net: Network, name: str) -> Hashable:
    one = net.endpoints[name]
    return (one.vpc, one.service, one.blocks)


def _behind(net: Network, name: str) -> Hashable:
    return net.vpn_gateways.get(name, name)


def _acl(acl: Acl | None) -> Hashable:
    if acl is None:
        return None
    sides = (acl.inbound, acl.outbound)
    return tuple(frozenset((e.number, e.allow, e.match) for e in side) for side in sides)


def _rule(rule: Allow) -> Hashable:
    return (rule.match, rule.group)


def _interface(net: Network, one: Interface) -> Hashable:
    who = "" if one.nat == "gateway" else one.owner.component
    groups = None if one.groups is None else frozenset(one.groups)
    return (who, _subnet(net, one.subnet), one.blocks, one.public, groups, one.system, one.nat,
            one.checked)  # fmt: skip


# --- the template -------------------------------------------------------------------------------

_SAYS = {"Tags", "Description", "GroupDescription"}  # for people
_ROUNDS = 6  # farther than any resource is from the one that tells two of a kind apart


def resources(stack: Stack) -> Counter[tuple[str, str]]:
    """The resources of a template, each by its type and all that it has to do with.

    Logical ids are replaced by what they stand for, and a resource by whatever refers to it too,
    until two route tables differ because of the routes in them.
    """
    bodies = {one.logical_id: one.body for section in stack.sections for one in section.resources}
    colors = {name: str(body["Type"]) for name, body in bodies.items()}
    for _ in range(_ROUNDS):
        colors = _mixed(bodies, colors)
    return Counter((str(body["Type"]), colors[name]) for name, body in bodies.items())


def _mixed(bodies: Mapping[str, Mapping[str, Any]], colors: dict[str, str]) -> dict[str, str]:
    """Every resource by what it says, and by whoever refers to it."""
    said = {name: _plain(_essence(body), colors) for name, body in bodies.items()}
    users: dict[str, list[str]] = {name: [] for name in bodies}
    for name, body in bodies.items():
        for other in set(_named(_essence(body))) & set(bodies):
            users[other].append(said[name])
    return {name: _digest(said[name], *sorted(users[name])) for name in bodies}


def _essence(body: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in body.items() if key != "Metadata"}


def _digest(*texts: str) -> str:
    return hashlib.sha256("\0".join(texts).encode()).hexdigest()[:12]


def _plain(value: Any, colors: Mapping[str, str]) -> str:
    """A value as text, without names and without an order that says nothing."""
    if isinstance(value, Intrinsic):
        return f"{value.name}({_plain(value.argument, colors)})"
    if isinstance(value, Mapping):
        parts = (f"{k}:{_plain(v, colors)}" for k, v in value.items() if k not in _SAYS)
        return "{" + ",".join(sorted(parts)) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ",".join(sorted(_plain(item, colors) for item in value)) + "]"
    if isinstance(value, str):
        head, dot, tail = value.partition(".")
        return colors.get(head, head) + dot + tail
    return str(value)


def _named(value: Any) -> Iterator[str]:
    """The texts in a value that may be logical ids."""
    if isinstance(value, Intrinsic):
        yield from _named(value.argument)
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from _named(item)
    elif isinstance(value, (list, tuple)):
        for item in value:
            yield from _named(item)
    elif isinstance(value, str):
        yield value.partition(".")[0]
