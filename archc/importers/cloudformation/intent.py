"""Intent: the statements in the metadata of a template, at their places in it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from archc.foreign import Resource, Template
from archc.kinds import catalogue, kind
from archc.readback import component_of, plain
from archc.source import Source, Span
from archc.syntax.grammar import Grammar
from archc.syntax.parse import parse
from archc.syntax.tree import Arrow, Component, Guarantee, Statement


def intent_of(template: Template, source: Source, grammar: Grammar) -> tuple[Statement, ...]:
    """What the template says its resources are for; nothing where that cannot be read."""
    item = template.intent
    text = plain(item)
    if item is None or not text:
        return ()
    start, end = item.span.start, item.span.end
    block = source.text[start:end]
    lines = block.rstrip().split("\n")
    if lines[0].strip() in ("|", "|-", "|+") and [one.strip() for one in lines[1:]] == [
        one.strip() for one in text.rstrip("\n").split("\n")
    ]:
        # All else becomes blank, so that every place is the one in the template.
        begin = start + len(lines[0])
        shown = _blank(source.text[:begin]) + source.text[begin:end] + _blank(source.text[end:])
        parsed, mistakes = parse(Source(source.path, shown), grammar)
        return () if mistakes else _moved(parsed.statements, source, None)
    parsed, mistakes = parse(Source(source.path, text), grammar)
    return () if mistakes else _moved(parsed.statements, source, item.span)


def of_half(
    intent: tuple[Statement, ...], resources: Mapping[str, Resource]
) -> tuple[Statement, ...]:
    """What is said of a template when those of other regions are missing.

    Nothing can be proved of a half, and an arrow that leads out of it has no other end.
    """
    there = {component_of(one) for one in resources.values()}
    kept = [one for one in intent if not isinstance(one, Guarantee) and _is_there(one, there)]
    known = {"internet", *there, *(one.name.text for one in kept if isinstance(one, Component))}
    return tuple(
        one
        for one in kept
        if not isinstance(one, Arrow) or all(word.text in known for end in one.ends for word in end)
    )


def _is_there(one: Statement, there: set[str | None]) -> bool:
    """Whether a place is one of this template; what is outside is everybody's."""
    if not isinstance(one, Component) or one.kind.text not in catalogue():
        return True
    return not kind(one.kind.text).container or one.name.text in there


def _blank(text: str) -> str:
    return "".join("\n" if char == "\n" else " " for char in text)


def _moved(node: Any, source: Source, place: Span | None) -> Any:
    """The same tree with its places in another source, or all of them at one place."""
    if isinstance(node, Span):
        return place or Span(source, node.start, node.end)
    if hasattr(node, "_fields"):
        return type(node)(*(_moved(part, source, place) for part in node))
    if isinstance(node, tuple):
        return tuple(_moved(part, source, place) for part in node)
    return node
