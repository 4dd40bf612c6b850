"""Subnets that overlap.

What it does
------------
Looks for subnets of one VPC that share addresses, written out or of tiers, such as two tiers of
one class without a `slot`.

Why
---
An address belongs to one subnet only; AWS refuses the second subnet.

Bad
---

    architecture shop
    vpc lab {
      tier edge { public }
      tier more { public }
    }

Good
----

    architecture shop
    vpc lab {
      tier edge { public }
      tier more { public; slot: 3 }
    }

Fix
---
Give the second tier a `slot` of its own, or the second subnet a block that is free.

References
----------
- https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html

"""

from collections.abc import Iterator
from itertools import combinations

from archc.component import Architecture, Component, Subnet
from archc.diagnostics import Label, Severity
from archc.edits import Fix, Repair, Write, write
from archc.kinds.network.vpc import Vpc
from archc.routes import layers
from archc.rules.blocks import free_block, written_blocks
from archc.rules.rule import Finding, Pillar, Rule

RULE = Rule("NET104", Severity.ERROR, Pillar.CORRECTNESS, repair=Repair.SAFE)


def check(vpc: Vpc, design: Architecture) -> Iterator[Finding]:
    """Compare each layer with those written before it, and its subnets with each other."""
    before: list[Component] = []
    for layer in layers(design, vpc):
        own = design.subnets[layer.name]
        if any(_overlap(*pair) for pair in combinations(own, 2)):
            message = f"two subnets of the tier '{layer.name}' overlap"
            yield Finding(message, "write blocks that share no address", layer.at("cidrs"))
        for other in before:
            pairs = [(a, b) for a in own for b in design.subnets[other.name] if _overlap(a, b)]
            if pairs:
                yield _finding(layer, other, pairs[0], design)
        before.append(layer)


def _overlap(one: Subnet, other: Subnet) -> bool:
    return bool(one.block and other.block and one.block.overlaps(other.block))


def _finding(
    layer: Component, other: Component, pair: tuple[Subnet, Subnet], design: Architecture
) -> Finding:
    shared = min((subnet.block for subnet in pair if subnet.block), key=lambda b: b.num_addresses)
    return Finding(
        f"{_names(other, layer)} share the addresses {shared}",
        _fix(layer, design),
        layer.at("cidrs", "cidr", "slot"),
        "the same addresses again",
        (Label("these addresses are taken", other.at("cidrs", "cidr", "slot")),),
    )


def _names(one: Component, other: Component) -> str:
    if one.word == other.word:
        return f"the {one.word}s '{one.name}' and '{other.name}'"
    return f"the {one.word} '{one.name}' and the {other.word} '{other.name}'"


def _fix(layer: Component, design: Architecture) -> str | Fix:
    vpc = design.holders(layer)[0]
    written = written_blocks(layer)
    if not written:
        taken = {getattr(other, "effective_slot", 0) for other in layers(design, vpc)}
        free = [slot for slot in range(3, 16) if slot not in taken]
        told = f"write `{{}}` in '{layer.name}'"
        return write(layer.name, f"slot: {free[0]}", told) if free else "use another VPC"
    block = free_block(design, vpc, written[0].prefixlen)
    if block is None:
        return "use another VPC"
    own = (Write(layer.name, f"cidr: {block}"),) if layer.word == "subnet" else ()
    return Fix(f"write `{block}`, which is free", own)
