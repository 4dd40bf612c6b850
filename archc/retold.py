"""Retold: findings in the words of the template that they are about.

Who wrote a template knows its logical ids and properties, and neither the names that components
get from them nor the language of designs.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from archc.component import Architecture
from archc.diagnostics import Diagnostic
from archc.edits import Change, Entry, Include, Remove, Write

_CODE = re.compile(r"(`[^`]*`)")


def retold(found: Diagnostic, design: Architecture, ids: Mapping[str, str]) -> Diagnostic:
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
