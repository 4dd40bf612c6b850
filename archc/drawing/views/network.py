"""The view `network`: every VPC, what joins it with others, and their tables beside it."""

from __future__ import annotations

from collections.abc import Sequence

from archc import groups, transit
from archc.component import Architecture, Component, Port
from archc.diagnostics import Diagnostic
from archc.drawing.legend import with_legend
from archc.drawing.picture import forbidden_ways, picture
from archc.drawing.scene import NETWORK, PLACES, Drawing
from archc.drawing.sheet import finished, sorted_out
from archc.drawing.tables import Row, Table, beside
from archc.network import written_groups
from archc.routes import (
    ANYWHERE,
    ANYWHERE6,
    RouteTable,
    gateway_endpoints,
    layers,
    route_table,
    route_tables,
)

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
        design, with_legend(beside(sheet, tables(design), NETWORK, top)), "network", TITLE
    )


def _networked(design: Architecture) -> Architecture:
    """What lies in a VPC or joins it with others, and those outside who send packets there."""
    inside = {name for name, c in design.components.items() if design.vpc_of(c) is not None}
    inside |= {
        address.name
        for name in inside
        if (address := getattr(design.components[name], "address", None)) is not None
        and getattr(address, "name", "") in design.components
    }
    inside |= {c.name for c in design.components.values() if c.link}
    relations = tuple(relation for relation in design.relations if relation.ports or relation.link)
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
    """All tables in reading order: those of each VPC, then those of what joins VPCs."""
    found: list[Table] = []
    for vpc in design.of_kind("vpc"):
        found += [_routes(design, vpc, table) for table in route_tables(design, vpc)]
        members = [c for c in design.components.values() if design.vpc_of(c) is vpc]
        found += [_acl(design, acl) for acl in design.of_kind("network_acl") if acl in members]
        own = [group for group in groups.groups(design) if group.component in members]
        own.sort(key=lambda group: group.component.word != "security_group")
        found += [_group(design, group) for group in own]
    for gateway in design.of_kind("transit_gateway"):
        found += [_transit(design, gateway, table) for table in transit.tables(design, gateway)]
    return found


def _routes(design: Architecture, vpc: Component, table: RouteTable) -> Table:
    users = [
        f"{layer.name} {subnet.zone}" if layer.word == "tier" else layer.name
        for layer in layers(design, vpc)
        for subnet in design.subnets[layer.name]
        if route_table(design, subnet) == table
    ]
    rows = [Row("local", (str(getattr(vpc, "cidr", None) or "the VPC"), "local"))]
    for way in table.ways:
        key = way.suffix[:1].lower() + way.suffix[1:]
        label = f"{way.label} (learnt)" if way.propagated else way.label
        rows.append(Row(key, (str(way.destination), label), way.target))
    rows += [
        Row(f"endpoint-{endpoint.name}", (f"pl: {getattr(endpoint, 'opens', '')}", endpoint.name),
            f"the addresses of the service, through {endpoint.logical_id}")
        for endpoint in gateway_endpoints(design, table)
    ]  # fmt: skip
    owner = table.owner.name
    return Table(
        f"routes/{table.logical_id}", f"Route table: {table.label}",
        f"Subnets: {', '.join(users) or 'none'}", ("Destination", "Target"), tuple(rows), owner,
        table.logical_id, f"Route table {table.logical_id}\nused by the subnets {', '.join(users)}",
    )  # fmt: skip


def _transit(design: Architecture, gateway: Component, table: transit.Table) -> Table:
    """A route table of a transit gateway; AWS's own one is named after the gateway."""
    users = [end.name for end in transit.attachments(design, gateway) if end.table == table.name]
    rows = tuple(
        Row(transit.suffix(way).lower(), (str(way.destination), _carried(way)), way.owner.name)
        for way in table.ways
    )
    title = f"{gateway.name} {table.name}".strip() if table.owner is gateway else table.name
    return Table(
        f"transit/{table.logical_id or gateway.logical_id}", f"Transit gateway table: {title}",
        f"Attachments: {', '.join(users) or 'none'}", ("Destination", "Attachment"), rows,
        table.owner.name, table.logical_id,
        f"Route table of the transit gateway {gateway.logical_id}\n"
        f"used by the attachments {', '.join(users) or 'none'}",
    )  # fmt: skip


def _carried(way: transit.Way) -> str:
    """Through which attachment a route leads, and whether the table learnt it by itself."""
    if way.attachment is None:
        return "blackhole"
    return f"{way.attachment.name} (learnt)" if way.propagated else way.attachment.name


def _acl(design: Architecture, acl: Component) -> Table:
    """A network ACL in the order in which its entries decide."""
    users = [
        layer.name
        for layer in design.of_kind("tier", "subnet")
        if (used := getattr(layer, "acl", None)) is not None and used.name == acl.name
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
    dual = getattr(design.vpc_of(acl), "ipv6", False)
    everybody = f"{ANYWHERE}, {ANYWHERE6}" if dual else str(ANYWHERE)
    rows += [Row("rest", ("*", "both", "deny", "any", "all", everybody))]
    return Table(
        f"acl/{acl.name}", f"Network ACL: {acl.name}", f"Used by: {', '.join(users)}",
        ("No.", "Direction", "Action", "Protocol", "Port", "From / to"), tuple(rows), acl.name,
        acl.logical_id, f"Network ACL {acl.logical_id}",
    )  # fmt: skip


def _group(design: Architecture, group: groups.Group) -> Table:
    """A security group, derived or written out."""
    members = [
        c.name for c in design.components.values() if group.component in written_groups(design, c)
    ]
    rows = [
        _rule(rule, "in", number) for number, rule in enumerate(groups.inbound(design, group), 1)
    ]
    out = [
        _rule(rule, "out", number) for number, rule in enumerate(groups.outbound(design, group), 1)
    ]
    rows += out or [Row("out", ("out", "none", "none", "nowhere"))]
    return Table(
        f"group/{group.name}", f"Security group: {group.name}",
        f"On: {', '.join(members)}" if members else "",
        ("Direction", "Protocol", "Port", "From / to"), tuple(rows), group.name, group.logical_id,
        f"Security group {group.logical_id}",
    )  # fmt: skip


def _rule(rule: groups.Rule, direction: str, number: int) -> Row:
    """A rule that follows from an arrow is known by it, one that is written by its number."""
    port = rule.port
    key = f"{direction}bound-{number}-{port}"
    if rule.cause is not None:
        key = f"{direction}/{rule.cause.logical_id}-{port.protocol}-{port.first}"
        if rule.block == ANYWHERE6:
            key += "-6"
        elif rule.block is not None and not (
            rule.cause.source.outside or rule.cause.target.outside
        ):
            key += f"-{rule.block}"
    elif rule.says == "Anything outwards":
        key = "out6" if rule.block == ANYWHERE6 else "out"
    tip = rule.cause.text if rule.cause is not None else ""
    return Row(key, (direction, port.protocol, _ports(port), rule.whom), tip)


def _ports(port: Port) -> str:
    return str(port).partition(" ")[2] or "all"
