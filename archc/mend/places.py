"""Places: the statements of a text with where they begin and end, by component and by offset."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from archc.fmt.written import Break, Entry, Group, Item, Node, Note, written
from archc.source import Source
from archc.syntax.grammar import Grammar
from archc.syntax.tokens import Token, tokens


class Part(NamedTuple):
    """A piece of a statement: its nodes, and where it begins and ends."""

    nodes: tuple[Node, ...]
    start: int
    end: int


class Place(NamedTuple):
    """A statement or an entry among those beside it, and the brackets around them."""

    item: Item
    start: int
    end: int
    beside: Row
    number: int

    @property
    def before(self) -> Place | None:
        """The one before it."""
        return self.beside.places[self.number - 1] if self.number else None

    @property
    def behind(self) -> Place | None:
        """The one behind it."""
        return next(iter(self.beside.places[self.number + 1 :]), None)

    @property
    def nodes(self) -> list[Node]:
        """What it is made of."""
        return self.item.nodes

    @property
    def block(self) -> Group | None:
        """The block at its end."""
        last = self.nodes[-1]
        return last if isinstance(last, Group) and last.kind == "block" else None

    @property
    def is_component(self) -> bool:
        """Whether it is `kind name …`."""
        return [kind_of(node) for node in self.nodes[:2]] == ["WORD", "WORD"]

    @property
    def is_arrow(self) -> bool:
        """Whether it leads from one to another."""
        return any(kind_of(node) == "_ARROW" for node in self.nodes)

    @property
    def is_property(self) -> bool:
        """Whether it is `word: …`."""
        return bool(self.word) and len(self.nodes) > 1

    @property
    def word(self) -> str:
        """The attribute that it says something about; empty where it does not."""
        first = self.nodes[0]
        rest = [kind_of(node) for node in self.nodes[1:2]]
        is_said = kind_of(first) in ("WORD", "KEY") and rest in ([], ["_COLON"])
        return first.text if is_said and isinstance(first, Token) else ""

    @property
    def phrases(self) -> list[Part]:
        """What stands behind its colon, between commas."""
        colon = next((n for n, node in enumerate(self.nodes) if kind_of(node) == "_COLON"), None)
        if colon is None:
            return []
        ends = -1 if self.block is not None else len(self.nodes)
        return split(self.nodes[colon + 1 : ends], "_COMMA")


class Row:
    """Statements or entries beside each other; `group` are the brackets around them."""

    def __init__(self, group: Group | None, entries: Sequence[Entry]) -> None:
        self.group = group
        items = [entry for entry in entries if isinstance(entry, Item)]
        self.places = [Place(item, *extent(item.nodes), self, n) for n, item in enumerate(items)]
        self._starts = [place.start for place in self.places]

    def at(self, offset: int) -> Place | None:
        """The one that an offset lies in."""
        number = bisect_right(self._starts, offset) - 1
        found = self.places[number] if number >= 0 else None
        return found if found is not None and offset <= found.end else None


class Places:
    """Every statement of a text that can be parsed."""

    def __init__(self, source: Source, grammar: Grammar) -> None:
        self.text = source.text
        self.top = Row(None, written(source, tokens(source, grammar), {}))
        self._rows: dict[int, Row] = {}
        self._named: dict[tuple[str, int], Place] = {}
        for place in self._components(self.top):
            word = place.nodes[1]
            if isinstance(word, Token):
                self._named[word.text, word.start] = place

    def _components(self, row: Row) -> Iterator[Place]:
        for place in row.places:
            if place.is_component:
                yield place
            if place.block is not None:
                yield from self._components(self.within(place.block))

    def within(self, group: Group) -> Row:
        """What stands between two brackets."""
        found = self._rows.get(group.opening.start)
        if found is None:
            found = self._rows[group.opening.start] = Row(group, group.entries)
        return found

    def component(self, name: str, start: int) -> Place | None:
        """The statement of a component, by its name and where that begins."""
        return self._named.get((name, start))

    @property
    def head(self) -> Place | None:
        """The statement that names the architecture."""
        for place in self.top.places:
            first = place.nodes[0]
            if place.is_component and isinstance(first, Token) and first.text == "architecture":
                return place
        return None

    def around(self, offset: int) -> list[Place]:
        """The statements and entries that an offset lies in, the innermost last."""
        found: list[Place] = []
        row: Row | None = self.top
        while row is not None:
            place = row.at(offset)
            if place is None:
                break
            found.append(place)
            groups = (node for node in place.nodes if isinstance(node, Group))
            inner = (g for g in groups if g.opening.start < offset < g.closing.end)
            row = next(map(self.within, inner), None)
        return found


def kind_of(node: Node) -> str:
    """The terminal of a token; empty for anything else."""
    return node.kind if isinstance(node, Token) else ""


def extent(nodes: Sequence[Node]) -> tuple[int, int]:
    """Where nodes begin and end."""
    first, last = nodes[0], next(n for n in reversed(nodes) if not isinstance(n, Break))
    start = first.opening.start if isinstance(first, Group) else getattr(first, "start", 0)
    return start, last.closing.end if isinstance(last, Group) else last.end


def split(nodes: Sequence[Node], kind: str) -> list[Part]:
    """Nodes between those tokens of a kind that are not in brackets."""
    rows: list[list[Node]] = [[]]
    for node in nodes:
        if kind_of(node) == kind:
            rows.append([])
        elif not isinstance(node, Break):
            rows[-1].append(node)
    return [Part(tuple(row), *extent(row)) for row in rows if row]


def comments(nodes: Sequence[Node | Entry]) -> Iterator[str]:
    """Every comment between nodes, in order."""
    for node in nodes:
        if isinstance(node, Note):
            yield node.text
        elif isinstance(node, Break):
            yield from comments([*([node.behind] if node.behind else []), *node.notes])
        elif isinstance(node, Group):
            yield from comments([*([node.note] if node.note else []), *node.entries])
        elif isinstance(node, Item):
            yield from comments([*node.nodes, *([node.note] if node.note else [])])
