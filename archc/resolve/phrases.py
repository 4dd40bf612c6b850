"""Phrases: what stands behind the colon of an arrow, read as verb, port and details."""

from __future__ import annotations

from typing import Any, NamedTuple

from archc.component import Component, Port, Verb
from archc.resolve.verbs import read_port, verbs_of
from archc.syntax import tree
from archc.values import (
    Context,
    Cursor,
    Mismatch,
    Record,
    YesNo,
    did_you_mean,
    read_mains,
    read_value,
)


class Said(NamedTuple):
    """What one phrase of an arrow says; without a verb the target's own default holds."""

    verb: Verb | None
    port: Port | None
    details: Record | None


def read_phrase(
    phrase: tree.Phrase | None,
    arrow: tree.Arrow,
    source: Component,
    target: Component,
    context: Context,
) -> Said:
    """Verb and details of one phrase, with the details of the arrow's block."""
    details: dict[str, Any] = {}
    verb, port = None, None
    if phrase is not None:
        verb, port = _read_words(Cursor(phrase, context), source, target, details)
    details |= _block(arrow, source, context)
    record = _details_of(source, target)
    return Said(verb, port, record(details) if record is not None else None)


def _details_of(source: Component, target: Component) -> type[Record] | None:
    """The record of details that arrows of this source have; none towards the outside."""
    return None if target.outside else source.phrase


def _read_words(
    cursor: Cursor, source: Component, target: Component, details: dict[str, Any]
) -> tuple[Verb | None, Port | None]:
    """Read a phrase word by word: a verb of the target, or a detail of the source."""
    verbs = verbs_of(target)
    record = _details_of(source, target)
    verb, port = None, None
    if record is not None and cursor.word not in verbs:
        read_mains(record, cursor, details)
    known = {w: e for w, e in record.by_word().items() if not e[1].main} if record else {}
    while cursor.next is not None:
        word = cursor.word or ""
        if word in verbs and verb is None:
            cursor.take()
            verb = verbs[word]
            port = read_port(word, cursor)
        elif word in known:
            cursor.take()
            field, declared = known[word]
            is_flag = isinstance(declared.type, YesNo) and cursor.word not in YesNo.words
            details[field] = True if is_flag else declared.type.read(cursor)
        else:
            possible = (*verbs, *known)
            raise Mismatch(
                f"'{cursor.here.text}' says nothing on an arrow from {source.called} "
                f"to {target.called}",
                did_you_mean(cursor.here.text, possible),
                cursor.here,
            )
    return verb, port


def _block(arrow: tree.Arrow, source: Component, context: Context) -> dict[str, Any]:
    """Details written in the arrow's block, in the same words."""
    details: dict[str, Any] = {}
    known = source.phrase.by_word() if source.phrase else {}
    for statement in arrow.body:
        if not isinstance(statement, (tree.Property, tree.Flag)):
            raise Mismatch("only details stand in an arrow's block", "move it out", arrow.span)
        word = statement.key
        if word.text not in known:
            raise Mismatch(
                f"'{word.text}' is no detail of this arrow",
                did_you_mean(word.text, tuple(known)),
                word.span,
            )
        field, declared = known[word.text]
        if isinstance(statement, tree.Flag):
            details[field] = True
        elif statement.map is not None or len(statement.phrases) != 1:
            raise Mismatch(
                f"'{word.text}' takes one value", f"write {declared.type.expected}", statement.span
            )
        else:
            details[field] = read_value(declared.type, statement.phrases[0], context)
    return details
