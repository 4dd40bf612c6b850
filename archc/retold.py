"""Retold: findings on a design that was imported, as they are told to whoever wrote its source.

Who wrote a template knows its logical ids and properties, and neither the names that components
get from them nor the language of designs.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from archc.component import Architecture
from archc.diagnostics import Diagnostic, Label, Severity
from archc.edits import Change, Entry, Include, Remove, Write
from archc.source import Span

_CODE = re.compile(r"(`[^`]*`)")


def retold(
    found: list[Diagnostic], mistakes: list[Diagnostic], design: Architecture
) -> list[Diagnostic]:
    """All that was found; `mistakes` is what the importer says, in the words of the source.

    What would be changed in a text of the language is of no use there.
    """
    tree = design.tree
    own = {(one.code, one.span, one.message) for one in mistakes}
    said = {(code, span) for code, span, _ in own}
    wrong = [one.span for one in mistakes if one.severity is Severity.ERROR and one.span]
    told = [one for one in found if _is(one, own) or not _is_said(one, said, wrong)]
    if tree.intent is not None:
        told = [_at_its_cause(one, tree.intent) for one in told]
    if tree.foreign is not None and tree.foreign.arrows:
        ids = tree.foreign.ids
        told = [one if _is(one, own) else _in_its_words(one, design, ids) for one in told]
    return [one._replace(changes=()) for one in told]


def _is(one: Diagnostic, own: set[tuple[str, Span | None, str]]) -> bool:
    return (one.code, one.span, one.message) in own


def _is_said(one: Diagnostic, said: set[tuple[str, Span | None]], wrong: list[Span]) -> bool:
    """Whether the importer says of a value what is found in what it becomes."""
    if (one.code, one.span) in said:
        return True
    return not one.pillar and one.span is not None and any(map(one.span.covers, wrong))


def _at_its_cause(found: Diagnostic, intent: Span) -> Diagnostic:
    """A finding on a sentence of the intent, at the first resource that it speaks of."""
    cause = next((label for label in found.related if not intent.covers(label.span)), None)
    if cause is None or not intent.covers(found.span):
        return found
    others = (one for one in found.related if one is not cause)
    why = Label(found.label or "because of this", found.span or intent)
    return found._replace(span=cause.span, label=cause.message, related=(why, *others))


def _in_its_words(found: Diagnostic, design: Architecture, ids: Mapping[str, str]) -> Diagnostic:
    """A finding with logical ids for the names of components, and a property to be changed."""
    return found._replace(
        message=_with_ids(found.message, ids),
        label=_with_ids(found.label, ids),
        related=tuple(one._replace(message=_with_ids(one.message, ids)) for one in found.related),
        fix=_fix(found, design, ids),
    )


def _with_ids(text: str, ids: Mapping[str, str]) -> str:
    """A text with logical ids; what stands in code is a statement of the language, and stays."""
    parts = _CODE.split(text)
    parts[::2] = [re.sub(r"'(\w+)'|\b[a-z]\w*_\w+\b", lambda m: _id(m, ids), p) for p in parts[::2]]
    return "".join(parts)


def _id(match: re.Match[str], ids: Mapping[str, str]) -> str:
    """The logical id for a name in quotes, or for one that can be no other word."""
    quoted = match[1]
    if quoted is not None:
        return f"'{ids[quoted]}'" if quoted in ids else match[0]
    return f"'{ids[match[0]]}'" if match[0] in ids else match[0]


def _fix(found: Diagnostic, design: Architecture, ids: Mapping[str, str]) -> str:
    """What to do: which property it is about if that is known, and what a design would say."""
    if "`" not in found.fix:
        return _with_ids(found.fix, ids)
    said = f"in the design (`archc import`): {found.fix}"
    path = next((path for one in found.changes if (path := _property(one, design))), "")
    return f"look at `{path}`; {said}" if path else said


def _property(change: Change, design: Architecture) -> str:
    """The property that an attribute is, which a change is about; empty where it is none."""
    if not isinstance(change, (Write, Remove, Include, Entry)):
        return ""
    owner = design.components.get(change.owner)
    said = change.several if isinstance(change, Write) else change.word
    word = re.split(r"\W", said, maxsplit=1)[0]
    known = owner.by_word().get(word) if owner is not None else None
    return known[1].property if known is not None else ""
