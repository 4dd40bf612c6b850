"""Statements → lines: what stands on a line of its own, how deep, and where a long line is cut."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from archc.fmt.texts import indented
from archc.fmt.written import Break, Entry, Group, Item, Node, Note
from archc.syntax.tokens import Token

WIDTH = 100
_STEP = 2
_ENDS = {"block": ";", "map": ",", "list": ","}


class Word(NamedTuple):
    """Text on a line; `glued` has no space before it. Punctuation that is added has no token."""

    text: str
    glued: bool
    token: Token | None = None


@dataclass(slots=True)
class Cell:
    """Text between two spaces; `token` is the first one in it."""

    text: str
    token: Token
    pad: int = 0


@dataclass(slots=True)
class Line:
    """A line: its cells and the comment behind them. Without cells it is a comment, or blank."""

    indent: int
    cells: list[Cell] = field(default_factory=list)
    note: Note | None = None
    width: int = 0

    def add(self, word: Word) -> None:
        """Write a word behind the others."""
        if self.cells and (word.glued or word.token is None):
            self.cells[-1].text += word.text
        elif word.token is not None:
            self.width += 1 if self.cells else self.indent
            self.cells.append(Cell(word.text, word.token))
        broken = word.text.rfind("\n")
        self.width = self.width + len(word.text) if broken < 0 else len(word.text) - broken - 1


def lay_out(entries: Sequence[Entry]) -> list[Line]:
    """The lines of a file."""
    layout = _Layout()
    layout.entries(entries, 0, "")
    return layout.lines


def _parts(nodes: Sequence[Node], *, arrow: bool) -> Iterator[Word | Group]:
    """Nodes from left to right; in an arrow there is a space before the colon."""
    glued = False
    for node in nodes:
        if isinstance(node, Group):
            yield node
        elif isinstance(node, Token):
            tight = node.kind in ("_COMMA", "RPAR") or (node.kind == "_COLON" and not arrow)
            yield Word(node.text.replace("\r\n", "\n"), glued or tight, node)
            glued = node.kind == "FUNCTION"


def _flat(nodes: Sequence[Node], *, arrow: bool) -> Iterator[Word]:
    """Nodes on one line."""
    for part in _parts(nodes, arrow=arrow):
        if isinstance(part, Group):
            yield from _flat_group(part)
        else:
            yield part


def _flat_group(group: Group) -> Iterator[Word]:
    items = [entry for entry in group.entries if isinstance(entry, Item)]
    yield Word(group.opening.text, glued=False, token=group.opening)
    tight = group.kind == "list" or not items
    for number, item in enumerate(items):
        for place, word in enumerate(_flat(item.nodes, arrow=_is_arrow(item.nodes))):
            yield word._replace(glued=True) if tight and not (number or place) else word
        if number < len(items) - 1:
            yield Word(_ENDS[group.kind], glued=True)
    yield Word(group.closing.text, tight, group.closing)


def _has(nodes: Sequence[Node], kind: str) -> bool:
    return any(isinstance(node, Token) and node.kind == kind for node in nodes)


def _is_arrow(nodes: Sequence[Node]) -> bool:
    return _has(nodes, "_ARROW")


def _width(nodes: Sequence[Node], *, arrow: bool) -> int | None:
    """How wide nodes are on one line; None where they stand on several."""
    if any(_is_spread(node) for node in nodes):
        return None
    width = -1
    for word in _flat(nodes, arrow=arrow):
        if "\n" in word.text:
            return None
        width += len(word.text) + (not word.glued)
        if width > WIDTH:
            break  # how much too wide does not matter
    return width


def _is_spread(node: Node) -> bool:
    return isinstance(node, Break) or (isinstance(node, Group) and node.spread)


def _too_wide(row: Sequence[Node], indent: int, room: int, *, arrow: bool) -> bool:
    width = _width(row[:-1] if isinstance(row[-1], Break) else row, arrow=arrow)
    return width is not None and indent + width + room > WIDTH


def _rows(nodes: Sequence[Node], cut: str) -> list[list[Node]]:
    """Nodes cut where a line was broken, and behind every token of the kind `cut`."""
    rows: list[list[Node]] = [[]]
    for number, node in enumerate(nodes):
        rows[-1].append(node)
        following = nodes[number + 1 : number + 2]
        ends = isinstance(node, Break) or (isinstance(node, Token) and node.kind == cut)
        if ends and following and not isinstance(following[0], Break):
            rows.append([])
    return rows


def _hanging(nodes: Sequence[Node]) -> int:
    """How much deeper a line goes on: below the first value, or a step."""
    key, *rest = nodes
    is_property = rest and isinstance(rest[0], Token) and rest[0].kind == "_COLON"
    return len(key.text) + 2 if is_property and isinstance(key, Token) else _STEP


class _Layout:
    """Writes lines one after another; the last one is written on."""

    def __init__(self) -> None:
        self.lines: list[Line] = []

    def entries(self, entries: Sequence[Entry], indent: int, end: str) -> None:
        """One entry per line; several blank lines become one."""
        for entry in entries:
            if isinstance(entry, Item):
                self._item(entry, indent, end)
            elif entry is not None:
                self.lines.append(Line(indent, note=entry))
            elif self.lines and (self._last.cells or self._last.note):
                self.lines.append(Line(0))

    @property
    def _last(self) -> Line:
        return self.lines[-1]

    def _item(self, item: Item, indent: int, end: str) -> None:
        self.lines.append(Line(indent))
        nodes = item.nodes
        arrow = _is_arrow(nodes)
        last = nodes[-1]
        width = _width(nodes, arrow=arrow)
        if width is not None and indent + width + len(end) <= WIDTH:
            self._add(_flat(nodes, arrow=arrow))
        elif isinstance(last, Group) and last.kind == "block":
            self._head(nodes[:-1], 2, arrow=arrow)
            self._block(last)
        else:
            self._head(nodes, len(end), arrow=arrow)
        if end:
            self._last.add(Word(end, glued=True))
        self._last.note = item.note

    def _add(self, words: Iterator[Word]) -> None:
        for word in words:
            self._write(word)

    def _write(self, word: Word) -> None:
        if word.token is not None and word.token.kind == "LONG_STRING" and "\n" in word.text:
            word = word._replace(text=indented(word.text, self._last.indent + _STEP))
        self._last.add(word)

    def _block(self, block: Group) -> None:
        width = _width([block], arrow=False)
        if width is not None and self._last.width + 1 + width <= WIDTH:
            self._add(_flat_group(block))
        else:
            self._spread(block)

    def _head(self, nodes: Sequence[Node], room: int, *, arrow: bool) -> None:
        """Nodes on the lines they were written on; if one is too long, each part on a line."""
        first = self._last.indent
        deep = first + _hanging(nodes)
        rows = _rows(nodes, "")
        if any(_too_wide(r, deep if n else first, room, arrow=arrow) for n, r in enumerate(rows)):
            rows = _rows(nodes, "_COMMA" if _has(nodes, "_COMMA") else "_ARROW")
        wide = _too_wide(rows[0], first, room, arrow=arrow)
        if any(isinstance(node, Group) and (node.spread or wide) for node in rows[0]):
            deep = first + _STEP
        for number, row in enumerate(rows):
            if number:
                self.lines.append(Line(deep))
            self._row(row, room, arrow=arrow)
            end = row[-1]
            if isinstance(end, Break):
                self._last.note = end.behind
                self.lines += (Line(deep, note=note) for note in end.notes)

    def _row(self, row: Sequence[Node], room: int, *, arrow: bool) -> None:
        wide = _too_wide(row, self._last.indent, room, arrow=arrow)
        for part in _parts(row, arrow=arrow):
            if isinstance(part, Word):
                self._write(part)
            elif part.spread or (wide and part.entries):
                self._spread(part)
            else:
                self._add(_flat_group(part))

    def _spread(self, group: Group) -> None:
        """One entry per line between the brackets."""
        indent = self._last.indent
        self._last.add(Word(group.opening.text, glued=False, token=group.opening))
        self._last.note = group.note
        self.entries(group.entries, indent + _STEP, "," if group.kind == "list" else "")
        self.lines.append(Line(indent))
        self._last.add(Word(group.closing.text, glued=False, token=group.closing))
