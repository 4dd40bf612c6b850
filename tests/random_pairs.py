"""Random networks, each as a design of tiers and as one of subnets that are written out."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import NamedTuple

SLOTS = {"public": 0, "private": 1, "isolated": 2, "deep": 5}  # `deep` is a second isolated tier
_PREFERRED = ("isolated", "deep", "private", "public")  # where an attachment goes


class Vpc(NamedTuple):
    """A VPC: its tiers, how many zones, how they get out, and what is linked to it."""

    number: int
    tiers: tuple[str, ...]
    zones: str
    nat: str
    ipv6: bool
    endpoint: bool
    line: bool

    @property
    def name(self) -> str:
        return f"net{self.number}"

    @property
    def block(self) -> str:
        return f"10.{self.number}.0.0/16"

    def tier(self, tier: str) -> str:
        return f"{tier}{self.number}"

    def subnet(self, tier: str, zone: str) -> str:
        return f"{self.tier(tier)}_{zone}"


class Plan(NamedTuple):
    """The whole network; VPCs are linked by `peering`, by a `hub`, or not at all."""

    vpcs: tuple[Vpc, ...]
    link: str
    apart: tuple[Vpc, ...]
    arrows: tuple[str, ...]


def plan(seed: int) -> Plan:
    """A random network."""
    chance = random.Random(seed)
    vpcs = tuple(_vpc(chance, number) for number in range(1, chance.choice((1, 2, 2, 3)) + 1))
    link = chance.choice(("peering", "hub", "hub", "")) if len(vpcs) > 1 else ""
    apart = vpcs[:2] if link == "hub" and len(vpcs) > 2 and chance.random() < 0.5 else ()
    servers = [f"at_{vpc.tier(tier)}" for vpc in vpcs for tier in vpc.tiers]
    pairs = {tuple(chance.sample([*servers, "internet"], 2)) for _ in range(chance.randint(1, 4))}
    arrows = tuple(f"{one} -> {other} : tcp 8080" for one, other in sorted(pairs))
    return Plan(vpcs, link, apart, arrows)


def _vpc(chance: random.Random, number: int) -> Vpc:
    tiers = chance.choice(
        (
            ("public",),
            ("isolated", "deep"),
            ("public", "private"),
            ("private", "isolated"),
            ("public", "private", "isolated"),
            ("deep", "public", "private", "isolated"),
        )
    )
    nat = chance.choice(("", "none", "one", "per_zone")) if "public" in tiers else "none"
    return Vpc(
        number,
        tiers,
        "abc"[: chance.randint(1, 3)],
        nat,
        chance.random() < 0.4,
        chance.random() < 0.4,
        chance.random() < 0.4,
    )


def tiers_of(whole: Plan) -> str:
    """The network as tiers."""
    return _design(whole, [line for vpc in whole.vpcs for line in _tiers(vpc)], _hub(whole), "")


def literal_of(whole: Plan) -> str:
    """The network subnet by subnet."""
    lines = [line for vpc in whole.vpcs for line in _subnets(whole, vpc)]
    return _design(whole, lines, _hub_by_hand(whole), "_a")


def _design(whole: Plan, networks: list[str], hub: list[str], zone: str) -> str:
    lines = ["architecture pair", *networks]
    for vpc in whole.vpcs:
        if vpc.line:
            lines.append(f"office far{vpc.number} {{ address: 198.51.100.{vpc.number};"
                         f" cidr: 192.168.{vpc.number}.0/24; asn: 6500{vpc.number} }}")  # fmt: skip
            lines.append(f"vpn line{vpc.number} {{ from: far{vpc.number}; to: gate{vpc.number} }}")
        places = [vpc.tier(tier) for tier in vpc.tiers]
        lines += [f"instance at_{place} in {place}{zone}" for place in places]
    if whole.link == "peering":
        lines.append("peering bridge { between: net1, net2 }")
    return "\n".join([*lines, *hub, *whole.arrows]) + "\n"


def _common(vpc: Vpc) -> Iterator[str]:
    """What is written alike in both forms."""
    if vpc.ipv6:
        yield "  ipv6"
    if vpc.endpoint:
        yield f"  vpc_endpoint door{vpc.number} {{ service: dynamodb }}"
    if vpc.line:
        yield f"  vpn_gateway gate{vpc.number}"


def _tiers(vpc: Vpc) -> Iterator[str]:
    yield f"vpc {vpc.name} {{"
    yield f"  cidr: {vpc.block}; zones: {len(vpc.zones)}"
    if vpc.nat:
        yield f"  nat: {vpc.nat}"
    yield from _common(vpc)
    for tier in vpc.tiers:
        what = "isolated; slot: 5" if tier == "deep" else tier
        yield f"  tier {vpc.tier(tier)} {{ {what} }}"
    yield "}"


def _nat_zones(vpc: Vpc) -> str:
    """The zones that have a NAT gateway."""
    mode = vpc.nat or ("one" if "private" in vpc.tiers else "none")
    if mode == "none" or "public" not in vpc.tiers:
        return ""
    return vpc.zones if mode == "per_zone" else vpc.zones[0]


def _subnets(whole: Plan, vpc: Vpc) -> Iterator[str]:
    yield f"vpc {vpc.name} {{"
    yield f"  cidr: {vpc.block}"
    yield from _common(vpc)
    if "public" in vpc.tiers:
        yield f"  internet_gateway igw{vpc.number}"
    if vpc.ipv6 and "private" in vpc.tiers:
        yield f"  egress_only_gateway out{vpc.number}"
    for zone in _nat_zones(vpc):
        yield f"  nat_gateway nat{vpc.number}_{zone} in {vpc.subnet('public', zone)}"
    for tier in vpc.tiers:
        for index, zone in enumerate(vpc.zones):
            block = f"10.{vpc.number}.{SLOTS[tier] * 16 + index}.0/24"
            what = "isolated" if tier == "deep" else tier
            yield (f"  subnet {vpc.subnet(tier, zone)} {{ zone: {zone}; cidr: {block}; {what};"
                   f" routes: {_table(vpc, tier, zone)} }}")  # fmt: skip
    tables = {_table(vpc, tier, zone): (tier, zone) for tier in vpc.tiers for zone in vpc.zones}
    for name, (tier, zone) in tables.items():
        routes = [*_ways_out(vpc, tier, zone), *_ways_over(whole, vpc)]
        said = [f"route: {route}" for route in routes]
        said += [f"propagate: gate{vpc.number}"] if vpc.line else []
        yield f"  route_table {name} {{ {'; '.join(said)} }}" if said else f"  route_table {name}"
    yield "}"


def _table(vpc: Vpc, tier: str, zone: str) -> str:
    name = "isolated" if tier == "deep" else tier
    own = tier == "private" and vpc.nat == "per_zone" and _nat_zones(vpc)
    return f"{name}{vpc.number}_routes{'_' + zone if own else ''}"


def _ways_out(vpc: Vpc, tier: str, zone: str) -> Iterator[str]:
    if tier == "public":
        yield f"0.0.0.0/0 via igw{vpc.number}"
        if vpc.ipv6:
            yield f"::/0 via igw{vpc.number}"
    if tier == "private":
        zones = _nat_zones(vpc)
        if zones:
            near = zone if zone in zones and vpc.nat == "per_zone" else zones[0]
            yield f"0.0.0.0/0 via nat{vpc.number}_{near}"
        if vpc.ipv6:
            yield f"::/0 via out{vpc.number}"


def _ways_over(whole: Plan, vpc: Vpc) -> Iterator[str]:
    """The routes to the other VPCs."""
    for other in whole.vpcs:
        if other is vpc:
            continue
        if whole.link == "peering" and {vpc.number, other.number} == {1, 2}:
            yield f"{other.block} via bridge"
        if whole.link == "hub" and not (vpc in whole.apart and other in whole.apart):
            yield f"{other.block} via hub"


def _hub(whole: Plan) -> list[str]:
    if whole.link != "hub":
        return []
    apart = f"; apart: {', '.join(vpc.name for vpc in whole.apart)}" if whole.apart else ""
    return [f"transit_gateway hub {{ attach: {', '.join(v.name for v in whole.vpcs)}{apart} }}"]


def _hub_by_hand(whole: Plan) -> list[str]:
    if whole.link != "hub":
        return []
    lines = ["transit_gateway hub"]
    for vpc in whole.vpcs:
        tier = next(one for one in sorted(vpc.tiers, key=lambda t: _rank(vpc, t)))
        homes = ", ".join(vpc.subnet(tier, zone) for zone in vpc.zones)
        table = f"of_{vpc.name}" if vpc in whole.apart else "of_all"
        said = f"; table: {table}" if whole.apart else ""
        lines.append(f"transit_attachment link{vpc.number} in {homes} {{ gateway: hub{said} }}")
    if whole.apart:
        everybody = ", ".join(f"link{vpc.number}" for vpc in whole.vpcs)
        others = ", ".join(f"link{vpc.number}" for vpc in whole.vpcs if vpc not in whole.apart)
        lines += [f"transit_table of_{v.name} in hub {{ propagate: {others} }}"
                  for v in whole.apart]  # fmt: skip
        lines.append(f"transit_table of_all in hub {{ propagate: {everybody} }}")
    return lines


def _rank(vpc: Vpc, tier: str) -> tuple[int, int]:
    """Isolated tiers come first, and of two such the one that is written first."""
    plain = "isolated" if tier == "deep" else tier
    return (_PREFERRED.index(plain), vpc.tiers.index(tier))
