"""Random networks written out: subnets, tables, gateways and links, one statement each."""

from __future__ import annotations

import random
from typing import NamedTuple

from tests.simulator.random_designs import APART, Part, arrow, component, filters, tiered

SITES = ("192.168.7.0/24", "192.168.8.0/24")
OFFICES = ("198.51.100.10", "203.0.113.7")


class Vpc(NamedTuple):
    """What has been made of a VPC; `tables` are to be given routes."""

    name: str
    block: str
    subnets: list[str]
    tables: list[str]
    main: str
    carriers: list[str]
    blocks: list[str]


def networks(seed: int) -> list[str]:
    """The statements of a random network; the first stays, any other may be dropped."""
    chance = random.Random(seed)
    lines = ["architecture lab"]
    parts = [Part("internet", "outside", "")]
    offices = chance.choice((0, 0, 1, 2))
    for number in range(offices):
        lines.append(
            f"office office{number} {{ address: {OFFICES[number]}; cidr: {SITES[number]} }}"
        )
        parts.append(Part(f"office{number}", "outside", ""))
    vpcs = [_vpc(chance, number, lines, parts) for number in range(chance.choice((1, 1, 2, 3)))]
    gates = _links(chance, vpcs, lines)
    _lines(chance, vpcs, offices, gates, lines)
    for vpc in vpcs:
        _tables(chance, vpc, vpcs, lines)
    for _ in range(chance.randint(1, 7)):
        line = arrow(chance, parts, across=True)
        if line and line not in lines:
            lines.append(line)
    return lines


def _vpc(chance: random.Random, number: int, lines: list[str], parts: list[Part]) -> Vpc:
    name, block = f"v{number}", APART[number]
    if chance.random() < 0.25:
        layers, groups = tiered(chance, name, block, lines)
        for _ in range(chance.randint(1, 3)):
            parts.append(component(chance, name, layers, groups, len(parts), lines))
        return Vpc(name, block, layers, [], "", [], [])
    lines.append(f"vpc {name} {{ cidr: {block} }}")
    acls, groups = filters(chance, name, block, lines)
    tables = [f"{name}_r{n}" for n in range(chance.choice((1, 2, 3)))]
    main = chance.choice((*tables, ""))
    subnets, blocks, carriers = [], [], []
    for at in range(chance.choice((1, 2, 3, 4))):
        subnet = f"{name}_s{at}"
        own = _block(block, at)
        said = [f"zone: {chance.choice('aab')}", f"cidr: {own}"]
        said += [f"routes: {chance.choice(tables)}"] if chance.random() < 0.8 else []
        said += [f"acl: {chance.choice(acls)}"] if acls and chance.random() < 0.6 else []
        said += ["public_addresses"] if chance.random() < 0.3 else []
        lines.append(f"subnet {subnet} in {name} {{ {'; '.join(said)} }}")
        subnets.append(subnet)
        blocks.append(own)
    if chance.random() < 0.7:
        lines.append(f"internet_gateway {name}_igw in {name}")
        carriers.append(f"{name}_igw")
    if chance.random() < 0.5:
        lines.append(f"nat_gateway {name}_nat in {chance.choice(subnets)}")
        carriers.append(f"{name}_nat")
    if chance.random() < 0.25:
        wrong = "; source_check: yes" if chance.random() < 0.2 else ""
        own_group = f"; security: {chance.choice(groups)}" if groups else ""
        lines.append(
            f"nat_instance {name}_box in {chance.choice(subnets)} {{ type: t3.nano{wrong}{own_group} }}"
        )
        carriers.append(f"{name}_box")
        parts.append(Part(f"{name}_box", "box", name))
    if chance.random() < 0.3:
        some = [table for table in tables if chance.random() < 0.6]
        said = f"; routes: {', '.join(some)}" if some else ""
        lines.append(f"vpc_endpoint {name}_store in {name} {{ service: s3{said} }}")
    if chance.random() < 0.15:
        lines.append(f"vpc_endpoint {name}_door in {chance.choice(subnets)} {{ service: sqs }}")
    for _ in range(chance.randint(1, 4)):
        parts.append(component(chance, name, subnets, groups, len(parts), lines, zoned=False))
    return Vpc(name, block, subnets, tables, main, carriers, blocks)


