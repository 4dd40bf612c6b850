"""Which rule explains a blocked arrow: one mistake has one message, at the line that is wrong."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from archc.component import Architecture, Component, Relation
from archc.network import is_public, written_groups
from archc.reach.arrows import Blocked, blocked
from archc.reach.once import once_per_design
from archc.routes import gateway_endpoints, reach_of, route_table
from archc.rules import servers
from archc.rules.networks import (
    claim_of,
    has_misfit,
    hubs,
    lines_of,
    networks_of_line,
    overlap,
    peering_between,
    peers_of,
    shares_groups,
)
from archc.values import Reference

if TYPE_CHECKING:
    from archc.reach.advice import Explanation

FILTERS = ("ENI_SG_RULES_MISMATCH", "SG_HAS_NO_RULES", "SUBNET_ACL_RESTRICTION")
# What stops packets that have no way out, as against those that a filter stops.
WAYS_OUT = ("NO_ROUTE_TO_DESTINATION", "IGW_PUBLIC_IP_ASSOCIATION_FOR_EGRESS", "BAD_STATE_ROUTE")

# What a stop alone says, whatever stands at the ends of the arrow.
_PLAIN = {
    "ENI_SOURCE_DEST_CHECK_RESTRICTION": "ROU209",
    "TGW_ATTACH_VPC_AZ_RESTRICTION": "CON306",
    "PROTOCOL_RESTRICTION": "ROU223",
}


@once_per_design
def causes(design: Architecture) -> tuple[tuple[str, Blocked], ...]:
    """Every blocked arrow with the code of the rule that says why; empty if none has to."""
    return tuple((_cause(design, one), one) for one in blocked(design))


def blocked_by(design: Architecture, code: str) -> tuple[Blocked, ...]:
    """The blocked arrows that a rule explains."""
    return tuple(one for found, one in causes(design) if found == code)


def _cause(design: Architecture, one: Blocked) -> str:
    relation, why = one
    if why.code in FILTERS:
        return _filtered(design, relation, why)
    if why.code in _PLAIN:
        return _PLAIN[why.code]
    source, target = relation.source, relation.target
    if source.outside or target.outside:
        return _over_lines(design, relation) or _to_or_from_outside(design, relation, why)
    if target.has_interface:
        return _within(design, relation)
    return _outwards(design, relation, why)


# Filters.


def _filtered(design: Architecture, relation: Relation, why: Explanation) -> str:
    if why.code == "SUBNET_ACL_RESTRICTION":
        acl = design.components.get(why.owner)
        if acl is not None and not getattr(acl, "inbound", ()) and not getattr(acl, "outbound", ()):
            return "NCL452"
        return "NCL451" if why.answering else _apart(design, relation, "SGR408")
    if endpoint_at(design, why) is not None:
        return "CON312"
    if names_foreign_group(design, relation):
        return "CON311"
    return _apart(design, relation, "SGR408")


def _apart(design: Architecture, relation: Relation, code: str) -> str:
    """What a balancer forwards to in another VPC has a rule of its own."""
    apart = design.vpc_of(relation.source) is not design.vpc_of(relation.target)
    return "" if relation.source.forwards and apart and relation.target.has_interface else code


def endpoint_at(design: Architecture, why: Explanation) -> Component | None:
    """The interface endpoint that packets have come as far as."""
    last = why.reached[-1] if why.reached else ""
    found = design.components.get(last.removeprefix("interface/").partition("/")[0])
    return found if found is not None and found.word == "vpc_endpoint" else None


def names_foreign_group(design: Architecture, relation: Relation) -> bool:
    """Whether a rule admits the other end by its group, which is not known in this VPC."""
    ends = (relation.source, relation.target)
    one, other = (design.vpc_of(end) for end in ends)
    if one is None or other is None or one is other or shares_groups(design, one, other):
        return False
    names = [{group.name for group in written_groups(design, end)} for end in ends]
    return _names_any(design, names[1], names[0], "inbound") or _names_any(
        design, names[0], names[1], "outbound"
    )


def _names_any(design: Architecture, groups: set[str], wanted: set[str], way: str) -> bool:
    return any(
        isinstance(rule.whom, Reference) and rule.whom.name in wanted
        for name in groups
        for rule in getattr(design.components[name], way)
    )


# Within a network, and from one to another.


def _within(design: Architecture, relation: Relation) -> str:
    own, other = design.vpc_of(relation.source), design.vpc_of(relation.target)
    if own is None or other is None or own is other:
        return "SGR408"
    if relation.source.forwards:
        return ""
    if peering_between(design, own, other) is not None:
        return "CON301" if _same_addresses(own, other) else "CON302"
    if hubs(design, own, other):
        return "CON322" if _same_addresses(own, other) else "CON307"
    if any(middle in peers_of(design, other) for middle in peers_of(design, own)):
        return "CON303"
    return "SGR408"


def _same_addresses(one: Component, other: Component) -> bool:
    return overlap(getattr(one, "cidr"), getattr(other, "cidr"))  # noqa: B009


# Outwards.


def _outwards(design: Architecture, relation: Relation, why: Explanation) -> str:
    """To AWS's own services and to the internet."""
    return next(_outward(design, relation, why), "") if relation.source.has_interface else ""


