"""Random designs in the language of today, as statements that can be dropped one by one."""

from __future__ import annotations

import random
from typing import NamedTuple

BLOCKS = (
    "10.0.0.0/16",
    "10.0.0.0/16",
    "10.1.0.0/16",
    "172.16.0.0/16",
    "10.2.0.0/20",
    "12.0.0.0/16",
)
APART = ("10.0.0.0/16", "172.16.0.0/16", "10.2.0.0/20")
PORTS = ("tcp 22", "tcp 80", "tcp 8080", "tcp 1000..2000", "tcp 1..65535", "udp 53", "udp 500..600",
         "icmp", "any", "http", "https", "ssh", "tcp 65535")  # fmt: skip
OFFICES = ("198.51.100.10", "203.0.113.7")


class Part(NamedTuple):
    """A component: its name, kind, and what can be done to it."""

    name: str
    kind: str
    vpc: str


def statements(seed: int) -> list[str]:
    """The statements of a random design; the first stays, any other may be dropped."""
    chance = random.Random(seed)
    lines = ["architecture lab"]
    parts: list[Part] = []
    for number in range(chance.choice((0, 0, 1, 2))):
        lines.append(f"office office{number} {{ address: {OFFICES[number]} }}")
        parts.append(Part(f"office{number}", "outside", ""))
    if chance.random() < 0.5:
        lines.append("users people")
        parts.append(Part("people", "outside", ""))
    parts.append(Part("internet", "outside", ""))
    for number in range(chance.choice((1, 1, 1, 2, 3))):
        vpc = f"v{number}"
        tiers, groups = tiered(chance, vpc, chance.choice(BLOCKS), lines)
        for _ in range(chance.randint(1, 4)):
            parts.append(component(chance, vpc, tiers, groups, len(parts), lines))
    for _ in range(chance.randint(1, 7)):
        line = arrow(chance, parts)
        if line and line not in lines:
            lines.append(line)
    return lines


def tiered(
    chance: random.Random, vpc: str, block: str, lines: list[str]
) -> tuple[list[str], list[str]]:
    """A VPC of tiers: their names, and those of the groups that are written out."""
    classes = chance.choice(
        (["public"], ["isolated"], ["public", "private"], ["public", "private", "isolated"],
         ["public", "isolated"], ["private"], ["public", "public", "private"])
    )  # fmt: skip
    nat = chance.choice(("", "", "nat: none; ", "nat: one; ", "nat: per_zone; "))
    if classes == ["private"]:
        nat = "nat: none; "
    acls, groups = filters(chance, vpc, block, lines)
    zones = chance.choice((1, 2, 2, 3))
    inside, names = [], []
    for number, kind in enumerate(classes):
        name = f"{vpc}_t{number}"
        names.append(name)
        also = "; slot: 7" if kind in classes[:number] else ""
        if kind == "public" and chance.random() < 0.2:
            also += "; public_addresses"
        if zones > 1 and chance.random() < 0.15:
            also += "; zones: 1"
        if acls and chance.random() < 0.6:
            also += f"; acl: {chance.choice(acls)}"
        inside.append(f"tier {name} {{ {kind}{also} }}")
    lines.append(f"vpc {vpc} {{ cidr: {block}; zones: {zones}; {nat}{'; '.join(inside)} }}")
    return names, groups


