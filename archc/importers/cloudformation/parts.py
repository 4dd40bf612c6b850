"""Parts: the templates that belong to one, those of its nested stacks and those of other regions.

Only files in the folder of the one that names them are read, and nothing is fetched. What a nested
stack makes is called as in its own template, and where two have the same name, as its stack too.
"""

from __future__ import annotations

import posixpath
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import PurePath
from typing import NamedTuple

from archc.diagnostics import Diagnostic, Fault, Label, Severity
from archc.foreign import Entry, Item
from archc.importers.cloudformation.compare import CHANGED
from archc.importers.cloudformation.document import MAX_VALUES, size
from archc.importers.cloudformation.document import read as read_document
from archc.importers.cloudformation.sam import expanded
from archc.importers.cloudformation.template import STACKS, Part
from archc.readback import plain
from archc.regions import misnamed
from archc.source import Source, Span
from archc.values import Reader, Unreadable

MAX_DEPTH = 20  # stacks within each other
MAX_STACKS = 200
MAX_TEXT = 4 * 1024 * 1024  # characters of all templates together, each as often as it is used
_APART = "look at them one by one"

_STACK = "Resources:\n  Work:\n    Type: AWS::CloudFormation::Stack\n    Properties:\n"
_QUEUE = "      TemplateURL: ./queue.yaml\n      Parameters: { Seconds: 86400 }\n"
NOT_READ = Fault(
    "CFN141",
    "part_not_read",
    "A template that belongs to this one and cannot be read",
    "What stands in it is neither checked, nor proved, nor drawn.",
    _STACK + "      TemplateURL: ./queues.yaml\n",
    _STACK + _QUEUE,
    Severity.WARNING,
    "correctness",
)
IN_ITSELF = Fault(
    "CFN142",
    "stack_in_itself",
    "A stack whose template makes the same stack again",
    "CloudFormation would make stacks within stacks without end.",
    _STACK + "      TemplateURL: ./design.yaml\n",
    _STACK + _QUEUE,
)
FAULTS = (NOT_READ, IN_ITSELF)


class Parts(NamedTuple):
    """Templates in the order of their regions; `main` is the number of the one that was named."""

    templates: list[Part]
    main: int
    found: list[Diagnostic]
    half: bool  # whether that of a region is missing
    others: list[Item]  # what stands in the other files, as it is written there


def parts(document: Item, source: Source, reader: Reader | None) -> Parts:
    """A template with those that belong to it, as far as they can be read."""
    if reader is None:
        return Parts([Part(document)], 0, [], half=False, others=[])
    files = _Files(source, document, reader)
    if document.get("Metadata", "Design") is None:
        own = PurePath(source.path).name
        tree = _Tree(document, files.children(document, own, (own,)))
        return Parts([_Naming(tree).part], 0, files.found, half=False, others=files.written)
    regions = _regions(document, files)
    templates = list(regions.values())
    main = next(at for at, one in enumerate(templates) if one.document is document)
    half = any(plain(item) not in regions for item in _listed(document))
    return Parts(templates, main, files.found, half, files.written)


class _Tree(NamedTuple):
    """A template and those of its nested stacks, by the logical ids of these."""

    document: Item
    children: Mapping[str, _Tree]

    def within(self) -> Iterator[_Tree]:
        """All templates, this one first."""
        yield self
        for child in self.children.values():
            yield from child.within()

    def own(self) -> list[str]:
        """The logical ids of what it makes itself."""
        return [id_ for id_ in _entries(self.document, "Resources") if id_ not in self.children]


def _entries(document: Item, section: str) -> Mapping[str, Entry]:
    found = document.get(section)
    return found.value if found is not None and found.is_map else {}


class _Known(NamedTuple):
    """What a file has in it, and how much that is."""

    document: Item | None
    characters: int
    values: int


