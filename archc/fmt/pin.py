"""pin: the address blocks that follow from a design, written into it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from archc.component import Subnet
from archc.fmt.written import Entry, Group, Item
from archc.syntax.tokens import Token

_WORD = "cidrs"


def pin(entries: Sequence[Entry], subnets: Mapping[str, Sequence[Subnet]]) -> None:
    """Let every tier say its blocks, one for each of its subnets; one that does stays."""
    for item in entries:
        if not isinstance(item, Item):
            continue
        last = item.nodes[-1]
        block = last if isinstance(last, Group) and last.kind == "block" else None
        if block is not None:
            pin(block.entries, subnets)
        kind, name = (*item.nodes, None)[:2]
        if isinstance(kind, Token) and isinstance(name, Token) and kind.text == "tier":
            blocks = [subnet.block for subnet in subnets.get(name.text, ())]
            if blocks and None not in blocks:
                _say(item, block, [str(block) for block in blocks])


def _say(tier: Item, block: Group | None, blocks: Sequence[str]) -> None:
    """Write the blocks behind the last statement of a tier."""
    if block is None:
        line = max(node.line for node in tier.nodes if isinstance(node, Token))
        block = Group("block", _new("LBRACE", "{", line), _new("RBRACE", "}", line), [], None)
        tier.nodes.append(block)
    items = [n for n, entry in enumerate(block.entries) if isinstance(entry, Item)]
    said = (block.entries[number] for number in items)
    if any(isinstance(e, Item) and getattr(e.nodes[0], "text", "") == _WORD for e in said):
        return
    line = block.closing.line
    item = Item([_new("WORD", _WORD, line), _new("_COLON", ":", line)])
    for number, cidr in enumerate(blocks):
        item.nodes += [_new("_COMMA", ",", line)] if number else []
        item.nodes.append(_new("NUMERIC", cidr, line))
    block.entries.insert(items[-1] + 1 if items else 0, item)


def _new(kind: str, text: str, line: int) -> Token:
    """A token that has no place yet, so that nothing is aligned with it."""
    return Token(kind, text, 0, 0, line, 0)
