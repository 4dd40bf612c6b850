"""fmt: the text of a design → the same design as everybody writes it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from archc.component import Subnet
from archc.diagnostics import Diagnostic
from archc.fmt.columns import text_of
from archc.fmt.layout import lay_out
from archc.fmt.pin import pin
from archc.fmt.spelling import edits
from archc.fmt.written import written
from archc.source import Source
from archc.syntax.grammar import Grammar
from archc.syntax.parse import parse
from archc.syntax.tokens import tokens

__all__ = ["Formatted", "formatted"]


class Formatted(NamedTuple):
    """The text, or the syntax mistakes that have to be corrected first."""

    text: str
    mistakes: list[Diagnostic]


def formatted(
    source: Source, grammar: Grammar, subnets: Mapping[str, Sequence[Subnet]] | None = None
) -> Formatted:
    """Lay out a design anew; one that cannot be parsed stays as it is.

    With the subnets of its tiers, every tier says their blocks.
    """
    tree, mistakes = parse(source, grammar)
    if mistakes:
        return Formatted(source.text, mistakes)
    entries = written(source, tokens(source, grammar), edits(tree))
    pin(entries, subnets or {})
    return Formatted(text_of(lay_out(entries), source.text), [])