class _Files:
    """Reads the files that belong to a template, each of them once and not too many."""

    def __init__(self, source: Source, document: Item, reader: Reader) -> None:
        self.source = source
        self.found: list[Diagnostic] = []
        self.written: list[Item] = []
        self._reader = reader
        self._known: dict[str, _Known] = {}
        self._room, self._number = MAX_TEXT - len(source.text), 0
        self._values = MAX_VALUES - size(document, {})

    def document(self, path: str, depth: int = 1) -> Item | None:
        """What is in a file, ready to be worked out; None where that is told already."""
        self._number += 1
        if depth > MAX_DEPTH:
            told = f"more than {MAX_DEPTH} stacks are within each other"
            raise Unreadable(told, "look at the inner ones by themselves")
        if self._number > MAX_STACKS:
            raise Unreadable(f"there are more than {MAX_STACKS} of them", _APART)
        if path not in self._known:
            self._known[path] = self._read(path)
        known = self._known[path]
        self._room -= known.characters
        self._values -= known.values
        if self._room < 0:
            raise Unreadable("all of them are larger than 4 MiB", _APART)
        if self._values < 0:
            raise Unreadable(f"all of them have more than {MAX_VALUES} values", _APART)
        return known.document

    def _read(self, path: str) -> _Known:
        shown = posixpath.join(posixpath.dirname(self.source.path), path)
        source = Source(shown, self._reader.text(path))
        document, found = read_document(source)
        self.found += found
        if document is None:
            return _Known(None, len(source.text), 0)
        self.written.append(document)
        made = expanded(document)
        return _Known(made, len(source.text), size(made, {}))

    def not_read(self, what: str, problem: Unreadable, span: Span) -> None:
        """Tell why something is missing."""
        told = f"what {what} is not part of the design: {problem.reason}"
        self.found.append(NOT_READ.found(told, problem.fix, span))

    def children(self, document: Item, path: str, around: tuple[str, ...]) -> Mapping[str, _Tree]:
        """The templates of the nested stacks whose files lie beside or below."""
        found: dict[str, _Tree] = {}
        for id_, entry in _entries(document, "Resources").items():
            said = _local(entry.item)
            if said is None:
                continue
            inner = posixpath.normpath(posixpath.join(posixpath.dirname(path), plain(said)))
            if inner in around:
                circle = " → ".join([*around[around.index(inner) :], inner])
                self.found.append(
                    IN_ITSELF.found(
                        f"'{id_}' is a stack that has itself in it: {circle}",
                        "name another template, or leave this stack out",
                        said.span,
                    )
                )
                continue
            try:
                child = self.document(inner, len(around))
            except Unreadable as problem:
                self.not_read(f"'{id_}' makes", problem, said.span)
                continue
            if child is not None:
                found[id_] = _Tree(child, self.children(child, inner, (*around, inner)))
        return found


def _local(body: Item) -> Item | None:
    """The file that a nested stack is made of; None where it is fetched from elsewhere."""
    said = body.get("Properties", STACKS.get(plain(body.get("Type")), ""))
    text = said.value if said is not None else None
    return said if isinstance(text, str) and text and "://" not in text else None


class _Naming:
    """Names for all that nested stacks make: their own, and those of two are told apart."""

    def __init__(self, tree: _Tree) -> None:
        every = list(tree.within())
        self._ids = Counter(id_ for one in every for id_ in one.own())
        self._parameters = Counter(n for one in every for n in _entries(one.document, "Parameters"))
        self._taken = {*self._ids, *self._parameters}
        self.part = self._part(tree, "")

    def _part(self, tree: _Tree, stack: str) -> Part:
        ids = (id_ for id_ in tree.own() if stack and self._ids[id_] > 1)
        parameters = (
            name
            for name in _entries(tree.document, "Parameters")
            if stack and (self._parameters[name] > 1 or name in self._ids)
        )
        return Part(
            tree.document,
            {id_: self._free(stack + id_) for id_ in ids},
            {name: self._free(stack + name) for name in parameters},
            {id_: self._part(one, stack + id_) for id_, one in tree.children.items()},
        )

    def _free(self, wanted: str) -> str:
        name, number = wanted, 2
        while name in self._taken:
            name, number = f"{wanted}{number}", number + 1
        self._taken.add(name)
        return name


def _regions(document: Item, files: _Files) -> dict[str, Part]:
    """The templates of a design that archc wrote, one for each region, as far as they are there."""
    own = plain(document.get("Metadata", "Region"))
    found: dict[str, Part] = {}
    for item in _listed(document):
        code = plain(item)
        try:
            other = document if code == own else _other(document, own, item, files)
        except Unreadable as problem:
            files.not_read(f"is in '{code}'", problem, item.span)
            continue
        if other is not None:
            found[code] = Part(other, region=code)
    return found if own in found else {own: Part(document, region=own), **found}


def _listed(document: Item) -> list[Item]:
    """The regions of a design, as its template says them."""
    said = document.get("Metadata", "Regions")
    return said.entries if said is not None else []


def _other(document: Item, own: str, item: Item, files: _Files) -> Item | None:
    """The template of another region, whose file is called as this one with its region."""
    code, name = plain(item), PurePath(files.source.path).name
    wrong = misnamed(code, item.span)
    if wrong is not None:
        raise Unreadable(wrong[0], "write the regions of the design, as `archc build` does it")
    stem, said, suffix = name.rpartition(f".{own}.")
    if not said:
        raise Unreadable(
            f"the name '{name}' does not say '.{own}.'",
            f"call the files as `archc build` does it: NAME.{own}.yaml beside NAME.{code}.yaml",
        )
    path = f"{stem}.{code}.{suffix}"
    other = files.document(path)
    if other is None:
        return None
    if plain(other.get("Metadata", "Region")) != code:
        raise Unreadable(f"'{path}' is not the template for it", "build the design again")
    mine, theirs = document.get("Metadata", "Design"), other.get("Metadata", "Design")
    if plain(mine) != plain(theirs):
        files.found.append(
            CHANGED.found(
                f"'{path}' has another design in its metadata than '{name}'",
                "write the same into both, as `archc build` does it",
                theirs.span if theirs is not None else other.span,
                related=(Label("the other one", mine.span),) if mine is not None else (),
            )
        )
    return other
