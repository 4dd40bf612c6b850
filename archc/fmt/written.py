"""Tokens → what stands in the file: statements with their groups, comments and blank lines."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from archc.source import Source
from archc.syntax.tokens import Token

_OPENING = {"LBRACE": "RBRACE", "LSQB": "RSQB"}
_TRIVIA = re.compile(r"#[^\n]*|\n|;")


class Note(NamedTuple):
    """A comment and the column it begins in."""

    text: str
    column: int


class Between(NamedTuple):
    """What stands before a token: a comment behind the one before it, then lines of their own.

    `rows` are comments, and None for blank lines. A `parted` token begins another statement.
    """

    behind: Note | None
    rows: tuple[Note | None, ...]
    newline: bool
    parted: bool


class Break(NamedTuple):
    """A line that goes on behind `,` or `->`, with the comments there."""

    behind: Note | None
    notes: tuple[Note, ...]


@dataclass(slots=True)
class Item:
    """A statement of a block, or an entry of a list or map, and the comment behind it."""

    nodes: list[Node] = field(default_factory=list)
    note: Note | None = None


@dataclass(slots=True)
class Group:
    """Everything between two brackets; `kind` is block, map or list."""

    kind: str
    opening: Token
    closing: Token
    entries: list[Entry]
    note: Note | None  # behind the opening bracket

    @property
    def spread(self) -> bool:
        """Whether it was written over several lines."""
        return self.opening.line != self.closing.line and bool(self.entries or self.note)


Node = Token | Break | Group
Entry = Item | Note | None

Edits = Mapping[int, tuple[int, str]]


def written(source: Source, found: Sequence[Token], edits: Edits) -> list[Entry]:
    """The entries of a file; `edits` give the text from one place to another in other words."""
    return _trimmed(_Reader(source.text, _edited(found, edits)).entries("block")[0])


def _edited(found: Sequence[Token], edits: Edits) -> list[Token]:
    kept = []
    until = 0
    for token in found:
        if token.start in edits:
            until, text = edits[token.start]
            kept.append(token._replace(end=until, text=text))
        elif token.start >= until:
            kept.append(token)
    return kept


class _Reader:
    """Reads tokens from the first to the last."""

    def __init__(self, text: str, found: list[Token]) -> None:
        self._tokens = found
        ends = [0, *(token.end for token in found)]
        starts = [*(token.start for token in found), len(text)]
        self._between = [
            _between(text, end, start) for end, start in zip(ends, starts, strict=True)
        ]
        self._at = 0

    def entries(self, kind: str) -> tuple[list[Entry], Note | None]:
        """Entries up to the closing bracket or the end; and the comment behind the opening one."""
        entries: list[Entry] = []
        opening: Note | None = None
        while True:
            between = self._between[self._at]
            if between.behind is not None and entries:
                _attach(entries, between.behind)
            elif between.behind is not None:
                opening = between.behind
            entries += between.rows
            if self._kind in ("RBRACE", "RSQB", ""):
                return entries, opening
            if self._kind == "_COMMA":
                self._at += 1
            else:
                entries.append(self._item(kind))

    @property
    def _kind(self) -> str:
        return self._tokens[self._at].kind if self._at < len(self._tokens) else ""

    def _item(self, kind: str) -> Item:
        item = Item()
        goes_on = True
        while goes_on or not self._between[self._at].parted:
            if self._kind in ("RBRACE", "RSQB", "") or (kind != "block" and self._kind == "_COMMA"):
                break
            goes_on = self._kind in ("_COMMA", "_ARROW")
            if self._kind in _OPENING:
                item.nodes.append(self._group(kind, item.nodes))
                continue
            item.nodes.append(self._tokens[self._at])
            self._at += 1
            between = self._between[self._at]
            if goes_on and between.newline:
                rows = tuple(row for row in between.rows if row is not None)
                item.nodes.append(Break(between.behind, rows))
        return item

    def _group(self, kind: str, before: list[Node]) -> Group:
        opening = self._tokens[self._at]
        last = before[-1] if before else None
        is_map = kind != "block" or (isinstance(last, Token) and last.kind == "_COLON")
        inner = "list" if opening.kind == "LSQB" else "map" if is_map else "block"
        self._at += 1
        entries, note = self.entries(inner)
        closing = self._tokens[self._at]
        self._at += 1
        return Group(inner, opening, closing, _trimmed(entries), note)


def _attach(entries: list[Entry], note: Note) -> None:
    """A comment belongs to the statement it stands behind."""
    last = entries[-1]
    if isinstance(last, Item) and last.note is None:
        last.note = note
    else:
        entries.append(note)


def _between(text: str, start: int, end: int) -> Between:
    behind: Note | None = None
    rows: list[Note | None] = []
    lines = 0 if start else 1
    newline = not start
    parted = False
    for match in _TRIVIA.finditer(text, start, end):
        if match[0] == "\n":
            lines += 1
            newline = parted = True
        elif match[0] == ";":
            parted = True
        else:
            note = Note(match[0].rstrip(), match.start() - text.rfind("\n", 0, match.start()))
            if not newline:
                behind = note
            else:
                rows += [None, note] if lines > 1 else [note]
            lines = 0
    if lines > 1:
        rows.append(None)
    return Between(behind, tuple(rows), newline, parted)


def _trimmed(entries: list[Entry]) -> list[Entry]:
    """Without blank lines at the start and the end."""
    first, last = 0, len(entries)
    while first < last and entries[first] is None:
        first += 1
    while first < last and entries[last - 1] is None:
        last -= 1
    return entries[first:last]
