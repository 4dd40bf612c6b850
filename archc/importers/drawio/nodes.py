"""Nodes of a tree from words, all of them at the place of one shape."""

from __future__ import annotations

import re
from collections.abc import Iterable

from archc.source import Span
from archc.syntax import tree

_NUMERIC = re.compile(r"[0-9]|::")


def word(text: str, span: Span) -> tree.Word:
    """A name, kind or key."""
    return tree.Word(text, span)


def text(said: str, span: Span) -> tree.Text:
    """Quoted text."""
    return tree.Text((said,), span)


def phrase(said: str, span: Span) -> tree.Phrase:
    """Words side by side, such as `http 8080`."""
    return tree.Phrase(tuple(_atom(one, span) for one in said.split()), span)


def prop(key: str, said: Iterable[str] | str, span: Span) -> tree.Property:
    """`key: phrase, phrase`."""
    phrases = [said] if isinstance(said, str) else said
    return tree.Property(word(key, span), tuple(phrase(one, span) for one in phrases), None, span)


def flag(key: str, span: Span) -> tree.Flag:
    """`key` alone."""
    return tree.Flag(word(key, span), span)


def component(
    kind: str,
    name: str,
    label: str,
    span: Span,
    *,
    places: Iterable[str] = (),
    body: Iterable[tree.Statement] = (),
) -> tree.Component:
    """`kind name "Label" in places { body }`."""
    said = text(label, span) if label and label != name else None
    holders = tuple(word(place, span) for place in places)
    return tree.Component(word(kind, span), word(name, span), said, holders, tuple(body), span)


def arrow(
    source: Iterable[str], target: Iterable[str], label: str, phrases: Iterable[str], span: Span
) -> tree.Arrow:
    """`source -> target "Label" : phrases`."""
    ends = tuple(tuple(word(name, span) for name in names) for names in (source, target))
    said = text(label, span) if label else None
    return tree.Arrow(ends, said, tuple(phrase(one, span) for one in phrases), (), span)


def _atom(said: str, span: Span) -> tree.Atom:
    if said.startswith("/"):
        return tree.Atom("PATH", said, span)
    kind = "NUMERIC" if _NUMERIC.match(said) else "VALUE_WORD"
    return tree.Atom(kind, said, span)