def _outward(design: Architecture, relation: Relation, why: Explanation) -> Iterator[str]:
    """The rules that could speak of it, the one that knows best first."""
    source = relation.source
    public = is_public(design, source)
    if why.code == "PCX_REQUIRES_ADDRESS_IN_VPC_CIDR":
        yield "CON304"
    if why.code == "NGW_REQUIRES_SOURCE_IN_VPC":
        yield "ROU205"
    if any(hop.startswith("nat/") or _is_nat(design, hop) for hop in why.reached):
        yield "ROU204"
    named = (public and source.only_calls) or servers.nat_has_no_home(design, source)
    if why.code not in WAYS_OUT or named:
        yield ""
    if endpoint_missed(design, relation) is not None:
        yield "CON313"
    if not public and _claims_public(design, source):
        yield "ROU201"
    if has_misfit(design, source):
        yield "ROU223"
    yield "ROU206"


def _is_nat(design: Architecture, hop: str) -> bool:
    found = design.components.get(hop.removeprefix("interface/"))
    return found is not None and found.word == "nat_instance"


def _claims_public(design: Architecture, component: Component) -> bool:
    layers = (c for c in design.holders(component) if c.name in design.subnets)
    return any((claim_of(design, layer) or ("",))[0] == "public" for layer in layers)


def endpoint_missed(design: Architecture, relation: Relation) -> Component | None:
    """The gateway endpoint for an arrow's service that has no route in the sender's table."""
    source = relation.source
    vpc = design.vpc_of(source)
    doors = [
        one
        for one in design.of_kind("vpc_endpoint")
        if not one.has_interface
        and design.vpc_of(one) is vpc
        and getattr(one, "opens", "") == relation.target.api_name()
    ]
    for subnet in design.subnets_of(source):
        there = gateway_endpoints(design, route_table(design, subnet))
        missed = [one for one in doors if one not in there]
        if missed and len(missed) == len(doors):
            return missed[0]
    return None


# With somebody outside.


def _over_lines(design: Architecture, relation: Relation) -> str:
    """Arrows of offices that lines of their own lead from."""
    source, target = relation.source, relation.target
    office, inner = (source, target) if source.outside else (target, source)
    own = lines_of(design, office)
    if not own:
        return ""
    if inner.outside:
        return "SGR408"
    return next(_by_line(design, own, office, inner), "")


def _by_line(
    design: Architecture, own: tuple[Component, ...], office: Component, inner: Component
) -> Iterator[str]:
    vpc = design.vpc_of(inner)
    reached = [one for line in own for one in networks_of_line(design, line)]
    if vpc is not None and reached and getattr(office, "cidr", None) is None:
        yield "CON325"
    if vpc is not None and vpc in reached:
        same = any(other is not vpc and _same_addresses(other, vpc) for other in reached)
        yield "CON309" if _overlaps(office, vpc) else "CON322" if same else "CON308"
    if vpc is not None and any(vpc in peers_of(design, other) for other in reached):
        yield "CON304"


def _overlaps(office: Component, vpc: Component) -> bool:
    network = getattr(office, "cidr", None)
    return network is not None and overlap(network, getattr(vpc, "cidr"))  # noqa: B009


def _to_or_from_outside(design: Architecture, relation: Relation, why: Explanation) -> str:
    source, target = relation.source, relation.target
    if not source.outside:
        return _outwards(design, relation, why)
    if target.outside:
        return "SGR408"
    if _claims_public(design, target) and reach_of(design, design.holders(target)[0]) != "public":
        return "ROU201"
    said = target.forwards or (target.word == "database" and servers.is_world(source))
    logs_in = any(servers.opens_login(relation, port) for port in servers.REMOTE)
    return "" if said or logs_in or servers.goes_round(design, relation) else "ROU210"
