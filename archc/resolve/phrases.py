"""Phrases: what stands behind the colon of an arrow, read as verb, port and details."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from archc.component import Also, Component, Port, Verb
from archc.filters import read_port
from archc.resolve.verbs import verbs_of
from archc.syntax import tree
from archc.values import (
    Attribute,
    Context,
    Cursor,
    Mismatch,
    Record,
    YesNo,
    meant,
    read_mains,
    read_value,
)


class Said(NamedTuple):
    """What one phrase of an arrow says; without a verb the target's own default holds."""

    verb: Verb | None
    port: Port | None
    details: Record | None
    scope: Record | None
    also: Also | None


def read_phrase(
    phrase: tree.Phrase | None,
    arrow: tree.Arrow,
    source: Component,
    target: Component,
    context: Context,
) -> Said:
    """Verb and details of one phrase, with the details of the arrow's block."""
    words = _words(source, target)
    said: dict[type[Record], dict[str, Any]] = {record: {} for record, _, _ in words.values()}
    verb, port = None, None
    if phrase is not None:
        verb, port = _read_words(Cursor(phrase, context), source, target, words, said)
    _read_block(arrow, words, said, context)
    details, scope = _details_of(source, target), target.scope
    also = said.get(Also)
    return Said(
        verb,
        port,
        details(said.get(details, {})) if details is not None else None,
        scope(said[scope]) if scope is not None and said.get(scope) else None,
        Also(also) if also else None,
    )


def _details_of(source: Component, target: Component) -> type[Record] | None:
    """The record of details that arrows of this source have; none of packets to the outside."""
    return None if target.outside and not source.delivers else source.phrase


_Words = Mapping[str, tuple[type[Record], str, Attribute]]


def _words(source: Component, target: Component) -> _Words:
    """Every detail that an arrow between these may add, by its word: whose it is, and its field."""
    records = (Also, target.scope, _details_of(source, target))
    return {
        word: (record, field, declared)
        for record in records
        if record is not None
        for word, (field, declared) in record.by_word().items()
    }


def _read_words(
    cursor: Cursor,
    source: Component,
    target: Component,
    words: _Words,
    said: Mapping[type[Record], dict[str, Any]],
) -> tuple[Verb | None, Port | None]:
    """Read a phrase word by word: a verb of the target, or a detail of either end."""
    verbs = verbs_of(target)
    record = _details_of(source, target)
    verb, port = None, None
    if record is not None and cursor.word not in verbs:
        read_mains(record, cursor, said[record])
    known = {word: entry for word, entry in words.items() if not entry[2].main}
    while cursor.next is not None:
        word = cursor.word or ""
        if word in verbs and verb is None:
            cursor.take()
            verb = verbs[word]
            port = read_port(word, cursor)
        elif word in known:
            cursor.take()
            whose, field, declared = known[word]
            is_flag = isinstance(declared.type, YesNo) and cursor.word not in YesNo.words
            said[whose][field] = True if is_flag else declared.type.read(cursor)
        else:
            possible = (*verbs, *known)
            raise Mismatch(
                f"'{cursor.here.text}' says nothing on an arrow from {source.called} "
                f"to {target.called}",
                meant(cursor.here.text, possible, cursor.here),
                cursor.here,
            )
    return verb, port


def _read_block(
    arrow: tree.Arrow,
    words: _Words,
    said: Mapping[type[Record], dict[str, Any]],
    context: Context,
) -> None:
    """Read the details written in the arrow's block, in the same words."""
    for statement in arrow.body:
        if not isinstance(statement, (tree.Property, tree.Flag)):
            raise Mismatch("only details stand in an arrow's block", "move it out", arrow.span)
        word = statement.key
        if word.text not in words:
            raise Mismatch(
                f"'{word.text}' is no detail of this arrow",
                meant(word.text, tuple(words), word.span),
                word.span,
            )
        whose, field, declared = words[word.text]
        if isinstance(statement, tree.Flag):
            said[whose][field] = True
        elif statement.map is None and len(statement.phrases) != 1:
            raise Mismatch(
                f"'{word.text}' takes one value", f"write {declared.type.expected}", statement.span
            )
        else:
            value = statement.map if statement.map is not None else statement.phrases[0]
            said[whose][field] = read_value(declared.type, value, context)