def filters(
    chance: random.Random, vpc: str, block: str, lines: list[str]
) -> tuple[list[str], list[str]]:
    """Network ACLs and security groups that are written out, in some of the VPCs."""
    acls = [f"{vpc}_list"] if chance.random() < 0.2 else []
    groups = [f"{vpc}_g{n}" for n in range(chance.choice((0, 0, 0, 1, 2)))]
    remotes = ("0.0.0.0/0", "0.0.0.0/0", block, "8.0.0.0/6", "198.51.100.10/32", "10.0.0.0/25")
    for name in acls:
        said = []
        for way, word in (("inbound", "from"), ("outbound", "to")):
            wanted = [
                f"{number} {chance.choice(('allow', 'deny'))} {chance.choice(PORTS)} "
                f"{word} {chance.choice(remotes)}"
                for number in sorted(chance.sample(range(1, 100), chance.randint(0, 3)))
            ]
            wanted += [f"100 allow any {word} 0.0.0.0/0"] if chance.random() < 0.8 else []
            said += [f"{way}: {', '.join(wanted)}"] if wanted else []
        lines.append(f"network_acl {name} in {vpc} {{ {'; '.join(said)} }}")
    for name in groups:
        said = []
        for way, word in (("inbound", "from"), ("outbound", "to")):
            wanted = [
                f"{chance.choice(PORTS)} {word} {chance.choice((*remotes, *groups))}"
                for _ in range(chance.randint(0, 3))
            ]
            said += [f"{way}: {', '.join(wanted)}"] if wanted else []
            said += (
                ["outbound: none"]
                if way == "outbound" and not wanted and chance.random() < 0.5
                else []
            )
        lines.append(f"security_group {name} in {vpc} {{ {'; '.join(said)} }}")
    return acls, groups


def component(
    chance: random.Random, vpc: str, tiers: list[str], groups: list[str], number: int,
    lines: list[str], *, zoned: bool = True,
) -> Part:  # fmt: skip
    """One thing with an interface, in one or two of the tiers or subnets."""
    kind = chance.choice(
        ("instance", "instance", "scaling_group", "load_balancer", "database", "function")
    )
    name = f"{kind[0]}{number}"
    strict = kind != "function" and chance.random() < 0.4
    said = ["security: strict"] if strict else []
    if groups and kind != "function" and chance.random() < 0.5:
        some = chance.sample(groups, chance.randint(1, len(groups)))
        said = [f"security: {', '.join(some)}"]
    where = chance.choice(tiers)
    if kind != "instance" and chance.random() < 0.15:
        where = ", ".join(sorted({where, chance.choice(tiers)}))
    if kind in ("instance", "scaling_group"):
        said += chance.choice(([], [], ["port: 8080"]))
        said += chance.choice(([], [], ["public_address: yes"], ["public_address: no"]))
        said += chance.choice(([], [], [], ["image: windows-server-2022"]))
    if kind == "instance":
        said += chance.choice(([], [], ["zone: a"] if zoned else [], ["source_check: no"]))
        if chance.random() < 0.25:
            lines.append(f"elastic_ip e{number}")
            said.append(f"address: e{number}")
    if kind == "load_balancer":
        said.append(chance.choice(("listen: http 80", "listen: http 80, http 8080")))
        said += chance.choice(([], [], ["internal"]))
    if kind == "database":
        said.append("engine: postgres")
        said += chance.choice(([], [], ["public"], ["port: 15432"]))
    if kind == "function":
        said.append('code: file("hello.py")')
    lines.append(f"{kind} {name} in {where} {{ {'; '.join(said)} }}")
    return Part(name, kind, vpc)


def arrow(chance: random.Random, parts: list[Part], *, across: bool = False) -> str:
    """An arrow that the language takes, or nothing; `across` lets it lead to another VPC."""
    source, target = chance.choice(parts), chance.choice(parts)
    if source == target or (source.kind == target.kind == "outside"):
        return ""
    if not across and source.vpc and target.vpc and source.vpc != target.vpc:
        return ""
    if target.kind == "function":
        return ""
    if source.kind == "load_balancer":
        if target.kind not in ("instance", "scaling_group"):
            return ""
        return f"{source.name} -> {target.name} : http {chance.choice((80, 8080))}"
    served = ("load_balancer",) if source.kind == "database" else ("database", "load_balancer")
    if target.kind in served and chance.random() < 0.5:
        return f"{source.name} -> {target.name}"
    return f"{source.name} -> {target.name} : {chance.choice(PORTS)}"
