"""The view `network`: every VPC, and beside it its route tables and security groups as tables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from archc.component import Architecture, Component, Port, Relation
from archc.diagnostics import Diagnostic
from archc.drawing.legend import with_legend
from archc.drawing.picture import forbidden_ways, picture
from archc.drawing.scene import NETWORK, PLACES, Drawing
from archc.drawing.sheet import finished, sorted_out
from archc.drawing.tables import Row, Table, beside
from archc.network import (
    ANYWHERE,
    RouteTable,
    has_derived_group,
    is_open_outwards,
    outside_block,
    route_table,
    route_tables,
    tiers,
    written_groups,
)
from archc.values import Reference

TITLE = "Network"


def has_content(design: Architecture) -> bool:
    """Whether there is a VPC."""
    return bool(design.of_kind("vpc"))


def draw(design: Architecture, findings: Sequence[Diagnostic], detail: str) -> Drawing:
    """The VPCs with what packets reach, and the tables at the right."""
    shown = _networked(design)
    marked = [found for found in findings if found.component in shown.components]
    sheet = picture(shown, marked, detail, forbidden_ways(design), TITLE)
    top = min((box.area.y for box in sheet.boxes if box.form in PLACES), default=0)
    return finished(
        design, with_legend(beside(sheet, tables(shown), NETWORK, top)), "network", TITLE
    )


def _networked(design: Architecture) -> Architecture:
    """What lies in a VPC, and those outside of it who send packets there or get some."""
    inside = {name for name, c in design.components.items() if design.vpc_of(c) is not None}
    inside |= {
        address.name
        for name in inside
        if (address := getattr(design.components[name], "address", None)) is not None
        and getattr(address, "name", "") in design.components
    }
    relations = tuple(relation for relation in design.relations if relation.ports)
    outside = {
        end.name
        for relation in relations
        for end, other in ((relation.source, relation.target), (relation.target, relation.source))
        if end.outside and other.name in inside
    }
    names = [name for name in design.components if name in inside | outside]
    return sorted_out(design._replace(relations=relations), names)


_DIRECTIONS = {"inbound": "in", "outbound": "out"}


def tables(design: Architecture) -> list[Table]:
    """All tables in reading order: route tables of each VPC, then its security groups."""
    found: list[Table] = []
    for vpc in design.of_kind("vpc"):
        found += [_routes(design, vpc, table) for table in route_tables(design, vpc)]
        members = [c for c in design.components.values() if design.vpc_of(c) is vpc]
        found += [_acl(design, acl) for acl in design.of_kind("network_acl") if acl in members]
        found += [_written(design, c) for c in members if c.word == "security_group"]
        found += [_group(design, c) for c in members if has_derived_group(c)]
    return found


def _routes(design: Architecture, vpc: Component, table: RouteTable) -> Table:
    users = [
        f"{subnet.tier} {subnet.zone}"
        for tier in tiers(design, vpc)
        for subnet in design.subnets.get(tier.name, ())
        if route_table(design, subnet) == table
    ]
    rows = [Row("local", (str(getattr(vpc, "cidr", None) or "the VPC"), "local"))]
    if table.reach == "public":
        tip = f"{vpc.logical_id}InternetGateway"
        rows.append(Row("default", (ANYWHERE, "Internet gateway"), tip))
    elif table.nat is not None:
        zone = table.nat.zone
        tip = f"{vpc.logical_id}Nat{zone.upper()}"
        rows.append(Row("default", (ANYWHERE, f"NAT gateway in zone {zone}"), tip))
    return Table(
        f"routes/{table.logical_id}", f"Route table: {table.label}", f"Subnets: {', '.join(users)}",
        ("Destination", "Target"), tuple(rows), vpc.name, table.logical_id,
        f"Route table {table.logical_id}\nused by the subnets {', '.join(users)}",
    )  # fmt: skip


def _acl(design: Architecture, acl: Component) -> Table:
    """A network ACL in the order in which its entries decide."""
    users = [
        tier.name
        for tier in design.of_kind("tier")
        if (used := getattr(tier, "acl", None)) is not None and used.name == acl.name
    ]
    rows = [
        Row(
            f"{way}-{entry.number}",
            (str(entry.number), _DIRECTIONS[way], entry.action, entry.what.protocol,
             _ports(entry.what), str(entry.remote or ANYWHERE)),
        )
        for way in _DIRECTIONS
        for entry in sorted(getattr(acl, way), key=lambda one: one.number)
    ]  # fmt: skip
    rows += [Row("rest", ("*", "both", "deny", "any", "all", ANYWHERE))]
    return Table(
        f"acl/{acl.name}", f"Network ACL: {acl.name}", f"Tiers: {', '.join(users)}",
        ("No.", "Direction", "Action", "Protocol", "Port", "From / to"), tuple(rows), acl.name,
        acl.logical_id, f"Network ACL {acl.logical_id}",
    )  # fmt: skip


def _written(design: Architecture, group: Component) -> Table:
    """A security group that is written out."""
    members = [c.name for c in design.components.values() if group in written_groups(design, c)]
    rows = [
        Row(
            f"{way}-{number}-{port}",
            (_DIRECTIONS[way], port.protocol, _ports(port), _whom(design, rule.whom)),
        )
        for way in _DIRECTIONS
        for number, rule in enumerate(getattr(group, way), start=1)
        for port in rule.what
    ]
    if not getattr(group, "outbound", ()):
        rows += [Row("out", ("out", "any", "all", ANYWHERE))]
    return Table(
        f"group/{group.name}", f"Security group: {group.name}", f"On: {', '.join(members)}",
        ("Direction", "Protocol", "Port", "From / to"), tuple(rows), group.name, group.logical_id,
        f"Security group {group.logical_id}",
    )  # fmt: skip


def _whom(design: Architecture, whom: object) -> str:
    if not isinstance(whom, Reference):
        return str(whom)
    other = design.components.get(whom.name)
    if other is None or other.outside:
        return f"{outside_block(other) if other is not None else ANYWHERE} ({whom.name})"
    return f"group {whom.name}"


def _group(design: Architecture, component: Component) -> Table:
    rows = [*_inbound(design, component), *_outbound(design, component)]
    logical_id = f"{component.logical_id}Group"
    return Table(
        f"group/{component.name}", f"Security group: {component.name}", "",
        ("Direction", "Protocol", "Port", "From / to"), tuple(rows), component.name, logical_id,
        f"Security group {logical_id}",
    )  # fmt: skip


def _inbound(design: Architecture, component: Component) -> Iterator[Row]:
    for relation in design.into(component):
        if relation.source.outside or relation.source.has_interface:
            yield from _rows(relation, "in", relation.source)


def _outbound(design: Architecture, component: Component) -> Iterator[Row]:
    """Everything, or the arrows alone; where there are none, nothing."""
    if is_open_outwards(design, component):
        yield Row("out", ("out", "any", "all", ANYWHERE))
        return
    arrows = [
        row
        for relation in design.out_of(component)
        if relation.target.outside or relation.target.has_interface
        for row in _rows(relation, "out", relation.target)
    ]
    yield from arrows or [Row("out", ("out", "none", "none", "nowhere"))]


def _rows(relation: Relation, direction: str, other: Component) -> Iterator[Row]:
    whom = f"{outside_block(other)} ({other.name})" if other.outside else f"group of {other.name}"
    for port in relation.ports:
        key = f"{direction}/{relation.logical_id}-{port.protocol}-{port.first}"
        yield Row(key, (direction, port.protocol, _ports(port), whom), relation.text)


def _ports(port: Port) -> str:
    return str(port).partition(" ")[2] or "all"