def _block(block: str, at: int) -> str:
    """A quarter of a small block, or a /24 of a large one."""
    first, second, third, rest = block.split(".")
    return f"{first}.{second}.{int(third) + at}.0/{'24' if rest != '0/28' else '28'}"


def _links(chance: random.Random, vpcs: list[Vpc], lines: list[str]) -> list[str]:
    """Peerings and a transit gateway between the VPCs; the name of the gateway, if lines may end there."""
    for at, one in enumerate(vpcs):
        for other in vpcs[at + 1 :]:
            if chance.random() < 0.5:
                name = f"{one.name}_{other.name}"
                none = "; routes: none" if chance.random() < 0.3 else ""
                lines.append(f"peering {name} {{ between: {one.name}, {other.name}{none} }}")
                one.carriers.append(name)
                other.carriers.append(name)
    if len(vpcs) < 2 or chance.random() < 0.5:
        return []
    for vpc in vpcs:
        vpc.carriers.append("hub")
    if chance.random() < 0.5:
        names = [vpc.name for vpc in vpcs]
        apart = f"; apart: {', '.join(names[:2])}" if chance.random() < 0.5 else ""
        lines.append(f"transit_gateway hub {{ attach: {', '.join(names)}{apart} }}")
        return [] if apart else ["hub"]
    _transit_by_hand(chance, vpcs, lines)
    return []


def _transit_by_hand(chance: random.Random, vpcs: list[Vpc], lines: list[str]) -> None:
    lines.append("transit_gateway hub")
    tables = [f"hub_t{n}" for n in range(chance.choice((1, 2)))]
    links = []
    for vpc in vpcs:
        link = f"{vpc.name}_link"
        table = f"; table: {chance.choice(tables)}" if chance.random() < 0.9 else ""
        where = chance.sample(vpc.subnets, 1)
        lines.append(f"transit_attachment {link} in {', '.join(where)} {{ gateway: hub{table} }}")
        links.append(link)
    for table in tables:
        heard = [link for link in links if chance.random() < 0.7]
        said = [f"propagate: {', '.join(heard)}"] if heard else []
        if chance.random() < 0.5:
            to = chance.choice((*(vpc.block for vpc in vpcs), "0.0.0.0/0"))
            said.append(f"route: {to} via {chance.choice((*links, 'blackhole'))}")
        lines.append(f"transit_table {table} in hub {{ {'; '.join(said)} }}")


def _lines(
    chance: random.Random, vpcs: list[Vpc], offices: int, hubs: list[str], lines: list[str]
) -> None:
    """VPN gateways, and a line of each office to one of them or to the hub."""
    gates = list(hubs)
    for vpc in vpcs:
        if offices and chance.random() < 0.6:
            lines.append(f"vpn_gateway {vpc.name}_vgw in {vpc.name}")
            vpc.carriers.append(f"{vpc.name}_vgw")
            gates.append(f"{vpc.name}_vgw")
    for number in range(offices):
        if gates and chance.random() < 0.9:
            gate = chance.choice(gates)
            routing = "bgp" if gate == "hub" else chance.choice(("bgp", "bgp", "static"))
            lines.append(
                f"vpn line{number} {{ from: office{number}; to: {gate}; routing: {routing} }}"
            )


def _tables(chance: random.Random, vpc: Vpc, vpcs: list[Vpc], lines: list[str]) -> None:
    """Each table with a few routes, no two of the same block."""
    others = [block for other in vpcs if other is not vpc for block in (other.block, *other.blocks)]
    targets = ["0.0.0.0/0", "0.0.0.0/0", "8.0.0.0/6", "192.168.0.0/16", *SITES, *others]
    for table in vpc.tables:
        said = ["main"] if table == vpc.main else []
        wanted = dict.fromkeys(chance.choice(targets) for _ in range(chance.randint(0, 4)))
        if vpc.carriers:
            said += [f"route: {to} via {chance.choice(vpc.carriers)}" for to in wanted]
        gate = f"{vpc.name}_vgw"
        if gate in vpc.carriers and chance.random() < 0.6:
            said.append(f"propagate: {gate}")
        lines.append(f"route_table {table} in {vpc.name} {{ {'; '.join(said)} }}")
